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
    private const int Attempts = 20;

    // Long enough for what usually runs, short enough that those who queue behind the lock do not notice.
    private const string Patience = "3s";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Switches.</summary>
    /// <returns>For how long writers had to wait.</returns>
    /// <exception cref="ReplayFailedException">Somebody holds the tables for so long that it was given up; nothing was changed.</exception>
    public async Task<TimeSpan> RunAsync(ReplayedView view, long mark, CancellationToken cancellation)
    {
        mark = await build.CatchUpAsync(view, mark, cancellation);
        return view.Shard is null
            ? await PatientlyAsync(() => InlineAsync(view, mark, cancellation), cancellation)
            : await BehindAsync(view, view.Shard, mark, cancellation);
    }

    // Written in the same commit as the events: so no event may come in between.
    private async Task<TimeSpan> InlineAsync(ReplayedView view, long mark, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await DoAsync(connection, $"set local lock_timeout = '{Patience}'", cancellation);
        var watch = Stopwatch.StartNew();
        await shadow.MarkAsync(connection, cancellation);
        await shadow.CatchUpAsync(connection, view, mark, cancellation);
        await shadow.SwitchAsync(connection, view, cancellation);
        await transaction.CommitAsync(cancellation);
        return watch.Elapsed;
    }

    // Written behind the events by the daemon: it rests meanwhile, and goes on where it was. Writers notice nothing.
    private async Task<TimeSpan> BehindAsync(ReplayedView view, string shard, long mark, CancellationToken cancellation)
    {
        var daemon = daemons.DaemonForMainDatabase();
        await daemon.StopAgentAsync(shard);
        try
        {
            await PatientlyAsync(async () =>
            {
                await using var connection = await database.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await DoAsync(connection, $"set local lock_timeout = '{Patience}'", cancellation);
                await shadow.CatchUpAsync(connection, view, mark, cancellation);
                await DoAsync(connection,
                    $"""
                    delete from {shadow.Of(view)} where {view.Sequence} > coalesce(
                        (select last_seq_id from {schema.Name}.mt_event_progression where name = '{shard}'), 0)
                    """, cancellation);
                await shadow.SwitchAsync(connection, view, cancellation);
                await transaction.CommitAsync(cancellation);
                return TimeSpan.Zero;
            }, cancellation);
        }
        finally
        {
            await daemon.StartAgentAsync(shard, CancellationToken.None);
        }

        return TimeSpan.Zero;
    }

    private static async Task<TimeSpan> PatientlyAsync(Func<Task<TimeSpan>> attempt, CancellationToken cancellation)
    {
        for (var times = 1; ; times++)
        {
            try
            {
                return await attempt();
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (times == Attempts)
                    throw Busy();
                // Those who queued behind the lock go first.
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    private static ReplayFailedException Busy() => new("switch-busy", new(
        "Có giao dịch giữ bảng quá lâu nên chưa chuyển được; không có gì thay đổi. Hãy thử lại.",
        "Some transaction held the tables for too long; nothing was changed. Try again."));

    private static async Task DoAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
