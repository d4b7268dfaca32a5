using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Intake;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Communes;

/// <summary>Approve another person's reorganisation, or the taking back of one.</summary>
/// <param name="Count">How many plots the approver saw that it renumbers.</param>
/// <param name="Reason">Why; it becomes the reason of every event.</param>
public sealed record ApproveReorganisation(int Count, string Reason) : IHaveReason;

/// <summary>POST /reorganisations/{id}/approval.</summary>
public static class ApproveReorganisationEndpoint
{
    /// <summary>Never one's own, and only what the approver saw counted; then it runs: 202, and GET tells how far it is.</summary>
    [WolverinePost("/api/v1/reorganisations/{id}/approval"), Permission(Permissions.ApproveReorganisations, Scope.Province), NeedsWitness]
    [ProducesResponseType<ShownReorganisation>(202)]
    public static async Task<IResult> Post(ApproveReorganisation command, Guid id, HttpContext http, IDocumentSession session,
        ReorganisationRunner runner, CancellationToken cancellation)
    {
        await session.TakeTurnAsync(cancellation);
        if (await session.LoadAsync<Reorganisation>(id, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("reorganisation-not-found"));
        if (run.ProposedBy.Subject == http.User.Subject())
            return Results.Problem(Refusal.Because("four-eyes"));
        if (run.State != ReorganisationState.Proposed)
            return Results.Problem(Refusal.Because("reorganisation-not-proposed"));
        if (run.Examined.Move != command.Count)
            return Results.Problem(Refusal.Because("proposal-changed"));
        if (await session.ImportsAsync(cancellation))
            return Results.Problem(Refusal.Because("import-running"));
        var approved = run with
        {
            State = ReorganisationState.Running,
            Approval = new(ImportActor.Of(http), SystemClock.Instance.GetCurrentInstant(), command.Reason.Normalize()),
        };
        session.Store(approved);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/reorganisations/{id}", ShownReorganisation.Of(approved));
    }
}
