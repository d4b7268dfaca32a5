using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Persons;

/// <summary>Approve another person's request that somebody be erased.</summary>
/// <param name="Decision">Number of the decision that the approver has read.</param>
/// <param name="Reason">Why.</param>
public sealed record ApproveErasure(string Decision, string Reason) : IHaveReason;

/// <summary>The answer to an approval.</summary>
/// <param name="Id">Under which the destruction stands in the log, a moment later.</param>
/// <param name="Person">The person.</param>
/// <param name="State">Erased.</param>
/// <param name="ErasedAt">When.</param>
public sealed record ErasureDone(Guid Id, Guid Person, ErasureState State, Instant? ErasedAt);

/// <summary>POST /persons/{person}/erasure/approval.</summary>
public static class ApproveErasureEndpoint
{
    /// <summary>Never one's own, and only under the decision that was asked for.</summary>
    public static async Task<ProblemDetails> ValidateAsync(
        ApproveErasure command, Guid person, Erasures erasures, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (await erasures.FindAsync(person, cancellation) is not { State: not ErasureState.Withdrawn } erasure)
            return Refusal.Because("erasure-not-requested");
        if (erasure.State == ErasureState.Erased)
            return Refusal.Because("person-erased");
        if (erasure.RequestedBy == user.Subject())
            return Refusal.Because("four-eyes");
        return erasure.Decision == command.Decision.Normalize() ? WolverineContinue.NoProblems : Refusal.Because("proposal-changed");
    }

    /// <summary>
    /// Destroys the person's key, values and index and states that for the log. Events, their hashes and proofs stay as they are; what
    /// named the person shows <c>[đã hủy]</c> from now on.
    /// </summary>
    [WolverinePost("/api/v1/persons/{person}/erasure/approval"), Permission(Permissions.ApproveErasures, Scope.Person), NeedsWitness]
    [ProducesResponseType<ErasureDone>(200)]
    public static async Task<IResult> Post(
        ApproveErasure command, Guid person, Erasures erasures, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var erasure = await erasures.ApproveAsync(person, user.Subject(), command.Reason.Normalize(), cancellation);
        // Whoever takes it back may have been faster.
        return erasure.State == ErasureState.Withdrawn
            ? Results.Problem(Refusal.Because("erasure-not-requested"))
            : Results.Ok(new ErasureDone(erasure.StatementId, person, erasure.State, erasure.ErasedAt));
    }
}
