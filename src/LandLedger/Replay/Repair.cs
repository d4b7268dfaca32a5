using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>Writes the rows of a view anew, from the events, for the plots in which a patrol found differences.</summary>
public sealed class Repair(NpgsqlDataSource database, PlotFold fold, ShadowTable tables, LedgerSchema schema)
{
    private const int PlotsAtOnce = 1_000;

    /// <summary>Repairs all that a patrol found, in one transaction; whoever records on one of these plots meanwhile waits.</summary>
    /// <exception cref="ReplayFailedException">History cannot be folded.</exception>
    public async Task RunAsync(Guid rebuild, ReplayedView view, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var plots = await PlotsAsync(connection, rebuild, cancellation);
        await DoAsync(connection, $"select from {schema.Name}.mt_streams where id = any($1) order by id for update", plots, cancellation);
        // Of a view that follows behind the events only what it has reached; the rest comes by itself.
        var reached = await tables.ReachedAsync(connection, view, cancellation);
        var which = reached is null ? "" : FormattableString.Invariant($" and {view.Sequence} <= {reached}");
        await DoAsync(connection, $"delete from {tables.LiveOf(view)} where {view.PlotColumn} = any($1){which}", plots, cancellation);
        foreach (var some in plots.Chunk(PlotsAtOnce))
        {
            await OwnThread.Run(() => ShadowTable.Copy(connection, view, tables.LiveOf(view),
                fold.Plots(connection, view, some).Rows.Where(row => reached is null || view.SequenceOf(row) <= reached)));
        }

        await transaction.CommitAsync(cancellation);
    }

    private async Task<Guid[]> PlotsAsync(NpgsqlConnection connection, Guid rebuild, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select coalesce(array_agg(distinct plot_id), array[]::uuid[]) from {schema.Name}.replay_difference where rebuild = $1", connection);
        command.Parameters.AddWithValue(rebuild);
        return (Guid[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql, Guid[] plots, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(plots);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
