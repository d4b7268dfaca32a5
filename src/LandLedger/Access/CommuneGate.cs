using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Access;

/// <summary>A command whose body names the commune that it is about.</summary>
public interface IInCommune
{
    /// <summary>Code of the commune, or null when the body left it out.</summary>
    string? Commune { get; }
}

/// <summary>Holds a caller to their communes where the body names one. Outside one's scope a commune does not exist: 404.</summary>
public static class CommuneGate
{
    /// <summary>Runs before the command's own rules.</summary>
    public static ProblemDetails Before(IInCommune? command, HttpContext http)
    {
        if (command is null)
            return Refusal.Because("request-malformed");
        return command.Commune is { } commune && !http.User.Covers(commune)
            ? Refusal.Because("plot-not-found")
            : WolverineContinue.NoProblems;
    }
}
