using System.Text.Json;
using LandLedger.Proof.Rows;
using LandLedger.Proof.Verdicts;
using Npgsql;

namespace LandLedger.Verify.Databases;

/// <summary>Holds the audit trail against the events it tells of. For one worker.</summary>
internal sealed class AuditRows(DatabaseReader reader, LeafReader leaves, Reference reference)
{
    private const string Columns = "seq, plot_id, version, event, recorded_at, actor, actor_name, roles, office, session, client, reason, "
        + "import_run, correlation, causation, commune, decided";

    // Columns that tell a header of the event, from the seventh on.
    private static readonly (string Column, string Header)[] FromHeaders =
    [
        ("actor_name", "name"), ("roles", "roles"), ("office", "office"), ("session", "session"), ("client", "client"),
        ("reason", "reason"), ("import_run", "import-run"),
    ];

    /// <summary>How far the trail says it has come; null when the ledger has none.</summary>
    public static async Task<long?> ReachedAsync(DatabaseReader reader)
    {
        var schema = reader.Database.Schema;
        if (await reader.OneAsync($"select to_regclass('{schema}.audit_trail')::text") is null)
            return null;
        return await reader.OneAsync($"select max(last_seq_id) from {schema}.mt_event_progression where name like 'AuditTrail%'") as long? ?? 0;
    }

    /// <summary>Judges the rows of a range.</summary>
    /// <returns>Whether nothing was found.</returns>
    public async Task<bool> JudgeAsync(long from, long to, IReadOnlyDictionary<long, JudgedEvent> events)
    {
        var clean = true;
        var trail = $"{reader.Database.Schema}.audit_trail where seq between $1 and $2";
        var communes = await reader.OneAsync($"select exists (select from {trail})", from, to) is true ? await CommunesAsync(events.Values) : [];
        var (seen, elsewhere) = (new HashSet<long>(), new List<JudgedEvent>());
        await foreach (var row in reader.RowsAsync($"select {Columns} from {trail} order by seq", from, to))
        {
            var number = row.GetInt64(0);
            var known = events.TryGetValue(number, out var judged);
            if (!seen.Add(number) || (!known && reference.Index.LeafOf(number) is null))
            {
                clean = false;
                reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.AuditRowInserted) with
                {
                    Sequence = number, Plot = row.IsDBNull(1) ? null : row.GetGuid(1), Version = row.IsDBNull(2) ? null : row.GetInt64(2),
                });
                continue;
            }

