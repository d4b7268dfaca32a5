using LandLedger.Access;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>POST /rebuilds/{id}/cancel.</summary>
public static class CancelRebuildEndpoint
{
    /// <summary>Stops a rebuild at any step before the switch, and takes its shadow away; a report that is there stays.</summary>
    [WolverinePost("/api/v1/rebuilds/{id}/cancel"), Permission(Permissions.RunRebuilds, Scope.Province)]
    [ProducesResponseType<ShownRebuild>(202)]
    public static async Task<IResult> Post(
        Guid id, IDocumentSession session, RebuildRunner runner, RebuildProgress progress, CancellationToken cancellation)
    {
        if (await session.FindLockedAsync(id, cancellation) is not { } rebuild)
            return Results.Problem(Refusal.Because("rebuild-not-found"));
        if (rebuild.State is not (RebuildState.Queued or RebuildState.Building or RebuildState.Comparing or RebuildState.Ready
            or RebuildState.Failed))
            return Results.Problem(Refusal.Because("rebuild-not-cancellable"));
        rebuild = rebuild with { State = RebuildState.Cancelled, FinishedAt = null };
        session.Store(rebuild);
        await session.SaveChangesAsync(cancellation);
        runner.Cancel(id);
        return Results.Accepted($"/api/v1/rebuilds/{id}", ShownRebuild.Of(rebuild, progress));
    }
}

/// <summary>POST /rebuilds/{id}/resume.</summary>
public static class ResumeRebuildEndpoint
{
    /// <summary>Goes on with a failed rebuild behind the last stretch that was built.</summary>
    [WolverinePost("/api/v1/rebuilds/{id}/resume"), Permission(Permissions.RunRebuilds, Scope.Province)]
    [ProducesResponseType<ShownRebuild>(202)]
    public static async Task<IResult> Post(
        Guid id, IDocumentSession session, RebuildRunner runner, RebuildProgress progress, CancellationToken cancellation)
    {
        if (await session.FindLockedAsync(id, cancellation) is not { } rebuild)
            return Results.Problem(Refusal.Because("rebuild-not-found"));
        if (rebuild.State is not RebuildState.Failed)
            return Results.Problem(Refusal.Because("rebuild-not-resumable"));
        rebuild = rebuild with
        {
            State = rebuild.FirstMark == 0 ? RebuildState.Queued : RebuildState.Building, FailedFor = null, FailedBecause = null,
            FinishedAt = null,
        };
        session.Store(rebuild);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/rebuilds/{id}", ShownRebuild.Of(rebuild, progress));
    }
}
