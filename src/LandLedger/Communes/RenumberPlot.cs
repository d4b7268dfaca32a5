using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Sources.MapSheets;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.Communes;

/// <summary>Say which number a plot has now that a reorganisation left to a person.</summary>
/// <param name="Run">The reorganisation.</param>
/// <param name="To">The number: on one of the sheets that the reorganisation names for the plot, or else in a commune that its own became.</param>
/// <param name="Reason">Why.</param>
/// <param name="Instrument">The paper relied on.</param>
/// <param name="EffectiveOn">When it took effect.</param>
public sealed record RenumberPlot(Guid Run, WrittenPlotNumber To, string Reason, string Instrument, LocalDate EffectiveOn) : IHaveReason;

/// <summary>The reorganisation that a command names, with its table; without either when there is no such one.</summary>
public sealed record NamedReorganisation(Reorganisation? Run, SheetMap? Map);

/// <summary>POST /plots/{plot}/renumbering.</summary>
public static class RenumberPlotEndpoint
{
    /// <summary>Reads the reorganisation.</summary>
    public static async Task<NamedReorganisation> LoadAsync(
        RenumberPlot command, IQuerySession session, ReferenceTables tables, CancellationToken cancellation) =>
        command is not null && await session.LoadAsync<Reorganisation>(command.Run, cancellation) is { Reverses: null } run
            ? new(run, await tables.OfAsync(run, cancellation))
            : new(null, null);

    /// <summary>Faults of the body first, then whether the plot waits for this, and whether the number is one that it may have.</summary>
    public static ProblemDetails Validate(RenumberPlot command, NamedReorganisation named, Plot plot)
    {
        var errors = new FieldErrors();
        PlotRules.Number(errors, "to", command.To.UnderPresentList());
        PlotRules.Effect(errors, "effectiveOn", command.EffectiveOn);
        FreeText.Check(errors, "instrument", command.Instrument);
        if (!errors.None)
            return Refusal.Invalid(errors);
        if (named is not { Run: { } run, Map: { } map })
            return Refusal.Because("reorganisation-not-found");
        if (run.Approval is null || run.State == ReorganisationState.Running)
            return Refusal.Because(run.Approval is null ? "reorganisation-not-approved" : "reorganisation-running");
        if (!map.IsAbout(plot.Description.Number))
            return Refusal.Because("plot-not-concerned");
        if (MayBe(map.Of(plot.Description.Number), command.To) is not { } candidates)
            return WolverineContinue.NoProblems;
        errors.Add("to", "not-a-candidate", candidates);
        return Refusal.Invalid(errors);
    }

    /// <summary>Appends the renumbering; the unique index decides whether the number is free.</summary>
    [WolverinePost("/api/v1/plots/{plot}/renumbering"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static (PlotChanged, PlotRenumberedBecauseCommunesMerged) Post(
        RenumberPlot command, NamedReorganisation named, [WriteAggregate("plot")] Plot plot) =>
        (PlotChanged.By(1, plot), Fact(command, named, plot.Description.Number));

    private static PlotRenumberedBecauseCommunesMerged Fact(RenumberPlot command, NamedReorganisation named, PlotNumber from)
    {
        var (run, to) = (named.Run!, command.To.UnderPresentList());
        var row = named.Map!.Of(from).Candidates.Where(sheet => Is(sheet, command.To)).Select(sheet => named.Map.RowOf(from, sheet)).Min();
        return new(from, to, command.EffectiveOn, command.Instrument.Normalize(), run.Id, new(run.TableName, run.TableSha256, row));
    }

    // Null when it may be that number; else what it may be.
    private static string? MayBe(Destination goes, WrittenPlotNumber to)
    {
        if (goes.Candidates.Length > 0)
            return goes.Candidates.Any(sheet => Is(sheet, to)) ? null : string.Join(", ", goes.Candidates.Select(sheet => sheet.ToString()));
        return goes.Communes.Contains(to.Commune) ? null : string.Join(", ", goes.Communes);
    }

    private static bool Is(MapSheetTarget sheet, WrittenPlotNumber to) =>
        sheet.Commune == to.Commune && PlotNumberKey.Part(sheet.Sheet) == PlotNumberKey.Part(to.Sheet.Normalize());
}
