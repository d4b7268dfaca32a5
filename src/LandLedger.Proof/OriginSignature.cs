using System.Globalization;
using System.Text;

namespace LandLedger.Proof;

/// <summary>One event as its origin signs it.</summary>
/// <param name="EventId">Its identity.</param>
/// <param name="Type">Name of its type.</param>
/// <param name="PayloadHash">SHA-256 of its canonical content.</param>
/// <param name="ProvenanceHash">SHA-256 of its canonical provenance.</param>
public readonly record struct SignedEvent(Guid EventId, string Type, byte[] PayloadHash, byte[] ProvenanceHash);

/// <summary>
/// The signature of the program that recorded: over all events that one commit adds to one plot, and the versions they take. It stands
/// in the first of them. A row that somebody inserts past the program is covered by none; one taken out of a commit breaks the rest.
/// Plots that were recorded together may share one, see <see cref="OriginBatch"/>.
/// </summary>
/// <param name="KeyId">Which key.</param>
/// <param name="Microseconds">When it was signed, since 1970-01-01T00:00:00Z.</param>
/// <param name="Count">How many events it covers, this one first.</param>
/// <param name="Signature">64 bytes.</param>
public sealed record OriginSignature(uint KeyId, long Microseconds, int Count, byte[] Signature)
{
    /// <summary>The most events of one plot in one commit.</summary>
    public const int MostEvents = 10_000;

    /// <summary>Where the commit stands among those under the same signature; null when it was signed alone.</summary>
    public BatchPlace? Place { get; init; }

    /// <summary>Signs the events that one commit adds to a plot.</summary>
    /// <param name="key">The program's key.</param>
    /// <param name="stream">The plot.</param>
    /// <param name="firstVersion">Version that the first event makes.</param>
    /// <param name="events">The events in order.</param>
    /// <param name="microseconds">Now, since 1970-01-01T00:00:00Z.</param>
    /// <exception cref="ArgumentException">No event, or more than <see cref="MostEvents"/>: nobody could read that signature.</exception>
    /// <exception cref="FormatException">A type longer than 255 bytes, or a hash that is not 32 bytes.</exception>
    public static OriginSignature Of(
        SigningKey key, Guid stream, long firstVersion, IReadOnlyList<SignedEvent> events, long microseconds) =>
        new(key.Verifier.Id, microseconds, events.Count, key.Sign(Checked(new(stream, firstVersion, events), microseconds)));

    /// <summary>Reads the header.</summary>
    /// <returns>Null when it is not of the form <c>key at count signature</c>, or that with <c>index size path</c> of a batch.</returns>
    public static OriginSignature? Parse(string? header) =>
        header is not null && Ascii.IsValid(header) ? Parse(Encoding.ASCII.GetBytes(header)) : null;

    /// <summary>Reads the signature among the headers of an event.</summary>
    /// <param name="headers">JSON object as stored, UTF-8; empty where there is none.</param>
    /// <returns>Null when there is none, or none of the form that <see cref="Parse(string)"/> reads.</returns>
    public static OriginSignature? Among(ReadOnlySpan<byte> headers) =>
        EventHashes.TryOrigin(headers, out var header) ? Parse(header) : null;

    /// <inheritdoc cref="Parse(string)"/>
    public static OriginSignature? Parse(ReadOnlySpan<byte> header)
    {
        Span<Range> parts = stackalloc Range[8];
        // No hash covers the header, so there is one way to write it: another is a change that somebody made.
        if (PlainNumber.Split(header, parts) is var count && count is not (4 or 7)
            || PlainNumber.Hex(header[parts[0]]) is not { } key || PlainNumber.Of(header[parts[1]]) is not { } at
            || PlainNumber.Of(header[parts[2]]) is not (> 0 and <= MostEvents and var events)
            || CodedBytes.Bytes(header[parts[3]]) is not { Length: 64 } signature)
            return null;
        var read = new OriginSignature(key, at, (int)events, signature);
        if (count == 4)
            return read;
        var place = BatchPlace.Parse(header[parts[4]], header[parts[5]], header[parts[6]]);
        return place is null ? null : read with { Place = place };
    }

    /// <summary>Whether one of these keys signed exactly these events at these versions of this plot.</summary>
    /// <param name="keys">Of the programs that record.</param>
    /// <param name="stream">The plot.</param>
    /// <param name="firstVersion">Version that the first event makes.</param>
    /// <param name="events">The events in order.</param>
    /// <param name="known">Where many plots are judged: signatures that were found good before.</param>
    public bool Covers(
        IEnumerable<VerifierKey> keys, Guid stream, long firstVersion, IReadOnlyList<SignedEvent> events, CheckedBatches? known = null)
    {
        if (events.Count != Count || !events.All(HasItsShape))
            return false;
        var message = Message(stream, firstVersion, events, Microseconds);
        if (Place is not { } place)
            return keys.Any(key => key.Id == KeyId && key.Verify(message, Signature));
        known ??= new();
        return MerkleProof.Root(place.Index, place.Size, MerkleHash.OfLeaf(message), place.Path, known.NodesUnder(Signature)) is { } root
            && keys.Any(key => key.Id == KeyId && known.Verify(key, OriginBatch.Message(place.Size, root), Signature));
    }

    /// <summary>The header's text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{KeyId:x8} {Microseconds} {Count} {Convert.ToBase64String(Signature)}{(Place is null ? "" : " ")}{Place}");

    /// <summary>What is signed of a commit, if it can be.</summary>
    internal static byte[] Checked(PlotCommit commit, long microseconds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(commit.Events.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commit.Events.Count, MostEvents);
        return commit.Events.All(HasItsShape)
            ? Message(commit.Stream, commit.FirstVersion, commit.Events, microseconds)
            : throw new FormatException("Not the shape of an event.");
    }

    // Of any other shape the signed bytes could be divided in more ways than one.
    private static bool HasItsShape(SignedEvent one) => Encoding.UTF8.GetByteCount(one.Type) <= byte.MaxValue
        && one.PayloadHash.Length == MerkleHash.Length && one.ProvenanceHash.Length == MerkleHash.Length;

    private static byte[] Message(Guid stream, long firstVersion, IReadOnlyList<SignedEvent> events, long microseconds)
    {
        var length = Prefix.Length + 16 + 8 + 8;
        foreach (var (_, type, _, _) in events)
            length += 16 + 1 + Encoding.UTF8.GetByteCount(type) + 2 * MerkleHash.Length;
        var message = new byte[length];
        var rest = new PlainBytes(message);
        rest.Put(Prefix);
        rest.Put(stream);
        rest.Put(firstVersion);
        rest.Put(microseconds);
        foreach (var (id, type, payload, provenance) in events)
        {
            rest.Put(id);
            rest.PutNamed(type);
            rest.Put(payload);
            rest.Put(provenance);
        }

        return message;
    }

    private static ReadOnlySpan<byte> Prefix => "land-ledger/origin/v1\0"u8;
}
