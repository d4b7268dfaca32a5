using LandLedger.Intake;
using Marten;
using Npgsql;

namespace LandLedger.Communes;

/// <summary>
/// Imports and reorganisations do not run at once: records would meet plots by numbers that are changing under them. Nor do two
/// reorganisations. Whoever starts one of them takes the turn first, within the transaction that records the start.
/// </summary>
public static class OneAtATime
{
    /// <summary>Takes the turn until the session's transaction ends.</summary>
    public static async Task TakeTurnAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('imports and reorganisations', 0))");
        await session.ExecuteAsync(turn, cancellation);
    }

    /// <summary>Whether plots are being renumbered now.</summary>
    public static Task<bool> RenumbersAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.Query<Reorganisation>().AnyAsync(run => run.State == ReorganisationState.Running, cancellation);

    /// <summary>Whether an import waits or runs.</summary>
    public static Task<bool> ImportsAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.Query<ImportRun>().AnyAsync(run => run.State == ImportState.Queued || run.State == ImportState.Running, cancellation);

    /// <summary>Whether a reorganisation is being examined, waits for approval, or runs.</summary>
    public static Task<bool> ReorganisesAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.Query<Reorganisation>().AnyAsync(run => run.State == ReorganisationState.Examining
            || run.State == ReorganisationState.Proposed || run.State == ReorganisationState.Running, cancellation);
}
