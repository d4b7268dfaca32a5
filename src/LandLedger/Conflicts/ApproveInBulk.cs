using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Conflicts;

/// <summary>Holds a caller to the commune of the bulk proposal in the route. Outside one's scope it does not exist: 404.</summary>
public static class BulkProposalGate
{
    /// <summary>Runs before the body is looked at.</summary>
    public static async Task<ProblemDetails> BeforeAsync(HttpContext http, IQuerySession session, CancellationToken cancellation) =>
        Guid.TryParse(http.Request.RouteValues["id"] as string, out var id)
            && await FindAsync(session, id, http.User, cancellation) is not null
            ? WolverineContinue.NoProblems
            : Refusal.Because("bulk-proposal-not-found");

    /// <summary>A proposal within the caller's communes; null when there is none.</summary>
    public static async Task<BulkProposal?> FindAsync(
        IQuerySession session, Guid id, ClaimsPrincipal user, CancellationToken cancellation) =>
        await session.LoadAsync<BulkProposal>(id, cancellation) is { } proposal && user.Covers(proposal.Commune) ? proposal : null;
}

/// <summary>Approve another person's bulk proposal.</summary>
/// <param name="Count">How many plots the approver saw that it is about.</param>
/// <param name="Reason">Why.</param>
public sealed record ApproveInBulk(int Count, string Reason) : IHaveReason;

/// <summary>The answer to an approval.</summary>
/// <param name="Id">The proposal.</param>
/// <param name="Count">Plots that it proposed something for.</param>
/// <param name="Settled">Plots that were settled.</param>
/// <param name="Skipped">Plots that were not; the proposal's list says why.</param>
public sealed record BulkApproved(Guid Id, int Count, int Settled, int Skipped);

/// <summary>POST /conflicts/bulk-proposals/{id}/approval.</summary>
public static class ApproveInBulkEndpoint
{
    /// <summary>Never one's own, and only the list that the approver saw.</summary>
    public static async Task<ProblemDetails> ValidateAsync(
        ApproveInBulk command, Guid id, BulkSettlement settlement, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (await settlement.SettledDownAsync(id, cancellation) is not { } proposal)
            return Refusal.Because("bulk-proposal-not-found");
        if (proposal.ProposedBy == user.Subject())
            return Refusal.Because("four-eyes");
        return proposal.Count == command.Count ? WolverineContinue.NoProblems : Refusal.Because("proposal-changed");
    }

    /// <summary>
    /// Settles each plot with events of its own, by the rules of the single approval. A plot that changed since the proposal is skipped and
    /// listed with the reason; the others go on. Approved again, it answers the same.
    /// </summary>
    [WolverinePost("/api/v1/conflicts/bulk-proposals/{id}/approval"), Permission(Permissions.ApproveResolutions, Scope.BulkProposal), NeedsWitness]
    public static async Task<BulkApproved> Post(
        ApproveInBulk command, Guid id, BulkSettlement settlement, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var proposal = await settlement.ApproveAsync(id, user.Subject(), cancellation);
        return new(proposal.Id, proposal.Count, proposal.Settled, proposal.Skipped);
    }
}
