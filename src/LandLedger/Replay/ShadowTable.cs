using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>The table in which a view is built anew, and the statements around it.</summary>
public sealed class ShadowTable(NpgsqlDataSource database, PlotFold fold, LedgerSchema schema)
{
    // A commit that has its numbers and has not written its events yet is at most this far behind: the events of the connections there are.
    private const long Straggling = 10_000;
    private const int PlotsAtOnce = 1_000;

    // Each works out expressions over all rows, on one processor.
    private static readonly int IndexesAtOnce = Math.Clamp(Environment.ProcessorCount, 2, 4);
    private readonly string shadow = ReplayTables.ShadowOf(schema);

    /// <summary>The living table of a view.</summary>
    public string LiveOf(ReplayedView view) => $"{schema.Name}.{view.Table}";

    /// <summary>The shadow of a view.</summary>
    public string Of(ReplayedView view) => $"{shadow}.{view.Table}";

    /// <summary>Makes the shadow anew, empty and without indexes.</summary>
    public Task OpenAsync(ReplayedView view, CancellationToken cancellation) => CallAsync("replay_open($1)", cancellation, view.Table);

    /// <summary>Gives the shadow the key and the indexes of the living view, several at once.</summary>
    /// <param name="view">The view.</param>
    /// <param name="unique">
    /// Whether the unique ones, too. Between two catch-ups two plots may seem to have one number, so these come behind one.
    /// </param>
    /// <param name="cancellation">Stops.</param>
    public async Task IndexAsync(ReplayedView view, bool unique, CancellationToken cancellation)
    {
        var missing = new List<string>();
        await using (var command = database.CreateCommand($"select {schema.Name}.replay_indexes($1, $2)"))
        {
            command.Parameters.AddWithValue(view.Table);
            command.Parameters.AddWithValue(unique);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
                missing.Add(row.GetString(0));
        }

        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = IndexesAtOnce, CancellationToken = cancellation },
            async (index, stop) => await CallAsync("replay_index($1, $2)", stop, view.Table, index));
        await CallAsync("replay_indexed($1)", cancellation, view.Table);
    }

    /// <summary>Takes the shadow away.</summary>
    public Task CloseAsync(ReplayedView view, CancellationToken cancellation) => CallAsync("replay_close($1)", cancellation, view.Table);

    /// <summary>Whether there is a shadow.</summary>
    public async Task<bool> ExistsAsync(ReplayedView view, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select to_regclass($1) is not null");
        command.Parameters.AddWithValue(Of(view));
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>How far a view that follows behind the events has come; null for one that is written with them.</summary>
    public async Task<long?> ReachedAsync(NpgsqlConnection connection, ReplayedView view, CancellationToken cancellation)
    {
        if (view.Shard is null)
            return null;
        await using var command = new NpgsqlCommand(
            $"select coalesce((select last_seq_id from {schema.Name}.mt_event_progression where name = $1), 0)", connection);
        command.Parameters.AddWithValue(view.Shard);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// Waits for the commits that are under way. Every event up to the number it gives is then committed, or never will be, but for a
    /// handful that <see cref="CatchUpAsync"/> allows for.
    /// </summary>
    public Task<long> MarkAsync(CancellationToken cancellation) => Patience.WithAsync(database, async connection =>
        await MarkAsync(connection, cancellation), cancellation);

    /// <summary>The same, and nobody records an event before the transaction ends.</summary>
    public async Task<long> MarkAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {schema.Name}.replay_mark()", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Folds a stretch of plots into the shadow, which has no rows of theirs yet.</summary>
    public Task<FoldedRows> FillAsync(NpgsqlConnection connection, ReplayedView view, Guid first, Guid? end) => OwnThread.Run(() =>
    {
        var folded = fold.Stretch(connection, view, first, end);
        Copy(connection, view, Of(view), folded.Rows);
        return folded;
    });

    /// <summary>Folds the plots that moved since a mark once more.</summary>
    /// <returns>How many.</returns>
    public async Task<int> CatchUpAsync(NpgsqlConnection connection, ReplayedView view, long since, CancellationToken cancellation)
    {
        await using var moved = new NpgsqlCommand(
            $"""
            select coalesce(array_agg(distinct stream_id), array[]::uuid[]) from {schema.Name}.mt_events
            where seq_id > $1{(view.Tombstones ? "" : " and type <> 'tombstone'")}
            """, connection);
        moved.Parameters.AddWithValue(since - Straggling);
        var plots = (Guid[])(await moved.ExecuteScalarAsync(cancellation))!;
        await AgainAsync(connection, view, plots, cancellation);
        return plots.Length;
    }

    /// <summary>Folds some plots once more, as the transaction's snapshot sees their events.</summary>
    public async Task AgainAsync(NpgsqlConnection connection, ReplayedView view, Guid[] plots, CancellationToken cancellation)
    {
        // All of them go before the first comes: plots may have exchanged their numbers.
        await using (var delete = new NpgsqlCommand($"delete from {Of(view)} where {view.PlotColumn} = any($1)", connection))
        {
            delete.Parameters.AddWithValue(plots);
            await delete.ExecuteNonQueryAsync(cancellation);
        }

        foreach (var some in plots.Chunk(PlotsAtOnce))
            await OwnThread.Run(() => Copy(connection, view, Of(view), fold.Plots(connection, view, some).Rows));
    }

    /// <summary>Puts the shadow in the place of the living view, in the transaction of the caller.</summary>
    public async Task SwitchAsync(NpgsqlConnection connection, ReplayedView view, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {schema.Name}.replay_switch($1)", connection);
        command.Parameters.AddWithValue(view.Table);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Copies rows into a table of the view.</summary>
    public static void Copy(NpgsqlConnection connection, ReplayedView view, string table, IEnumerable<object> rows)
    {
        using var copy = connection.BeginBinaryImport($"copy {table} ({view.Columns}) from stdin (format binary)");
        foreach (var row in rows)
            view.Write(copy, row);
        copy.Complete();
    }

    // Indexes of a whole province take their time.
    private async Task CallAsync(string function, CancellationToken cancellation, params object[] values)
    {
        await using var command = database.CreateCommand($"select {schema.Name}.{function}");
        command.CommandTimeout = 0;
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
