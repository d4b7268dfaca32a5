using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Access;

/// <summary>Holds back whoever answers for some communes only, where every plot of the province is concerned.</summary>
public static class ProvinceGate
{
    /// <summary>Runs before each endpoint whose scope is <see cref="Scope.Province"/>.</summary>
    public static ProblemDetails Before(HttpContext http) =>
        http.User.CoversProvince() ? WolverineContinue.NoProblems : Refusal.Because("province-only");
}
