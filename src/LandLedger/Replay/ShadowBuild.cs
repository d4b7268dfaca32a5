using System.Data;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>Fills the shadow of a view from the events, stretch by stretch, on several connections.</summary>
public sealed class ShadowBuild(NpgsqlDataSource database, ShadowTable shadow, Chunks chunks)
{
    // PostgreSQL works for each of them, too; one more, because one waits.
    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 2, 8) + 1;

    /// <summary>Builds all stretches that are not built yet.</summary>
    /// <param name="rebuild">The rebuild.</param>
    /// <param name="view">Its view.</param>
    /// <param name="progress">Told of each stretch.</param>
    /// <param name="cancellation">Stops; what was committed stays.</param>
    /// <exception cref="ReplayFailedException">History cannot be folded.</exception>
    public async Task RunAsync(Guid rebuild, ReplayedView view, RebuildProgress progress, CancellationToken cancellation)
    {
        var all = await chunks.AllAsync(rebuild, cancellation);
        progress.Begin(RebuildState.Building, all.Count);
        foreach (var built in all.Where(chunk => chunk.Built))
            progress.Already(built.Rows, built.Events);
        await Parallel.ForEachAsync(all.Where(chunk => !chunk.Built),
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellation },
            async (chunk, stop) => progress.Done(await BuildAsync(rebuild, view, chunk, stop)));
    }

    private async Task<FoldedRows> BuildAsync(Guid rebuild, ReplayedView view, Chunk chunk, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Rows and note come together or not at all; a crash that takes the last of them leaves stretches that are not built yet.
        await using (var commit = new NpgsqlCommand("set local synchronous_commit = off", connection))
            await commit.ExecuteNonQueryAsync(cancellation);
        var folded = await shadow.FillAsync(connection, view, chunk.First, chunk.End);
        await chunks.DoneAsync(connection, rebuild, chunk.Number, folded, cancellation);
        await transaction.CommitAsync(cancellation);
        return folded;
    }

    /// <summary>Folds what moved since a mark again, until little is left, while registrars go on.</summary>
    /// <returns>The mark up to which every event is in the shadow.</returns>
    public async Task<long> CatchUpAsync(ReplayedView view, long mark, CancellationToken cancellation)
    {
        const int Rounds = 5;
        const int Little = 500;
        for (var round = 0; round < Rounds; round++)
        {
            var next = await shadow.MarkAsync(cancellation);
            if (next == mark)
                return mark;
            await using var connection = await database.OpenConnectionAsync(cancellation);
            // One snapshot for all: the shadow then is the view of one moment.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await shadow.CatchUpAsync(connection, view, mark, cancellation);
            await transaction.CommitAsync(cancellation);
            var few = next - mark < Little;
            mark = next;
            if (few)
                break;
        }

        return mark;
    }
}
