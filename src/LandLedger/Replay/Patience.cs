using LandLedger.Audit;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>
/// Takes locks that others queue behind: waits a moment, gives way, and tries again. Long enough for what usually runs, short enough that
/// nobody notices.
/// </summary>
internal static class Patience
{
    private const int Attempts = 20;
    private const string Moment = "1s";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Does something in a transaction of its own; from the beginning when a lock was not to be had.</summary>
    /// <exception cref="ReplayFailedException">Somebody holds the tables for so long that it was given up; nothing was changed.</exception>
    public static async Task<T> WithAsync<T>(
        NpgsqlDataSource database, Func<NpgsqlConnection, Task<T>> act, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await using (var moment = new NpgsqlCommand($"set local lock_timeout = '{Moment}'", connection))
                    await moment.ExecuteNonQueryAsync(cancellation);
                var done = await act(connection);
                await transaction.CommitAsync(cancellation);
                return done;
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (attempt == Attempts)
                    throw Busy();
                // Those who queued behind the lock go first.
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    private static ReplayFailedException Busy() => new("switch-busy", new(
        "Có giao dịch giữ bảng quá lâu nên chưa làm được; không có gì thay đổi. Hãy thử lại.",
        "Some transaction held the tables for too long; nothing was changed. Try again."));
}
