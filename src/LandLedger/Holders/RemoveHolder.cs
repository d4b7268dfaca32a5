using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.Holders;

/// <summary>Record that somebody ceased to hold the plot.</summary>
public sealed record RemoveHolder(string Reason, string Instrument, LocalDate EffectiveOn) : IHaveReason;

/// <summary>POST /plots/{plot}/holders/{holderId}/removal.</summary>
public static class RemoveHolderEndpoint
{
    /// <summary>Faults of the body, then whether there is such a holder.</summary>
    public static ProblemDetails Validate(RemoveHolder command, Plot plot, Guid holderId)
    {
        if (plot.Holders.All(holder => holder.HolderId != holderId))
            return Refusal.Because("holder-not-found");
        var errors = new FieldErrors();
        FreeText.Check(errors, "instrument", command.Instrument);
        PlotRules.Effect(errors, "effectiveOn", command.EffectiveOn);
        return errors.None ? WolverineContinue.NoProblems : Refusal.Invalid(errors);
    }

    /// <summary>Appends the removal.</summary>
    [WolverinePost("/api/v1/plots/{plot}/holders/{holderId}/removal"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static (PlotChanged, HolderRemoved) Post(RemoveHolder command, Guid holderId, [WriteAggregate("plot")] Plot plot) =>
        (PlotChanged.By(1, plot), new(
            holderId, plot.Holders.Single(holder => holder.HolderId == holderId).PersonId, command.EffectiveOn,
            command.Instrument.Normalize()));
}
