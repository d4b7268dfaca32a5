using System.Collections.Concurrent;
using LandLedger.Plumbing;
using Marten;
using NodaTime;

namespace LandLedger.Communes;

/// <summary>
/// Examines what was proposed and runs what was approved. One that was going when the service died is found at the next start and goes on
/// behind the last page that was committed.
/// </summary>
public sealed partial class ReorganisationRunner(IDocumentStore store, RenumberingRun runs, ILogger<ReorganisationRunner> log)
    : OneByOne<Reorganisation>(log)
{
    private readonly ConcurrentDictionary<Guid, bool> cancelled = new();

    /// <summary>Stops one after its present page.</summary>
    public void Cancel(Guid run)
    {
        cancelled[run] = true;
        Wake();
    }

    /// <inheritdoc />
    protected override async Task<Reorganisation?> NextAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Reorganisation>()
            .Where(run => run.State == ReorganisationState.Examining || run.State == ReorganisationState.Running)
            .OrderBy(run => run.Id).FirstOrDefaultAsync(cancellation);
    }

    /// <inheritdoc />
    protected override async Task WorkAsync(Reorganisation found, CancellationToken cancellation)
    {
        var run = found;
        try
        {
            bool Stopped() => cancelled.ContainsKey(run.Id);
            run = run.State == ReorganisationState.Examining
                ? await runs.ExamineAsync(run, Stopped, cancellation)
                : await runs.RunAsync(run, Stopped, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The text of a fault may quote what it failed on; its type is enough to find it.
            LogFault(log, run.Id, fault.GetType().FullName!);
            run = await LatestAsync(run, cancellation) with
            {
                State = ReorganisationState.Failed, FailedFor = "internal-error", FinishedAt = SystemClock.Instance.GetCurrentInstant(),
            };
        }

        cancelled.TryRemove(run.Id, out _);
        await runs.SaveAsync(run, cancellation);
    }

    private async Task<Reorganisation> LatestAsync(Reorganisation run, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Reorganisation>(run.Id, cancellation) ?? run;
    }

    [LoggerMessage(LogLevel.Error, "Reorganisation {Run} failed with {Fault}")]
    private static partial void LogFault(ILogger log, Guid run, string fault);
}
