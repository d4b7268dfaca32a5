using LandLedger.Access;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Persons;

/// <summary>
/// Lets those through whose scope is the province, since a person may hold plots in every commune, and only to persons whom the vault knows or
/// knew. For everybody else there is no such person: 404.
/// </summary>
public static class PersonGate
{
    /// <summary>Runs before the body is looked at.</summary>
    public static async Task<ProblemDetails> BeforeAsync(
        HttpContext http, PersonVault vault, Erasures erasures, CancellationToken cancellation) =>
        http.User.CoversProvince() && Guid.TryParse(http.Request.RouteValues["person"] as string, out var person)
            && ((await vault.KnownAsync([person], cancellation)).Count > 0 || await erasures.FindAsync(person, cancellation) is not null)
            ? WolverineContinue.NoProblems
            : Refusal.Because("person-not-found");
}
