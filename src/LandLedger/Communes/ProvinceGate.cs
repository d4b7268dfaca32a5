using LandLedger.Access;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Communes;

/// <summary>What concerns every commune at once is for people whose scope is the province.</summary>
public static class ProvinceGate
{
    /// <summary>Runs before the body is looked at.</summary>
    public static ProblemDetails Before(HttpContext http) =>
        http.User.CoversProvince() ? WolverineContinue.NoProblems : Refusal.Because("province-only");
}
