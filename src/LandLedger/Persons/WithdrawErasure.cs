using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Persons;

/// <summary>Take back a request that somebody be erased.</summary>
/// <param name="Decision">Number of the decision that the request names.</param>
/// <param name="Reason">Why it was wrong.</param>
public sealed record WithdrawErasure(string Decision, string Reason) : IHaveReason;

/// <summary>POST /persons/{person}/erasure/withdrawal.</summary>
public static class WithdrawErasureEndpoint
{
    /// <summary>
    /// Takes a request back as long as nobody has approved it, whoever made it. It stays on record, and may be followed by another one.
    /// </summary>
    [WolverinePost("/api/v1/persons/{person}/erasure/withdrawal"), Permission(Permissions.RequestErasures, Scope.Person)]
    [ProducesResponseType<ShownErasure>(200)]
    public static async Task<IResult> Post(
        WithdrawErasure command, Guid person, Erasures erasures, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (await erasures.FindAsync(person, cancellation) is not { State: not ErasureState.Withdrawn } asked)
            return Results.Problem(Refusal.Because("erasure-not-requested"));
        if (asked.Decision != command.Decision.Normalize())
            return Results.Problem(Refusal.Because("proposal-changed"));
        var erasure = await erasures.WithdrawAsync(person, user.Subject(), command.Reason.Normalize(), cancellation);
        // Whoever approves may have been faster.
        return erasure.State == ErasureState.Withdrawn
            ? Results.Ok(ShownErasure.Of(erasure))
            : Results.Problem(Refusal.Because("person-erased"));
    }
}
