using System.Buffers.Binary;
using System.Text;
using LandLedger.Proof.Rows;

namespace LandLedger.Proof;

/// <summary>What a leaf of the log speaks of.</summary>
public enum LeafKind : byte
{
    /// <summary>An event of the ledger.</summary>
    Event = 1,

    /// <summary>An event that was committed after its sequence number had been given up as void.</summary>
    LateEvent = 2,

    /// <summary>A batch of the read log: the root over its rows.</summary>
    ReadLog = 3,

    /// <summary>A person's key was destroyed.</summary>
    KeyDestroyed = 4,

    /// <summary>A new epoch: the history moved to another house.</summary>
    Epoch = 5,

    /// <summary>Rights in the database or policies changed.</summary>
    Configuration = 6,

    /// <summary>A view was compared with what the events say.</summary>
    ViewCompared = 7,
}

/// <summary>
/// One entry of the log: what is known of an event without its content. Its hash covers the content by hashes, so the log can be public
/// while the events are not.
/// </summary>
public sealed record Leaf
{
    /// <summary>Time of an entry that has none: a commit that was refused leaves a number without a time.</summary>
    public const long NoTime = long.MinValue;

    private const int HashLength = 32;

    /// <summary>What stands for the previous entry where there is none: zeros.</summary>
    public static byte[] NoPrevious { get; } = new byte[HashLength];

    /// <summary>What it speaks of.</summary>
    public required LeafKind Kind { get; init; }

    /// <summary>Sequence number of the event in the ledger; 0 for what is not an event.</summary>
    public long Sequence { get; init; }

    /// <summary>Identity of the event or statement.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The plot, which is the stream of the event; empty for what is not an event.</summary>
    public Guid StreamId { get; init; }

    /// <summary>Version of the plot that the event made; 0 for what is not an event.</summary>
    public long Version { get; init; }

    /// <summary>Name of the event type or kind of statement.</summary>
    public required string Type { get; init; }

    /// <summary>When it was recorded, in microseconds since 1970-01-01T00:00:00Z; <see cref="NoTime"/> where there is none.</summary>
    public required long Microseconds { get; init; }

    /// <summary>The tenant in the store.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>SHA-256 of the canonical content.</summary>
    public required byte[] PayloadHash { get; init; }

    /// <summary>SHA-256 of the canonical provenance; see <see cref="EventHashes.OfProvenance"/>.</summary>
    public required byte[] ProvenanceHash { get; init; }

    /// <summary>Leaf hash of the plot's previous entry; zeros for its first.</summary>
    public byte[] Previous { get; init; } = NoPrevious;

    private static ReadOnlySpan<byte> Prefix => "land-ledger/leaf/v1\0"u8;

    /// <summary>The hash that stands in the tree.</summary>
    public byte[] Hash() => MerkleHash.OfLeaf(Encode());

    /// <summary>The bytes that are hashed and that entry bundles carry.</summary>
    /// <exception cref="FormatException">Type or tenant longer than 255 bytes, or a hash that is not 32 bytes.</exception>
    public byte[] Encode()
    {
        var (type, tenant) = (Encoding.UTF8.GetByteCount(Type), Encoding.UTF8.GetByteCount(Tenant));
        if (type > byte.MaxValue || tenant > byte.MaxValue || PayloadHash.Length != HashLength
            || ProvenanceHash.Length != HashLength || Previous.Length != HashLength)
            throw new FormatException("Not the shape of a leaf.");
        var bytes = new byte[Prefix.Length + 1 + 8 + 16 + 16 + 8 + 1 + type + 8 + 1 + tenant + 3 * HashLength];
        var rest = new PlainBytes(bytes);
        rest.Put(Prefix);
        rest.Put((byte)Kind);
        rest.Put(Sequence);
        rest.Put(EventId);
        rest.Put(StreamId);
        rest.Put(Version);
        rest.PutNamed(Type);
        rest.Put(Microseconds);
        rest.PutNamed(Tenant);
        rest.Put(PayloadHash);
        rest.Put(ProvenanceHash);
        rest.Put(Previous);
        return bytes;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <param name="bytes">Encoded.</param>
    /// <param name="names">Where many are read: types and tenants that came before.</param>
    /// <exception cref="FormatException">Other bytes: another prefix, an unknown kind, too short or too long.</exception>
    public static Leaf Decode(ReadOnlySpan<byte> bytes, KnownNames? names = null)
    {
        var rest = bytes;
        if (!Take(ref rest, Prefix.Length).SequenceEqual(Prefix))
            throw new FormatException("Not a leaf of this ledger.");
        var kind = (LeafKind)Take(ref rest, 1)[0];
        if (!Enum.IsDefined(kind))
            throw new FormatException($"A leaf of unknown kind {(byte)kind}.");
        var leaf = new Leaf
        {
            Kind = kind,
            Sequence = BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, 8)),
            EventId = new(Take(ref rest, 16), bigEndian: true),
            StreamId = new(Take(ref rest, 16), bigEndian: true),
            Version = BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, 8)),
            Type = Text(ref rest, names),
            Microseconds = BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, 8)),
            Tenant = Text(ref rest, names),
            PayloadHash = Take(ref rest, HashLength).ToArray(),
            ProvenanceHash = Take(ref rest, HashLength).ToArray(),
            Previous = Take(ref rest, HashLength).ToArray(),
        };
        return rest.IsEmpty ? leaf : throw new FormatException("A leaf with bytes behind its end.");
    }

    /// <summary>The sequence number of an encoded leaf; null where the bytes do not begin as one.</summary>
    public static long? SequenceOf(ReadOnlySpan<byte> bytes) => bytes.Length >= Prefix.Length + 1 + sizeof(long) && bytes.StartsWith(Prefix)
        ? BinaryPrimitives.ReadInt64BigEndian(bytes[(Prefix.Length + 1)..])
        : null;

    private static string Text(ref ReadOnlySpan<byte> rest, KnownNames? names)
    {
        var bytes = Take(ref rest, Take(ref rest, 1)[0]);
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw new FormatException("A name that is not UTF-8.");
        return names?.Of(bytes) ?? Encoding.UTF8.GetString(bytes);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count)
            throw new FormatException("A leaf that ends too early.");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
