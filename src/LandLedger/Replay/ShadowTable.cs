using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>The table in which a view is built anew, and the statements around it.</summary>
public sealed class ShadowTable(NpgsqlDataSource database, PlotFold fold, LedgerSchema schema)
{
    // A commit that has its numbers and has not written its events yet is at most this far behind: the events of the connections there are.
    private const long Straggling = 10_000;
    private const int PlotsAtOnce = 1_000;
    private readonly string shadow = ReplayTables.ShadowOf(schema);

    /// <summary>The living table of a view.</summary>
    public string LiveOf(ReplayedView view) => $"{schema.Name}.{view.Table}";

    /// <summary>The shadow of a view.</summary>
    public string Of(ReplayedView view) => $"{shadow}.{view.Table}";

    /// <summary>Makes the shadow anew, empty and without indexes.</summary>
    public Task OpenAsync(ReplayedView view, CancellationToken cancellation) => CallAsync("replay_open($1)", view, cancellation);

    /// <summary>Gives the shadow the key and the indexes of the living view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="unique">
    /// Whether the unique ones, too. Between two catch-ups two plots may seem to have one number, so these come behind one.
    /// </param>
    /// <param name="cancellation">Stops.</param>
    public Task IndexAsync(ReplayedView view, bool unique, CancellationToken cancellation) =>
        CallAsync(unique ? "replay_index($1, true)" : "replay_index($1, false)", view, cancellation);

    /// <summary>Takes the shadow away.</summary>
    public Task CloseAsync(ReplayedView view, CancellationToken cancellation) => CallAsync("replay_close($1)", view, cancellation);

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
    public async Task<FoldedRows> FillAsync(
        NpgsqlConnection connection, ReplayedView view, Guid first, Guid? end, CancellationToken cancellation)
    {
        var folded = await fold.StretchAsync(connection, view, first, end, cancellation);
        await CopyAsync(connection, view, Of(view), folded.Rows, cancellation);
        return folded;
    }

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
            await CopyAsync(connection, view, Of(view), (await fold.PlotsAsync(connection, view, some, cancellation)).Rows, cancellation);
    }

    /// <summary>Puts the shadow in the place of the living view, in the transaction of the caller.</summary>
    public async Task SwitchAsync(NpgsqlConnection connection, ReplayedView view, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {schema.Name}.replay_switch($1)", connection);
        command.Parameters.AddWithValue(view.Table);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Copies rows into a table of the view.</summary>
    public static async Task CopyAsync(
        NpgsqlConnection connection, ReplayedView view, string table, IEnumerable<object> rows, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {table} ({view.Columns}) from stdin (format binary)", cancellation);
        foreach (var row in rows)
            view.Write(copy, row);
        await copy.CompleteAsync(cancellation);
    }

    // Indexes of a whole province take their time.
    private async Task CallAsync(string function, ReplayedView view, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {schema.Name}.{function}");
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(view.Table);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
