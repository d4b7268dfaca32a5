using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Audit;

/// <summary>A command that says why it is done. The reason becomes metadata of its events.</summary>
public interface IHaveReason
{
    /// <summary>Why; shown in history and audit.</summary>
    string Reason { get; }
}

/// <summary>Stamps the reason of a command on the session and on the messages it sends, and refuses a body of <c>null</c>.</summary>
public static class ReasonGate
{
    /// <summary>Runs before the command's own rules.</summary>
    public static ProblemDetails Before(IHaveReason? command, IDocumentSession session, HttpContext http)
    {
        if (command is null)
            return Refusal.Because("request-malformed");
        var errors = new FieldErrors();
        FreeText.Check(errors, "reason", command.Reason);
        if (!errors.None)
            return Refusal.Invalid(errors);
        var reason = command.Reason.Normalize();
        session.SetHeader(Provenance.Reason, reason);
        http.Items[Provenance.Reason] = reason;
        return WolverineContinue.NoProblems;
    }
}
