using System.Text.Json;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Communes;

/// <summary>Reads live plots in the order of their numbers, a page at a time, and looks up who holds a number; both along one index.</summary>
public sealed class PlotsByNumber(NpgsqlDataSource database, LedgerSchema schema)
{
    private readonly string page =
        $"""
        select card.data from {schema.Name}.mt_doc_plotcard card
        where card.data -> 'numberKey' ->> 'commune' = $1 and card.data ->> 'status' = 'live'
            and (card.data -> 'numberKey' ->> 'sheet', card.data -> 'numberKey' ->> 'plot') > ($2, $3)
            and ($5 = '' or card.data -> 'renumbered' ->> 'run' = $5)
        order by card.data -> 'numberKey' ->> 'sheet', card.data -> 'numberKey' ->> 'plot' limit $4
        """;

    private readonly string holders =
        $"""
        select found.data from unnest($1, $2, $3) asked(commune, sheet, plot)
        cross join lateral (select card.data from {schema.Name}.mt_doc_plotcard card
            where card.data -> 'numberKey' ->> 'commune' = asked.commune and card.data -> 'numberKey' ->> 'sheet' = asked.sheet
                and card.data -> 'numberKey' ->> 'plot' = asked.plot and card.data ->> 'status' = 'live' limit 1) found
        """;

    /// <summary>The next plots of a commune behind a place.</summary>
    public Task<List<PlotCard>> PageAsync(
        string commune, string sheet, string plot, int most, Guid? onlyOf, CancellationToken cancellation) =>
        ReadAsync(page, [commune, sheet, plot, most, onlyOf?.ToString() ?? ""], cancellation);

    /// <summary>The plots that hold these numbers.</summary>
    public async Task<List<PlotCard>> HoldersAsync(IReadOnlyCollection<PlotNumberKey> numbers, CancellationToken cancellation) =>
        numbers.Count == 0 ? [] : await ReadAsync(holders,
        [
            numbers.Select(number => number.Commune).ToArray(), numbers.Select(number => number.Sheet).ToArray(),
            numbers.Select(number => number.Plot).ToArray(),
        ], cancellation);

    private async Task<List<PlotCard>> ReadAsync(string sql, object[] values, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Only along the index, whatever the planner thinks of a table that changes under it; only for this transaction.
        await using (var only = new NpgsqlCommand("set local plan_cache_mode = force_custom_plan; set local enable_seqscan = off; "
            + "set local enable_bitmapscan = off; set local enable_sort = off; set local enable_hashjoin = off; set local jit = off", connection))
            await only.ExecuteNonQueryAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        command.CommandTimeout = 0;
        var cards = new List<PlotCard>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            cards.Add(JsonSerializer.Deserialize<PlotCard>(row.GetFieldValue<byte[]>(0), LedgerJson.Stored)!);
        return cards;
    }
}
