using Marten;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>Finds rebuilds.</summary>
public static class RebuildRows
{
    /// <summary>The rebuild, its row locked until the session's transaction ends.</summary>
    public static async Task<Rebuild> LockedAsync(this IDocumentSession session, Guid id, CancellationToken cancellation) =>
        await session.FindLockedAsync(id, cancellation) ?? throw new InvalidOperationException($"There is no rebuild {id}.");

    /// <summary>The same; null when there is none.</summary>
    public static async Task<Rebuild?> FindLockedAsync(this IDocumentSession session, Guid id, CancellationToken cancellation)
    {
        await session.TakeTurnAsync(cancellation);
        return await session.LoadAsync<Rebuild>(id, cancellation);
    }

    /// <summary>Whoever starts, steers or notes something of a rebuild does so one after the other.</summary>
    public static async Task TakeTurnAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('rebuilds', 0))");
        await session.ExecuteAsync(turn, cancellation);
    }

    /// <summary>The rebuild that holds the shadow; null when there is none.</summary>
    public static async Task<Rebuild?> ActiveAsync(this IQuerySession session, CancellationToken cancellation) =>
        await session.Query<Rebuild>().Where(rebuild => rebuild.State != RebuildState.Switched && rebuild.State != RebuildState.Cancelled
                && rebuild.State != RebuildState.Clean && rebuild.State != RebuildState.Found && rebuild.State != RebuildState.Repaired)
            .FirstOrDefaultAsync(cancellation)
        ?? await session.Query<Rebuild>().Where(rebuild => rebuild.State == RebuildState.Cancelled && rebuild.FinishedAt == null)
            .FirstOrDefaultAsync(cancellation);
}
