using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using LandLedger.Sources.CodeLists;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.Plots;

/// <summary>Enter a plot into the ledger.</summary>
/// <param name="PlotNumber">Its number under the present list of communes.</param>
/// <param name="AreaSquareMetres">Legal area in m².</param>
/// <param name="LandUses">Purposes; they sum to the area within 0.5 m².</param>
/// <param name="EffectiveOn">When it took effect.</param>
/// <param name="Instrument">The paper relied on.</param>
/// <param name="Reason">Why it is entered.</param>
/// <param name="PlotCode">The national plot code, if issued.</param>
/// <param name="Address">Address as printed.</param>
public sealed record RegisterPlot(
    WrittenPlotNumber PlotNumber, decimal AreaSquareMetres, LandUse[] LandUses, LocalDate EffectiveOn, string Instrument, string Reason,
    string? PlotCode = null, PlotAddress? Address = null) : IInCommune, IHaveReason
{
    string? IInCommune.Commune => PlotNumber?.Commune;
}

/// <summary>A plot number as a client writes it; the date of the code list is ours to add.</summary>
public sealed record WrittenPlotNumber(string Commune, string Sheet, string Plot)
{
    /// <summary>The number under the present code list.</summary>
    public PlotNumber UnderPresentList() => new(Commune, CommuneList.ListDate, Sheet.Normalize(), Plot.Normalize());
}

/// <summary>POST /plots.</summary>
public static class RegisterPlotEndpoint
{
    /// <summary>Every fault of the body at once.</summary>
    public static ProblemDetails Validate(RegisterPlot command)
    {
        var errors = new FieldErrors();
        PlotRules.Number(errors, "plotNumber", command.PlotNumber.UnderPresentList());
        PlotRules.Code(errors, "plotCode", command.PlotCode);
        PlotRules.Area(errors, "areaSquareMetres", command.AreaSquareMetres);
        PlotRules.Uses(errors, "landUses", command.LandUses);
        if (errors.None)
            errors.Require(LandUse.SumTo(command.AreaSquareMetres, command.LandUses), "landUses", "areas-sum");
        PlotRules.Effect(errors, "effectiveOn", command.EffectiveOn);
        FreeText.Check(errors, "instrument", command.Instrument);
        FreeText.Check(errors, "address.printed", command.Address?.Printed, required: command.Address is not null);
        return errors.None ? WolverineContinue.NoProblems : Refusal.Invalid(errors);
    }

    /// <summary>Starts the plot's stream; the unique index decides between two that register one number.</summary>
    [WolverinePost("/api/v1/plots"), Permission(Permissions.ChangePlots, Scope.CommuneInBody)]
    public static (PlotCreated, IStartStream) Post(RegisterPlot command)
    {
        var id = Guid.CreateVersion7();
        return (new PlotCreated(id, 1), MartenOps.StartStream<Plot>(id, Fact(command)));
    }

    /// <summary>The decision.</summary>
    public static PlotRegistered Fact(RegisterPlot command) => new(
        command.PlotNumber.UnderPresentList(), command.PlotCode, command.AreaSquareMetres, command.LandUses,
        command.Address is { } address ? new(address.Printed.Normalize()) : null, command.EffectiveOn, command.Instrument.Normalize());
}
