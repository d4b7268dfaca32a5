using System.Text.Json;
using LandLedger.Proof;
using LandLedger.Proof.Rows;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Databases;

/// <summary>An event as its row stands in the database, with the hashes of what it holds.</summary>
internal sealed record EventInDatabase
{
    // The list of communes since the reorganisation, by its date.
    private const string PresentList = "2025-07-01";

    private const string DecidedByRule = "difference_decided_by_rule";

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
    public string? Decided => Type == DecidedByRule ? DecidedBy(data) : null;

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
    /// <param name="row">The reader, of <see cref="EventColumns.All"/>.</param>
    /// <param name="hashes">Of the same reader.</param>
    /// <param name="told">Whether the audit trail will be held against it, which needs more of it than its hashes.</param>
    /// <param name="signed">Whether the origin signature will be looked at.</param>
    public static EventInDatabase Read(CopiedRows row, HashesOfRows hashes, bool told, bool signed)
    {
        var type = row.IsNull(4) ? "" : row.Name(4);
        var data = row.IsNull(11) ? [] : row.Json(11);
        return new()
        {
            Sequence = row.Number(0),
            Id = row.IsNull(1) ? Guid.Empty : row.Uuid(1),
            Stream = row.IsNull(2) ? Guid.Empty : row.Uuid(2),
            Version = row.IsNull(3) ? 0 : row.Number(3),
            Type = type,
            Microseconds = row.IsNull(5) ? Leaf.NoTime : EventColumns.Since1970(row.Number(5)),
            Tenant = row.IsNull(6) ? "" : row.Name(6),
            Flagged = row.Bytes(12)[0] != 0,
            Actor = told ? Text(row, 9) : null, Correlation = told ? Text(row, 7) : null, Causation = told ? Text(row, 8) : null,
            headers = told ? HashesOfRows.HeadersOf(row).ToArray() : [],
            data = told && (NumberedBy.ContainsKey(type) || type == DecidedByRule) ? data.ToArray() : [],
            PayloadHash = PayloadOf(row, hashes),
            ProvenanceHash = ProvenanceOf(row, hashes),
            Origin = signed ? OriginSignature.Among(HashesOfRows.HeadersOf(row)) : null,
        };
    }

    /// <summary>A finding at this row.</summary>
    public Finding At(Finding finding) => finding with
    {
        Sequence = Sequence, EventId = Id, Plot = Stream, Version = Version, EventType = Type,
    };

    private static string? Text(CopiedRows row, int column) => row.IsNull(column) ? null : row.Text(column);

    private static byte[]? PayloadOf(CopiedRows row, HashesOfRows hashes)
    {
        try
        {
            return hashes.Payload(row);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[]? ProvenanceOf(CopiedRows row, HashesOfRows hashes)
    {
        try
        {
            return hashes.Provenance(row);
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
