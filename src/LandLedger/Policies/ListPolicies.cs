using LandLedger.Access;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Policies;

/// <summary>A policy that the ledger knows.</summary>
/// <param name="Identity">What events call it.</param>
/// <param name="Sha256">SHA-256 of the document.</param>
/// <param name="ValidFrom">The first day on which it is in force.</param>
/// <param name="Active">Whether it is the one in force today.</param>
/// <param name="Policy">The document.</param>
public sealed record ListedPolicy(string Identity, string Sha256, LocalDate ValidFrom, bool Active, ReconciliationPolicy Policy);

/// <summary>GET /policies.</summary>
public static class ListPoliciesEndpoint
{
    /// <summary>Every version, in the order in which they come into force.</summary>
    [WolverineGet("/api/v1/policies"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<ListedPolicy[]>(200)]
    public static IResult Get(PolicyShelf policies)
    {
        var active = policies.Active;
        return Results.Ok(policies.All.Select(policy =>
            new ListedPolicy(policy.Identity, policy.Sha256, policy.ValidFrom, policy == active, policy)).ToArray());
    }
}
