using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.Conflicts;

/// <summary>Propose which side of a conflict is right.</summary>
/// <param name="Choice">held or offered.</param>
/// <param name="Reason">Why.</param>
/// <param name="DocumentId">The document relied on, if one is attached.</param>
public sealed record ProposeResolution(ConflictChoice Choice, string Reason, Guid? DocumentId = null) : IHaveReason;

/// <summary>POST /plots/{plot}/conflicts/{conflictId}/proposal.</summary>
public static class ProposeResolutionEndpoint
{
    /// <summary>Only on an unsettled conflict; a document must be the plot's own. A later proposal takes the place of an earlier.</summary>
    public static ProblemDetails Validate(ProposeResolution command, Plot plot, Guid conflictId)
    {
        if (plot.Conflict(conflictId) is not { } conflict)
            return Refusal.Because("conflict-not-found");
        var errors = new FieldErrors();
        errors.Require(command.DocumentId is null || plot.Documents.Any(document => document.DocumentId == command.DocumentId),
            "documentId", "document-unknown");
        if (!errors.None)
            return Refusal.Invalid(errors);
        return conflict.State == ConflictState.Resolved ? Refusal.Because("conflict-not-open") : WolverineContinue.NoProblems;
    }

    /// <summary>Appends the proposal.</summary>
    [WolverinePost("/api/v1/plots/{plot}/conflicts/{conflictId}/proposal"), Permission(Permissions.ProposeResolutions, Scope.Plot)]
    public static (PlotChanged, ConflictResolutionProposed) Post(ProposeResolution command, Guid conflictId,
        [WriteAggregate("plot")] Plot plot) =>
        (PlotChanged.By(1, plot), new(conflictId, command.Choice, command.DocumentId));
}

/// <summary>Approve another person's proposal.</summary>
/// <param name="Choice">The choice that the approver saw; a proposal that changed meanwhile is not approved by accident.</param>
/// <param name="Reason">Why.</param>
public sealed record ApproveResolution(ConflictChoice Choice, string Reason) : IHaveReason;

/// <summary>POST /plots/{plot}/conflicts/{conflictId}/approval.</summary>
public static class ApproveResolutionEndpoint
{
    /// <summary>Only a proposal, only as it stands, and never one's own.</summary>
    public static ProblemDetails Validate(ApproveResolution command, Plot plot, Guid conflictId, ClaimsPrincipal user)
    {
        if (plot.Conflict(conflictId) is not { } conflict)
            return Refusal.Because("conflict-not-found");
        return WhyNot(plot, conflict, command.Choice, user.Subject()) is { } code ? Refusal.Because(code) : WolverineContinue.NoProblems;
    }

    /// <summary>Why a person may not approve a side of a conflict, as the code of a refusal; null when they may.</summary>
    public static string? WhyNot(Plot plot, Disagreement conflict, ConflictChoice choice, string approver)
    {
        if (conflict.State != ConflictState.Proposed)
            return "conflict-not-proposed";
        if (conflict.ProposedBy == approver)
            return "four-eyes";
        if (conflict.Choice != choice)
            return "proposal-changed";
        var after = plot.Description.With(Resolution.Of(plot, conflict));
        // Which officers decide on a plot is no question between two sources; a correction may not move it either.
        if (after.Number.Office() != plot.Commune)
            return "commune-would-change";
        return conflict.Field == PlotDescription.AreaField && !LandUse.SumTo(after.AreaSquareMetres, after.LandUses)
                && plot.Conflicts.All(other => other.State == ConflictState.Resolved || other.Field != PlotDescription.UsesField)
            ? "areas-do-not-sum"
            : null;
    }

    /// <summary>Appends the resolution and, for holders, what follows from it.</summary>
    [WolverinePost("/api/v1/plots/{plot}/conflicts/{conflictId}/approval"), Permission(Permissions.ApproveResolutions, Scope.Plot), NeedsWitness]
    public static (PlotChanged, Events) Post(ApproveResolution command, Guid conflictId, [WriteAggregate("plot")] Plot plot)
    {
        var facts = Resolution.Facts(plot, plot.Conflict(conflictId)!);
        return (PlotChanged.By(facts.Count, plot), facts);
    }
}

/// <summary>Open a settled conflict again.</summary>
public sealed record ReopenConflict(string Reason) : IHaveReason;

/// <summary>POST /plots/{plot}/conflicts/{conflictId}/reopening.</summary>
public static class ReopenConflictEndpoint
{
    /// <summary>Only a settled one.</summary>
    public static ProblemDetails Validate(ReopenConflict command, Plot plot, Guid conflictId) => plot.Conflict(conflictId) switch
    {
        null => Refusal.Because("conflict-not-found"),
        { State: ConflictState.Resolved } => WolverineContinue.NoProblems,
        _ => Refusal.Because("conflict-not-resolved"),
    };

    /// <summary>Appends the reopening; the value stays as settled until it is settled otherwise.</summary>
    [WolverinePost("/api/v1/plots/{plot}/conflicts/{conflictId}/reopening"), Permission(Permissions.ProposeResolutions, Scope.Plot)]
    public static (PlotChanged, ConflictReopened) Post(ReopenConflict command, Guid conflictId, [WriteAggregate("plot")] Plot plot) =>
        (PlotChanged.By(1, plot), new(conflictId));
}
