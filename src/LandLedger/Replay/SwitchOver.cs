using System.Diagnostics;
using LandLedger.Storage;
using Marten.Events.Daemon.Coordination;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>
/// Puts a rebuilt view in the place of the living one, in one transaction: whatever happened since the comparison is folded in first, and
/// while the tables change places nobody records and nobody reads.
/// </summary>
public sealed class SwitchOver(
    NpgsqlDataSource database, ShadowTable shadow, ShadowBuild build, IProjectionCoordinator daemons, LedgerSchema schema)
{
    /// <summary>Switches.</summary>
    /// <returns>For how long writers had to wait.</returns>
    /// <exception cref="ReplayFailedException">Somebody holds the tables for so long that it was given up; nothing was changed.</exception>
    public async Task<TimeSpan> RunAsync(ReplayedView view, long mark, CancellationToken cancellation)
    {
        mark = await build.CatchUpAsync(view, mark, cancellation);
        return view.Shard is null
            ? await Patience.WithAsync(database, connection => InlineAsync(connection, view, mark, cancellation), cancellation)
            : await BehindAsync(view, view.Shard, mark, cancellation);
    }

    // Written in the same commit as the events: so no event may come in between.
    private async Task<TimeSpan> InlineAsync(NpgsqlConnection connection, ReplayedView view, long mark, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await shadow.MarkAsync(connection, cancellation);
        await shadow.CatchUpAsync(connection, view, mark, cancellation);
        await shadow.SwitchAsync(connection, view, cancellation);
        return watch.Elapsed;
    }

    // Written behind the events by the daemon: it rests meanwhile, and goes on where it was. Writers notice nothing.
    private async Task<TimeSpan> BehindAsync(ReplayedView view, string shard, long mark, CancellationToken cancellation)
    {
        var daemon = daemons.DaemonForMainDatabase();
        await daemon.StopAgentAsync(shard);
        try
        {
            await Patience.WithAsync(database, async connection =>
            {
                await shadow.CatchUpAsync(connection, view, mark, cancellation);
                await DoAsync(connection,
                    $"""
                    delete from {shadow.Of(view)} where {view.Sequence} > coalesce(
                        (select last_seq_id from {schema.Name}.mt_event_progression where name = '{shard}'), 0)
                    """, cancellation);
                await shadow.SwitchAsync(connection, view, cancellation);
                return TimeSpan.Zero;
            }, cancellation);
        }
        finally
        {
            await daemon.StartAgentAsync(shard, CancellationToken.None);
        }

        return TimeSpan.Zero;
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
