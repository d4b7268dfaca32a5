using LandLedger.Plumbing;
using LandLedger.Sources.CodeLists;
using NodaTime;

namespace LandLedger.Plots;

/// <summary>The rules of single fields, used wherever one of them is written: registration, correction, import.</summary>
public static class PlotRules
{
    // No paper of the present land law is older; nothing recorded now takes effect later than its own century.
    private static readonly LocalDate Earliest = new(1945, 9, 2), Latest = new(2099, 12, 31);

    /// <summary>Commune in the present list; sheet and plot of the real shapes.</summary>
    public static void Number(FieldErrors errors, string path, PlotNumber number)
    {
        errors.Require(CommuneList.Find(number.Commune) is not null, $"{path}.commune", "commune-unknown");
        errors.Require(PlotNumber.IsPart(number.Sheet), $"{path}.sheet", "plot-number-form");
        errors.Require(PlotNumber.IsPart(number.Plot), $"{path}.plot", "plot-number-form");
        errors.Require(!FreeText.HoldsIdNumber(number.Sheet), $"{path}.sheet", "personal-data-in-text");
        errors.Require(!FreeText.HoldsIdNumber(number.Plot), $"{path}.plot", "personal-data-in-text");
    }

    /// <summary>The form of a plot code; it is never recomputed.</summary>
    public static void Code(FieldErrors errors, string path, string? code) =>
        errors.Require(code is null || PlotCode.IsWellFormed(code), path, "plot-code-form");

    /// <summary>An area in m².</summary>
    public static void Area(FieldErrors errors, string path, decimal squareMetres) =>
        errors.Require(squareMetres is > 0 and < 1_000_000_000 && squareMetres.Scale <= 2, path, "area-form");

    /// <summary>Each use by itself; the sum is a rule of the plot.</summary>
    public static void Uses(FieldErrors errors, string path, LandUse[] uses)
    {
        errors.Require(uses.Length is >= 1 and <= 20, path, "required");
        for (var i = 0; i < uses.Length; i++)
        {
            if (uses[i] is not { } use)
            {
                errors.Add($"{path}[{i}]", "required");
                continue;
            }

            errors.Require(LandPurposes.Find(use.Purpose) is not null, $"{path}[{i}].purpose", "land-purpose-unknown");
            Area(errors, $"{path}[{i}].areaSquareMetres", use.AreaSquareMetres);
            errors.Require(use.Origin is null || LandOrigins.Find(use.Origin) is not null, $"{path}[{i}].origin", "land-origin-unknown");
            errors.Require(use.Form is null or "private" or "shared", $"{path}[{i}].form", "form-of-use-unknown");
            errors.Require(use.Term is null or "long-term" || NodaTime.Text.LocalDatePattern.Iso.Parse(use.Term).Success,
                $"{path}[{i}].term", "term-form");
        }
    }

    /// <summary>A date on which something can have taken effect.</summary>
    public static void Effect(FieldErrors errors, string path, LocalDate date) =>
        errors.Require(date >= Earliest && date <= Latest, path, "date-out-of-range");
}