            // An event that is missing or altered has been found already, and its row says nothing more.
            if (judged is not { Holds: true })
                continue;
            foreach (var column in Differences(row, judged.Row, communes))
            {
                if (column == "commune")
                {
                    elsewhere.Add(judged);
                    continue;
                }

                clean = false;
                reference.Findings.Add(At(DatabaseFindings.Of(DatabaseFindings.AuditRowChanged, column), judged));
            }
        }

        clean &= await JudgeCommunesAsync(elsewhere);
        foreach (var judged in events.Values)
        {
            if (judged.Index is null || judged.Row.Sequence > reference.AuditReached || seen.Contains(judged.Row.Sequence))
                continue;
            clean = false;
            reference.Findings.Add(At(DatabaseFindings.Of(DatabaseFindings.AuditRowMissing), judged));
        }

        return clean;
    }

    // Where what names the commune was altered itself, that has been found, and it says nothing about the rows of the plot.
    private async Task<bool> JudgeCommunesAsync(List<JudgedEvent> elsewhere)
    {
        if (elsewhere.Count == 0)
            return true;
        var altered = new HashSet<Guid>();
        var plots = DatabaseReader.Written(elsewhere.Select(judged => judged.Row.Stream).Distinct());
        var types = string.Join(',', EventInDatabase.NumberedBy.Keys.Select(type => $"'{type}'"));
        await foreach (var naming in reader.EventsAsync($"e.stream_id = any({plots}) and e.type in ({types}) order by e.seq_id"))
        {
            if (reference.Index.LeafOf(naming.Sequence) is { } index
                && !leaves.Leaf(index).PayloadHash.AsSpan().SequenceEqual(naming.PayloadHash))
                altered.Add(naming.Stream);
        }

        foreach (var judged in elsewhere.Where(judged => !altered.Contains(judged.Row.Stream)))
            reference.Findings.Add(At(DatabaseFindings.Of(DatabaseFindings.AuditRowChanged, "commune"), judged));
        return false;
    }

    private static Finding At(Finding finding, JudgedEvent judged) => judged.Index is { } index
        ? finding.At(index, judged.Leaf)
        : judged.Row.At(finding);

    private static IEnumerable<string> Differences(
        NpgsqlDataReader row, EventInDatabase told, Dictionary<Guid, List<(long Version, string? Commune)>> communes)
    {
        if (row.IsDBNull(1) || row.GetGuid(1) != told.Stream)
            yield return "plot_id";
        if (row.IsDBNull(2) || row.GetInt64(2) != (told.IsTombstone ? 0 : told.Version))
            yield return "version";
        if (Text(row, 3) != told.Type)
            yield return "event";
        if ((row.IsDBNull(4) ? null : (long?)EventColumns.Since1970(row.GetFieldValue<long>(4))) != (told.IsTombstone ? null : told.Microseconds))
            yield return "recorded_at";
        if (Text(row, 5) != Some(told.Actor))
            yield return "actor";
        var headers = told.Headers;
        for (var at = 0; at < FromHeaders.Length; at++)
        {
            if (Text(row, 6 + at) != Some(headers.GetValueOrDefault(FromHeaders[at].Header)))
                yield return FromHeaders[at].Column;
        }

        if (Text(row, 13) != Some(told.Correlation))
            yield return "correlation";
        if (Text(row, 14) != Some(told.Causation))
            yield return "causation";
        if (Text(row, 16) != told.Decided)
            yield return "decided";
        if (told.IsTombstone ? Text(row, 15) is not null : OtherCommune(Text(row, 15), told, communes))
            yield return "commune";
    }

    // The commune of an event is the plot's commune then: the one that the last numbering up to it names, where that can be told.
    private static bool OtherCommune(string? commune, EventInDatabase told, Dictionary<Guid, List<(long Version, string? Commune)>> communes)
    {
        if (!communes.TryGetValue(told.Stream, out var named))
            return false;
        var before = named.Where(one => one.Version <= told.Version).ToArray();
        return before.Length > 0 && before.MaxBy(one => one.Version).Commune is { } then && then != commune;
    }

    private async Task<Dictionary<Guid, List<(long Version, string? Commune)>>> CommunesAsync(IEnumerable<JudgedEvent> events)
    {
        var communes = new Dictionary<Guid, List<(long, string?)>>();
        var (registered, others) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var row in events.Where(judged => judged.Holds && !judged.Row.IsTombstone).Select(judged => judged.Row).OrderBy(row => row.Version))
        {
            if (EventInDatabase.NumberedBy.ContainsKey(row.Type))
                Named(row.Stream).Add((row.Version, row.Commune));
            // Numbers rise with versions: what named the commune behind a registration that is here is here, too.
            (row.Version == 1 ? registered : others).Add(row.Stream);
        }

        others.ExceptWith(registered);
        await foreach (var row in reader.RowsAsync(
            $"""
            select stream_id, version, type, data -> 'number', data -> 'to' from {reader.Database.Schema}.mt_events
            where stream_id = any($1) and type = any($2)
            """, others.ToArray(), EventInDatabase.NumberedBy.Keys.ToArray()))
            Named(row.GetGuid(0)).Add((row.GetInt64(1), NumberIn(row)));
        return communes;

        List<(long, string?)> Named(Guid plot) => communes.TryGetValue(plot, out var own) ? own : communes[plot] = [];
    }

    private static string? NumberIn(NpgsqlDataReader row)
    {
        var number = EventInDatabase.NumberedBy[row.GetString(2)] == "number" ? 3 : 4;
        if (row.IsDBNull(number))
            return null;
        try
        {
            using var json = JsonDocument.Parse(row.GetFieldValue<byte[]>(number));
            return EventInDatabase.CommuneOf(json.RootElement);
        }
        catch (Exception altered) when (altered is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // What cannot be read has been found already: its hash is another.
            return null;
        }
    }

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
