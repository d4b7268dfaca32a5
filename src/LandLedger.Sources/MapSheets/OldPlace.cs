using LandLedger.Sources.CodeLists;

namespace LandLedger.Sources.MapSheets;

/// <summary>
/// Where a sheet of an old commune lies now, or why that cannot be said. Files under old codes are read by this, and plots that were
/// recorded under old numbers are renumbered by it: both come out the same.
/// </summary>
/// <param name="Target">Present commune and sheet; the sheet is empty where none was asked for. Null if it cannot be said.</param>
/// <param name="Code">
/// The reason, or null: <c>commune-unknown</c>, <c>commune-ambiguous</c>, <c>sheet-ambiguous</c>, <c>sheet-unmapped</c>.
/// </param>
/// <param name="Candidates">The sheets that it may be; empty where the table names none.</param>
/// <param name="Communes">What the commune became.</param>
/// <param name="InWords">Old name and candidates, for a person to read.</param>
public sealed record OldPlace(MapSheetTarget? Target, string? Code, MapSheetTarget[] Candidates, string[] Communes, string InWords)
{
    /// <summary>
    /// The place since the reorganisation. Sheets were numbered anew, so without the table only those of communes that were
    /// neither merged nor divided are known.
    /// </summary>
    public static OldPlace Of(string commune, string? sheet, string? scale, MapSheetTable? table)
    {
        string[] became = [.. OldCommunes.Find(commune).Select(one => one.NewCode)];
        if (became.Length == 0)
            return new(null, "commune-unknown", [], [], commune);

        var candidates = $"{commune} -> {string.Join(", ", became)}";
        if (sheet is not null && table?.Find(commune, sheet, scale) is { } answer)
        {
            switch (answer)
            {
                case MapSheetAnswer.Mapped { Target: var target } when became.Contains(target.Commune):
                    return new(target, null, [target], became, "");
                case MapSheetAnswer.Mapped { Target: var target }:
                    return new(null, "sheet-unmapped", [], became, $"{commune}.{sheet} -> {target}, {candidates}");
                case MapSheetAnswer.Ambiguous { Candidates: var several }:
                    return new(null, "sheet-ambiguous", several, became,
                        $"{commune}.{sheet} -> {string.Join(", ", several.Select(one => one.ToString()))}");
            }
        }

        if (became.Length > 1)
            return new(null, "commune-ambiguous", [], became, candidates);
        return sheet is null || OldCommunes.KeepsSheets(commune)
            ? new(new(became[0], sheet!), null, [], became, "")
            : new(null, "sheet-unmapped", [], became, $"{commune}.{sheet} -> {became[0]}");
    }
}
