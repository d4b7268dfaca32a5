using LandLedger.Storage;

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

    /// <summary>The columns that <see cref="Read"/> expects, of table <c>e</c>.</summary>
    public const string Columns =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.tenant_id, e.correlation_id, e.causation_id, e.user_name, "
        + "e.headers, e.data, e.is_archived is distinct from false or e.bdata is not null";

    /// <summary>How many these are.</summary>
    public const int ColumnCount = 13;

    /// <summary>Reads and hashes the row that the reader stands on; the content is not kept.</summary>
    /// <param name="row">The reader.</param>
    /// <param name="provenance">Of the same reader.</param>
    public static EventRow Read(CopiedRows row, ProvenanceOfRows provenance)
    {
        var (id, type) = (row.Uuid(1), row.Text(4));
        var (hashes, origin, broken) = (default(SignedEvent), default(OriginSignature), row.Bytes(12)[0] != 0 ? "row-flags" : null);
        try
        {
            hashes = new(id, type, EventHashes.OfPayload(row.Json(11)), provenance.Hash(row));
            origin = OriginSignature.Parse(EventHashes.Origin(row.IsNull(10) ? [] : row.Json(10)));
        }
        catch (FormatException)
        {
            broken ??= "outside-profile";
        }

        return new()
        {
            Sequence = row.Number(0), Id = id, Stream = row.IsNull(2) ? Guid.Empty : row.Uuid(2), Version = row.Number(3), Type = type,
            Microseconds = Since1970(row.Number(5)), Tenant = row.IsNull(6) ? "" : row.Text(6), Hashes = hashes, Origin = origin,
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
        Previous = previous ?? new byte[MerkleHash.Length],
    };

    /// <summary>The column's microseconds since 2000-01-01, as the database keeps them, counted from 1970.</summary>
    public static long Since1970(long since2000) => since2000 is long.MinValue or long.MaxValue ? Leaf.NoTime : since2000 + 946_684_800_000_000;
}

/// <summary>Hashes the provenance of rows, in the order of <see cref="EventRow.Columns"/>. For one reader.</summary>
public sealed class ProvenanceOfRows
{
    private readonly byte[]?[] before = new byte[4][];
    private byte[]? hash;

    /// <summary>Of the row that the reader stands on.</summary>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public byte[] Hash(CopiedRows row)
    {
        // Of what was recorded together all rows have the same, but for those that carry a signature.
        for (var at = 0; at < before.Length && hash is not null; at++)
        {
            if (row.IsNull(7 + at) != before[at] is null || !(row.IsNull(7 + at) || row.Bytes(7 + at).SequenceEqual(before[at])))
                hash = null;
        }

        if (hash is not null)
            return hash;
        for (var at = 0; at < before.Length; at++)
            before[at] = row.IsNull(7 + at) ? null : row.Bytes(7 + at).ToArray();
        return hash = EventHashes.OfProvenance(Text(row, 9), Text(row, 7), Text(row, 8), row.IsNull(10) ? [] : row.Json(10));
    }

    private static string? Text(CopiedRows row, int column) => row.IsNull(column) ? null : row.Text(column);
}
