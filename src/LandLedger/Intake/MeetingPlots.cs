using System.Text.Json;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Sources;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Intake;

/// <summary>
/// Which plots of the ledger the records of a batch are about: by plot code or present number, else by a former number, else by
/// certificate together with sheet and plot. Numbers are compared as <see cref="PlotNumberKey"/> compares them.
/// </summary>
public sealed class MeetingPlots(NpgsqlDataSource database, LedgerSchema schema)
{
    private readonly string repeated =
        $"""
        select asked.at from unnest($1, $2, $3, $4) with ordinality asked(commune, sheet, plot, source, at)
        cross join lateral ({ByNumber(schema)} and card.data -> 'sources' @> asked.source limit 1) found
        """;

    private readonly string byNumberOrCode =
        $"""
        select asked.at, found.data from unnest($1, $2, $3) with ordinality asked(commune, sheet, plot, at)
        cross join lateral ({ByNumber(schema)} limit 1) found
        union all
        select asked.at, found.data from unnest($4) with ordinality asked(code, at)
        cross join lateral (select card.data from {schema.Name}.mt_doc_plotcard card
            where card.data ->> 'plotCode' = asked.code and card.data ->> 'plotCode' is not null limit 1) found
        """;

    // All but what is looked up is compared outside: inside, the planner would go through the whole index of numbers for it.
    private readonly string byFormerNumberOrPaper =
        $"""
        select asked.at, 1, found.data from unnest($1) with ordinality asked(former, at)
        cross join lateral (select card.data from {schema.Name}.mt_doc_plotcard card
            where cast(card.data ->> 'formerNumbers' as jsonb) @> asked.former and card.data -> 'formerNumbers' <> '[]'::jsonb offset 0) found
        where found.data ->> 'status' = 'live'
        union all
        select asked.at, 2, found.data from unnest($2, $3, $4) with ordinality asked(serial, sheet, plot, at)
        cross join lateral (select card.data from {schema.Name}.mt_doc_plotcard card
            where card.data ->> 'newestSerial' = asked.serial and card.data ->> 'newestSerial' is not null offset 0) found
        where found.data -> 'numberKey' ->> 'sheet' = asked.sheet and found.data -> 'numberKey' ->> 'plot' = asked.plot
            and found.data ->> 'status' = 'live'
        """;

    /// <summary>For each record whether its plot has taken it already, word for word.</summary>
    public async Task<bool[]> RepeatedAsync(IReadOnlyList<(SourcePlot Plot, string Hash)> records, CancellationToken cancellation)
    {
        var answer = new bool[records.Count];
        if (records.Count == 0)
            return answer;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var looking = await LookAsync(connection, cancellation);
        await using var command = new NpgsqlCommand(repeated, connection);
        AddNumbers(command, records.Select(record => record.Plot));
        AddJson(command, records.Select(record => JsonSerializer.Serialize(
            new[] { new { record.Plot.System, record.Plot.RecordKey, RecordHash = record.Hash } }, LedgerJson.Stored)));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            answer[row.GetInt64(0) - 1] = true;
        return answer;
    }

    /// <summary>For each record the plots that it may be about: none, one, or too many.</summary>
    public async Task<PlotCard[][]> CandidatesAsync(IReadOnlyList<SourcePlot> records, CancellationToken cancellation)
    {
        var met = new Dictionary<Guid, PlotCard>[records.Count];
        if (records.Count == 0)
            return [];
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var looking = await LookAsync(connection, cancellation);
        await using (var command = new NpgsqlCommand(byNumberOrCode, connection))
        {
            AddNumbers(command, records);
            command.Parameters.AddWithValue(records.Select(record => record.PlotCode ?? "").ToArray());
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
                Add(met, (int)row.GetInt64(0) - 1, CardAt(row, 1));
        }

        var missing = Enumerable.Range(0, records.Count).Where(at => met[at] is null).ToArray();
        if (missing.Length > 0)
            await LookFurtherAsync(connection, records, missing, met, cancellation);
        return [.. met.Select(found => found is null ? [] : found.Values.ToArray())];
    }

    private async Task LookFurtherAsync(NpgsqlConnection connection, IReadOnlyList<SourcePlot> records, int[] missing,
        Dictionary<Guid, PlotCard>[] met, CancellationToken cancellation)
    {
        var keys = missing.Select(at => IncomingPlot.KeyOf(records[at])).ToArray();
        await using var command = new NpgsqlCommand(byFormerNumberOrPaper, connection);
        AddJson(command, keys.Select(key => JsonSerializer.Serialize(new[] { key.ToString() }, LedgerJson.Stored)));
        command.Parameters.AddWithValue(missing.Select(at => records[at].Certificate?.Serial ?? "").ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.Sheet).ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.Plot).ToArray());
        var byFormerNumber = new HashSet<int>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var at = missing[row.GetInt64(0) - 1];
            if (row.GetInt32(1) == 1)
                byFormerNumber.Add(at);
            else if (byFormerNumber.Contains(at))
                continue;
            Add(met, at, CardAt(row, 2));
        }
    }

    // With thousands of asks the planner would read the whole view, and a plan made while the view was small would do so for ever;
    // each ask is one look into an index. Only for this transaction.
    private static async Task<NpgsqlTransaction> LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "set local plan_cache_mode = force_custom_plan; set local enable_seqscan = off; set local enable_hashjoin = off; set local jit = off",
            connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }

    private static string ByNumber(LedgerSchema schema) =>
        $"""
        select card.data from {schema.Name}.mt_doc_plotcard card where card.data -> 'numberKey' ->> 'commune' = asked.commune
            and card.data -> 'numberKey' ->> 'sheet' = asked.sheet and card.data -> 'numberKey' ->> 'plot' = asked.plot
            and card.data ->> 'status' = 'live'
        """;

    private static void AddNumbers(NpgsqlCommand command, IEnumerable<SourcePlot> records)
    {
        var keys = records.Select(IncomingPlot.KeyOf).ToArray();
        command.Parameters.AddWithValue(keys.Select(key => key.Commune).ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.Sheet).ToArray());
        command.Parameters.AddWithValue(keys.Select(key => key.Plot).ToArray());
    }

    private static void AddJson(NpgsqlCommand command, IEnumerable<string> values) => command.Parameters.Add(new()
    {
        Value = values.ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Jsonb,
    });

    private static PlotCard CardAt(NpgsqlDataReader row, int column) =>
        JsonSerializer.Deserialize<PlotCard>(row.GetFieldValue<byte[]>(column), LedgerJson.Stored)!;

    private static void Add(Dictionary<Guid, PlotCard>[] met, int at, PlotCard card) => (met[at] ??= [])[card.Id] = card;
}
