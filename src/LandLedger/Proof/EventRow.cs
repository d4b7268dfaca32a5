using LandLedger.Proof.Rows;

namespace LandLedger.Proof;

/// <summary>One event as its row stands in the database, and the hashes under which it is sealed.</summary>
public sealed class EventRow
{
    /// <summary>Type of the row that a refused commit leaves: a sequence number without content.</summary>
    public const string Tombstone = "tombstone";

    /// <summary>Its sequence number.</summary>
    public long Sequence { get; private init; }

    /// <summary>Its identity.</summary>
    public Guid Id { get; private init; }

    /// <summary>Its plot.</summary>
    public Guid Stream { get; private init; }

    /// <summary>Version that it made.</summary>
    public long Version { get; private init; }

    /// <summary>Name of its type.</summary>
    public string Type { get; private init; } = "";

    /// <summary>When it was recorded; see <see cref="Leaf.Microseconds"/>.</summary>
    public long Microseconds { get; private init; }

    /// <summary>Its tenant.</summary>
    public string Tenant { get; private init; } = "";

    /// <summary>The origin signature, when it begins a commit.</summary>
    public OriginSignature? Origin { get; private init; }

    /// <summary>Under which it is sealed.</summary>
    public SignedEvent Hashes { get; private init; }

    /// <summary>Whether a signature of a known origin covers it.</summary>
    public bool IsCovered { get; internal set; }

    /// <summary>Whether it belongs to a commit of which not all rows were read.</summary>
    public bool IsUnfinished { get; internal set; }

    /// <summary>Whether a refused commit left it.</summary>
    public bool IsTombstone => Type == Tombstone;

    /// <summary>Why it cannot be sealed; null when nothing is wrong with the row itself.</summary>
    public string? Broken { get; private init; }

    /// <summary>Reads and hashes the row that the reader stands on; the content is not kept.</summary>
    /// <param name="row">The reader, of <see cref="EventColumns.All"/>.</param>
    /// <param name="hashes">Of the same reader.</param>
    public static EventRow Read(CopiedRows row, HashesOfRows hashes)
    {
        var (id, type) = (row.Uuid(1), row.Name(4));
        var (signed, origin, broken) = (default(SignedEvent), default(OriginSignature), row.Bytes(12)[0] != 0 ? "row-flags" : null);
        try
        {
            signed = new(id, type, hashes.Payload(row), hashes.Provenance(row));
            origin = OriginSignature.Among(HashesOfRows.HeadersOf(row));
        }
        catch (FormatException)
        {
            broken ??= "outside-profile";
        }

        return new()
        {
            Sequence = row.Number(0), Id = id, Stream = row.IsNull(2) ? Guid.Empty : row.Uuid(2), Version = row.Number(3), Type = type,
            Microseconds = EventColumns.Since1970(row.Number(5)), Tenant = row.IsNull(6) ? "" : row.Name(6), Hashes = signed, Origin = origin,
            Broken = broken,
        };
    }

    /// <summary>The leaf of this event.</summary>
    /// <param name="kind">Event, or late event.</param>
    /// <param name="previous">Hash of the plot's previous leaf; null for its first.</param>
    public Leaf ToLeaf(LeafKind kind, byte[]? previous) => new()
    {
        Kind = kind, Sequence = Sequence, EventId = Id, StreamId = Stream, Version = Version, Type = Type, Microseconds = Microseconds,
        Tenant = Tenant, PayloadHash = Hashes.PayloadHash, ProvenanceHash = Hashes.ProvenanceHash,
        Previous = previous ?? Leaf.NoPrevious,
    };
}
