using System.Text.Json;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using Npgsql;

namespace LandLedger.Verify.Databases;

/// <summary>An event as its row stands in the database, with the hashes of what it holds.</summary>
internal sealed record EventInDatabase
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns =
        "seq_id, id, stream_id, version, type, timestamp, tenant_id, correlation_id, causation_id, user_name, headers, data, "
        + "is_archived is distinct from false or bdata is not null";

    // The list of communes since the reorganisation, by its date.
    private const string PresentList = "2025-07-01";

    // Microseconds from 1970 to 2000, where the database begins to count.
    private const long Epoch = 946_684_800_000_000;

    private byte[] headers = [];
    private byte[] data = [];

    public required long Sequence { get; init; }

    public required Guid Id { get; init; }

    public required Guid Stream { get; init; }

    public required long Version { get; init; }

    public required string Type { get; init; }

    public required long Microseconds { get; init; }

    public required string Tenant { get; init; }

    public required bool Flagged { get; init; }

    public string? Actor { get; init; }

    public string? Correlation { get; init; }

    public string? Causation { get; init; }

    /// <summary>What the audit trail takes from the headers.</summary>
    public IReadOnlyDictionary<string, string?> Headers => Texts(headers);

    /// <summary>
    /// The commune in which the event puts its plot; null when it does not, or names it by a list of former communes, which only the
    /// ledger can read.
    /// </summary>
    public string? Commune => NumberedBy.TryGetValue(Type, out var number) ? CommuneOf(data, number) : null;

    /// <summary>Field, rule and policy of what a rule decided.</summary>
    public string? Decided => Type == "difference_decided_by_rule" ? DecidedBy(data) : null;

    /// <summary>Null: outside of the profile of events.</summary>
    public byte[]? PayloadHash { get; init; }

    /// <summary>Null: outside of the profile of events.</summary>
    public byte[]? ProvenanceHash { get; init; }

    /// <summary>The origin signature, when it begins a commit.</summary>
    public OriginSignature? Origin { get; private init; }

    public bool IsTombstone => Type == LogIndex.Tombstone;

    /// <summary>As its origin signed it; null when a hash is missing.</summary>
    public SignedEvent? Signed => PayloadHash is { } payload && ProvenanceHash is { } provenance ? new(Id, Type, payload, provenance) : null;

    /// <summary>Reads the row that the reader stands on.</summary>
    public static EventInDatabase Read(NpgsqlDataReader row)
    {
        var headers = row.IsDBNull(10) ? [] : row.GetFieldValue<byte[]>(10);
        var data = row.IsDBNull(11) ? [] : row.GetFieldValue<byte[]>(11);
        var (actor, correlation, causation) = (Text(row, 9), Text(row, 7), Text(row, 8));
        return new()
        {
            Sequence = row.GetInt64(0),
            Id = row.IsDBNull(1) ? Guid.Empty : row.GetGuid(1),
            Stream = row.IsDBNull(2) ? Guid.Empty : row.GetGuid(2),
            Version = row.IsDBNull(3) ? 0 : row.GetInt64(3),
            Type = Text(row, 4) ?? "",
            Microseconds = row.IsDBNull(5) ? Leaf.NoTime : Since1970(row.GetFieldValue<long>(5)),
            Tenant = Text(row, 6) ?? "",
            Flagged = row.GetBoolean(12),
            Actor = actor, Correlation = correlation, Causation = causation,
            headers = headers,
            data = data,
            PayloadHash = Hashed(() => EventHashes.OfPayload(data)),
            ProvenanceHash = Hashed(() => EventHashes.OfProvenance(actor, correlation, causation, headers)),
            Origin = OriginSignature.Parse(EventHashes.Origin(headers)),
        };
    }

    /// <summary>The column's microseconds since 2000-01-01, as the database keeps them, counted from 1970.</summary>
    public static long Since1970(long since2000) => since2000 is long.MinValue or long.MaxValue ? Leaf.NoTime : since2000 + Epoch;

    /// <summary>A finding at this row.</summary>
    public Finding At(Finding finding) => finding with
    {
        Sequence = Sequence, EventId = Id, Plot = Stream, Version = Version, EventType = Type,
    };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static byte[]? Hashed(Func<byte[]> hash)
    {
        try
        {
            return hash();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Dictionary<string, string?> Texts(byte[] headers)
    {
        var texts = new Dictionary<string, string?>();
        Parsed(headers, root =>
        {
            foreach (var header in root.EnumerateObject())
            {
                if (header.Name != EventHashes.OriginHeader)
                    texts[header.Name] = header.Value.ValueKind == JsonValueKind.Null ? null : header.Value.ToString();
            }
        });
        return texts;
    }

    /// <summary>Events that say in which commune their plot lies from now on, each with the member that holds the number.</summary>
    public static readonly IReadOnlyDictionary<string, string> NumberedBy = new Dictionary<string, string>
    {
        ["plot_registered"] = "number", ["plot_renumbered_because_communes_merged"] = "to", ["plot_renumbering_reversed"] = "to",
    };

    /// <summary>The commune that a plot number names; null under another list than the present one.</summary>
    public static string? CommuneOf(JsonElement number) =>
        number.GetProperty("codeListDate").GetString() == PresentList ? number.GetProperty("commune").GetString() : null;

    private static string? CommuneOf(byte[] data, string member)
    {
        string? commune = null;
        Parsed(data, root => commune = CommuneOf(root.GetProperty(member)));
        return commune;
    }

    private static string? DecidedBy(byte[] data)
    {
        string? decided = null;
        Parsed(data, root => decided = $"{root.GetProperty("field")} {root.GetProperty("rule")} {root.GetProperty("policy")}");
        return decided;
    }

    // What cannot be read has been found already: its hash is another.
    private static void Parsed(byte[] json, Action<JsonElement> read)
    {
        if (json.Length == 0)
            return;
        try
        {
            using var parsed = JsonDocument.Parse(json);
            read(parsed.RootElement);
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Left empty.
        }
    }
}
