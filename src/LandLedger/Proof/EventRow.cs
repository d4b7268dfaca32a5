using System.Text;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>One event as its row stands in the database, and the hashes under which it is sealed.</summary>
public sealed class EventRow
{
    /// <summary>Type of the row that a refused commit leaves: a sequence number without content.</summary>
    public const string Tombstone = "tombstone";

    private byte[] headers = [];
    private byte[] data = [];
    private string? correlation;
    private string? causation;
    private string? actor;
    private string? broken;

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
    public OriginSignature? Origin { get; private set; }

    /// <summary>Under which it is sealed; empty until <see cref="Hash"/>.</summary>
    public SignedEvent Hashes { get; private set; }

    /// <summary>Whether a refused commit left it.</summary>
    public bool IsTombstone => Type == Tombstone;

    /// <summary>Why it cannot be sealed; null when nothing is wrong with the row itself.</summary>
    public string? Broken => broken;

    /// <summary>The columns that <see cref="Read"/> expects, of table <c>e</c>.</summary>
    public const string Columns =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.tenant_id, e.correlation_id, e.causation_id, e.user_name, "
        + "e.headers, e.data, e.is_archived or e.bdata is not null";

    /// <summary>Reads the row that the reader stands on.</summary>
    public static EventRow Read(NpgsqlDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Id = row.GetGuid(1),
        Stream = row.IsDBNull(2) ? Guid.Empty : row.GetGuid(2),
        Version = row.GetInt64(3),
        Type = row.GetString(4),
        Microseconds = Since1970(row.GetFieldValue<long>(5)),
        Tenant = Text(row, 6) ?? "",
        correlation = Text(row, 7),
        causation = Text(row, 8),
        actor = Text(row, 9),
        headers = row.IsDBNull(10) ? [] : row.GetFieldValue<byte[]>(10),
        data = row.GetFieldValue<byte[]>(11),
        broken = row.GetBoolean(12) ? "row-flags" : null,
    };

    /// <summary>Computes the hashes; the content is not needed afterwards.</summary>
    public void Hash()
    {
        try
        {
            Hashes = new(Id, Type, EventHashes.OfPayload(data), EventHashes.OfProvenance(actor, correlation, causation, headers));
            Origin = OriginSignature.Parse(EventHashes.Origin(headers));
        }
        catch (FormatException)
        {
            broken ??= "outside-profile";
        }

        (data, headers) = ([], []);
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

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
