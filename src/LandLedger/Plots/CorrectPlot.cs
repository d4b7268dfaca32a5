using System.Globalization;
using System.Text.Json;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.Plots;

/// <summary>Correct mistakes in a plot's description.</summary>
/// <param name="Changes">What is wrong, and what is right.</param>
/// <param name="Reason">Why.</param>
/// <param name="Instrument">The paper relied on.</param>
/// <param name="EffectiveOn">When it took effect.</param>
public sealed record CorrectPlot(WrittenChange[] Changes, string Reason, string Instrument, LocalDate EffectiveOn) : IHaveReason;

/// <summary>One correction as a client writes it.</summary>
/// <param name="Field">One of <see cref="PlotDescription.Fields"/>.</param>
/// <param name="To">The right value: text, or for <c>landUses</c> the list of uses; null takes a plot code or address away.</param>
public sealed record WrittenChange(string Field, JsonElement? To = null);

/// <summary>POST /plots/{plot}/corrections.</summary>
public static class CorrectPlotEndpoint
{
    /// <summary>Faults of the body first, then what the plot says to it.</summary>
    public static ProblemDetails Validate(CorrectPlot command, Plot plot)
    {
        var errors = new FieldErrors();
        errors.Require(command.Changes.Length > 0, "changes", "required");
        for (var i = 0; i < command.Changes.Length; i++)
        {
            Read(command.Changes[i], plot, errors, $"changes[{i}]");
            var repeated = command.Changes.Take(i).Any(earlier => earlier?.Field == command.Changes[i]?.Field);
            errors.Require(!repeated, $"changes[{i}].field", "field-repeated");
        }

        FreeText.Check(errors, "instrument", command.Instrument);
        PlotRules.Effect(errors, "effectiveOn", command.EffectiveOn);
        if (!errors.None)
            return Refusal.Invalid(errors);

        var changes = Changes(command, plot);
        if (changes.Length == 0)
            return Refusal.Because("nothing-changes");
        var corrected = plot.Description.With(changes);
        return LandUse.SumTo(corrected.AreaSquareMetres, corrected.LandUses)
            ? WolverineContinue.NoProblems
            : Refusal.Because("areas-do-not-sum");
    }

    /// <summary>Appends the correction.</summary>
    [WolverinePost("/api/v1/plots/{plot}/corrections"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static (PlotChanged, PlotCorrected) Post(CorrectPlot command, [WriteAggregate("plot")] Plot plot) =>
        (PlotChanged.By(1, plot), new(Changes(command, plot), command.EffectiveOn, command.Instrument.Normalize()));

    /// <summary>The fields whose value really changes, each with its old value.</summary>
    public static FieldChange[] Changes(CorrectPlot command, Plot plot) =>
    [
        .. command.Changes
            .Select(change => new FieldChange(
                change.Field, plot.Description.Value(change.Field), Read(change, plot, new FieldErrors(), "")))
            .Where(change => change.From != change.To
                && (change.Field == PlotDescription.AddressField || !PlotDescription.Same(change.Field, change.From, change.To))),
    ];

    // The text under which the value is kept, or null when it is taken away or wrong.
    private static string? Read(WrittenChange change, Plot plot, FieldErrors errors, string path)
    {
        if (change is null || !PlotDescription.Fields.Contains(change.Field))
        {
            errors.Add($"{path}.field", "field-unknown");
            return null;
        }

        path = $"{path}.to";
        return change.Field == PlotDescription.UsesField
            ? ReadUses(change.To, errors, path)
            : ReadText(change.Field, Text(change.To), plot, errors, path);
    }

    private static string? ReadText(string field, string? text, Plot plot, FieldErrors errors, string path)
    {
        switch (field)
        {
            case PlotDescription.CodeField:
                PlotRules.Code(errors, path, text);
                return text;
            case PlotDescription.AddressField:
                FreeText.Check(errors, path, text, required: false);
                return text?.Normalize();
            case PlotDescription.AreaField:
                if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var area))
                {
                    errors.Add(path, "area-form");
                    return null;
                }

                PlotRules.Area(errors, path, area);
                return area.ToString(CultureInfo.InvariantCulture);
            default:
                if (text is null || PlotNumber.Parse(text.Normalize(), plot.Description.Number.CodeListDate) is not { } number)
                {
                    errors.Add(path, "plot-number-form");
                    return null;
                }

                errors.Require(number.Commune == plot.Description.Number.Commune, path, "commune-unknown");
                errors.Require(!FreeText.HoldsIdNumber(number.Sheet) && !FreeText.HoldsIdNumber(number.Plot),
                    path, "personal-data-in-text");
                return number.ToString();
        }
    }

    private static string? ReadUses(JsonElement? to, FieldErrors errors, string path)
    {
        if (to is not { ValueKind: JsonValueKind.Array } list)
        {
            errors.Add(path, "wrong-type");
            return null;
        }

        try
        {
            var uses = list.Deserialize<LandUse[]>(Strict)!;
            PlotRules.Uses(errors, path, uses);
            return uses.Any(use => use is null) ? null : LandUse.Text(uses);
        }
        catch (JsonException)
        {
            errors.Add(path, "wrong-type");
            return null;
        }
    }

    private static string? Text(JsonElement? to) => to switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static readonly JsonSerializerOptions Strict = MakeStrict();

    private static JsonSerializerOptions MakeStrict()
    {
        var json = new JsonSerializerOptions();
        LedgerJson.Http(json);
        return json;
    }
}
