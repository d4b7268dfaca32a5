using LandLedger.Sources.CodeLists;
using LandLedger.Sources.MapSheets;

namespace LandLedger.Sources.Rows;

/// <summary>Where a plot that is named by an old commune and an old sheet lies now, or why that cannot be said.</summary>
/// <param name="Commune">Present commune; null if it is unknown or ambiguous.</param>
/// <param name="Sheet">Present sheet; null if it is unknown or ambiguous.</param>
/// <param name="At">The field that a reason is about.</param>
/// <param name="Code">The reason, or null.</param>
/// <param name="Candidates">What it may be.</param>
internal readonly record struct FormerPlace(string? Commune, string? Sheet, Field At, string? Code, string Candidates)
{
    /// <summary>
    /// The place since the reorganisation. Sheets were numbered anew, so without the table only those of communes that were
    /// neither merged nor divided are known.
    /// </summary>
    public static FormerPlace Of(string commune, string? sheet, string? scale, MapSheetTable? table)
    {
        var became = OldCommunes.Find(commune).ToArray();
        if (became.Length == 0)
            return new(null, null, Field.Commune, "commune-unknown", commune);

        var candidates = $"{commune} -> {string.Join(", ", became.Select(one => one.NewCode))}";
        if (sheet is not null && table?.Find(commune, sheet, scale) is { } answer)
        {
            switch (answer)
            {
                case MapSheetAnswer.Mapped { Target: var target } when became.Any(one => one.NewCode == target.Commune):
                    return new(target.Commune, target.Sheet, Field.Sheet, null, "");
                case MapSheetAnswer.Mapped { Target: var target }:
                    return new(null, null, Field.Sheet, "sheet-unmapped", $"{commune}.{sheet} -> {target}, {candidates}");
                case MapSheetAnswer.Ambiguous { Candidates: var several }:
                    return new(null, null, Field.Sheet, "sheet-ambiguous",
                        $"{commune}.{sheet} -> {string.Join(", ", several.Select(one => one.ToString()))}");
            }
        }

        if (became.Length > 1)
            return new(null, null, Field.Commune, "commune-ambiguous", candidates);
        return sheet is null || OldCommunes.KeepsSheets(commune)
            ? new(became[0].NewCode, sheet, Field.Sheet, null, "")
            : new(null, null, Field.Sheet, "sheet-unmapped", $"{commune}.{sheet} -> {became[0].NewCode}");
    }
}
