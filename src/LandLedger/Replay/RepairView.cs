using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>Have what a patrol found written anew.</summary>
/// <param name="Reason">Why.</param>
public sealed record RepairView(string Reason) : IHaveReason;

/// <summary>POST /rebuilds/{id}/repair.</summary>
public static class RepairViewEndpoint
{
    /// <summary>
    /// Approves the repair, as another person than who started the patrol: the rows of the plots that differ are folded from the events
    /// once more and take the place of those that are there.
    /// </summary>
    [WolverinePost("/api/v1/rebuilds/{id}/repair"), Permission(Permissions.ApproveRebuilds, Scope.Province), NeedsWitness]
    [ProducesResponseType<ShownRebuild>(202)]
    public static async Task<IResult> Post(
        RepairView command, Guid id, HttpContext http, IDocumentSession session, RebuildRunner runner, RebuildProgress progress,
        CancellationToken cancellation)
    {
        if (await session.FindLockedAsync(id, cancellation) is not { } rebuild)
            return Results.Problem(Refusal.Because("rebuild-not-found"));
        if (rebuild.StartedBy.Subject == http.User.Subject())
            return Results.Problem(Refusal.Because("four-eyes"));
        if (rebuild.State != RebuildState.Found)
            return Results.Problem(Refusal.Because("nothing-to-repair"));
        rebuild = rebuild with
        {
            State = RebuildState.Repairing, FinishedAt = null, FailedFor = null, FailedBecause = null,
            ApprovedBy = RebuildActor.Of(http, command.Reason),
        };
        session.Store(rebuild);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/rebuilds/{id}", ShownRebuild.Of(rebuild, progress));
    }
}
