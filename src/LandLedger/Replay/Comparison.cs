using System.Data;
using System.Text.Json;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Replay;

/// <summary>
/// Holds a living view against its shadow, document by document. Whatever differs is folded once more from the events of the same
/// snapshot before it counts, so that registrars may go on writing.
/// </summary>
public sealed class Comparison(NpgsqlDataSource database, ShadowTable shadow, Chunks chunks, LedgerSchema schema)
{
    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Compares all of it; the differences are listed, the rest is counted and hashed.</summary>
    public async Task<ComparedView> RunAsync(
        Rebuild rebuild, ReplayedView view, RebuildProgress progress, CancellationToken cancellation)
    {
        await ForgetAsync(rebuild.Id, cancellation);
        var all = await chunks.AllAsync(rebuild.Id, cancellation);
        if (all.Count == 0)
            all.Add(new(0, Guid.Empty, null, true, 0, 0));
        progress.Begin(RebuildState.Comparing, all.Count);
        var tally = new ComparisonTally();
        var running = new Queue<Task<ComparedChunk>>();
        try
        {
            foreach (var chunk in all)
            {
                if (running.Count == Workers)
                    Take(await running.Dequeue());
                running.Enqueue(Task.Run(() => ChunkAsync(rebuild, view, chunk, cancellation), cancellation));
            }

            while (running.TryDequeue(out var last))
                Take(await last);
        }
        finally
        {
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return tally.Report(rebuild.Mark);

        void Take(ComparedChunk compared)
        {
            tally.Add(compared);
            progress.Done(compared.Equal + compared.Differences.Count, 0);
        }
    }

    /// <summary>Forgets the differences of a rebuild.</summary>
    public async Task ForgetAsync(Guid rebuild, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"delete from {schema.Name}.replay_difference where rebuild = $1");
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(rebuild);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<ComparedChunk> ChunkAsync(Rebuild rebuild, ReplayedView view, Chunk chunk, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        // A stretch is sorted in memory.
        await using (var memory = new NpgsqlCommand("set local work_mem = '64MB'", connection))
            await memory.ExecuteNonQueryAsync(cancellation);
        // A view that follows behind the events says nothing yet about those that it has not reached.
        var until = await shadow.ReachedAsync(connection, view, cancellation);
        var compared = await RowsAsync(connection, rebuild, view, chunk, until, cancellation);
        if (compared.Differences.Count > 0)
        {
            await shadow.AgainAsync(connection, view, [.. compared.Differences.Select(each => each.Plot).Distinct()], cancellation);
            compared = await RowsAsync(connection, rebuild, view, chunk, until, cancellation);
            await ListAsync(connection, rebuild.Id, compared.Differences, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return compared;
    }

    private async Task<ComparedChunk> RowsAsync(
        NpgsqlConnection connection, Rebuild rebuild, ReplayedView view, Chunk chunk, long? until, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select coalesce(l.key, s.key), coalesce(l.plot, s.plot), coalesce(l.commune, s.commune), coalesce(l.doc = s.doc, false),
                case when l.doc = s.doc then null else l.doc end, s.doc
            from ({Side(shadow.LiveOf(view))}) l full join ({Side(shadow.Of(view))}) s on l.key = s.key
            order by coalesce(l.plot, s.plot), coalesce(l.place, s.place)
            """, connection);
        command.Parameters.AddWithValue(chunk.First);
        if (chunk.End is { } end)
            command.Parameters.AddWithValue(end);
        var compared = new ComparedChunk();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var rebuilt = row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5);
            var live = row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4);
            // Or the living card was stored when nulls and empty lists were not left out yet.
            if (row.GetBoolean(3) || (live is not null && rebuilt is not null && JsonDifference.Between(live, rebuilt).Count == 0))
            {
                compared.Same(rebuilt!);
                continue;
            }

            compared.Differ(Difference.Between(row.GetString(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetString(2), live, rebuilt,
                rebuild.Expected), live, rebuilt);
        }

        return compared;

        string Side(string table) =>
            $"select {view.Key} key, {view.PlotColumn} plot, {view.Order} place, {view.Document} doc, {view.Commune} commune from {table} r"
            + $" where {view.PlotColumn} >= $1{(chunk.End is null ? "" : $" and {view.PlotColumn} < $2")}"
            + (until is null ? "" : FormattableString.Invariant($" and {view.Sequence} <= {until}"));
    }

    private async Task ListAsync(
        NpgsqlConnection connection, Guid rebuild, List<Difference> differences, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {schema.Name}.replay_difference (rebuild, key, plot_id, kind, commune, cause, explained, fields) from stdin (format binary)",
            cancellation);
        foreach (var each in differences)
        {
            copy.StartRow();
            copy.Write(rebuild, NpgsqlDbType.Uuid);
            copy.Write(each.Key, NpgsqlDbType.Varchar);
            copy.Write(each.Plot, NpgsqlDbType.Uuid);
            copy.Write(each.Kind, NpgsqlDbType.Varchar);
            if (each.Commune is null)
                copy.WriteNull();
            else
                copy.Write(each.Commune, NpgsqlDbType.Varchar);
            copy.Write(each.Cause, NpgsqlDbType.Varchar);
            copy.Write(each.Explained, NpgsqlDbType.Boolean);
            copy.Write(JsonSerializer.Serialize(each.Fields, LedgerJson.Stored), NpgsqlDbType.Jsonb);
        }

        await copy.CompleteAsync(cancellation);
    }
}
