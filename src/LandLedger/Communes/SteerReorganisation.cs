using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Communes;

/// <summary>POST /reorganisations/{id}/cancel.</summary>
public static class CancelReorganisationEndpoint
{
    /// <summary>Takes a proposal away, or stops a run after its present page; what was renumbered stays so.</summary>
    [WolverinePost("/api/v1/reorganisations/{id}/cancel"), Permission(Permissions.ProposeReorganisations, Scope.Province)]
    [ProducesResponseType<ShownReorganisation>(202)]
    public static async Task<IResult> Post(Guid id, IDocumentSession session, ReorganisationRunner runner, CancellationToken cancellation)
    {
        await session.TakeTurnAsync(cancellation);
        if (await session.LoadAsync<Reorganisation>(id, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("reorganisation-not-found"));
        if (!Reorganisation.IsOpen(run.State))
            return Results.Problem(Refusal.Because("reorganisation-not-open"));
        if (run.State == ReorganisationState.Proposed)
        {
            run = run with { State = ReorganisationState.Cancelled, FinishedAt = SystemClock.Instance.GetCurrentInstant() };
            session.Store(run);
            await session.SaveChangesAsync(cancellation);
        }
        else
        {
            runner.Cancel(id);
        }

        return Results.Accepted($"/api/v1/reorganisations/{id}", ShownReorganisation.Of(run));
    }
}

/// <summary>POST /reorganisations/{id}/resume.</summary>
public static class ResumeReorganisationEndpoint
{
    /// <summary>Goes on with an approved one that was stopped or failed, where it stopped.</summary>
    [WolverinePost("/api/v1/reorganisations/{id}/resume"), Permission(Permissions.ProposeReorganisations, Scope.Province), NeedsWitness]
    [ProducesResponseType<ShownReorganisation>(202)]
    public static async Task<IResult> Post(Guid id, IDocumentSession session, ReorganisationRunner runner, CancellationToken cancellation)
    {
        await session.TakeTurnAsync(cancellation);
        if (await session.LoadAsync<Reorganisation>(id, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("reorganisation-not-found"));
        if (run is not { Approval: not null, State: ReorganisationState.Cancelled or ReorganisationState.Failed })
            return Results.Problem(Refusal.Because("reorganisation-not-resumable"));
        if (await session.ReorganisesAsync(cancellation))
            return Results.Problem(Refusal.Because("reorganisation-open"));
        if (await session.ImportsAsync(cancellation))
            return Results.Problem(Refusal.Because("import-running"));
        var again = run with { State = ReorganisationState.Running, FinishedAt = null, FailedFor = null };
        session.Store(again);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/reorganisations/{id}", ShownReorganisation.Of(again));
    }
}
