using LandLedger.Plots;
using LandLedger.Sources;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.MapSheets;

namespace LandLedger.Communes;

/// <summary>Where a plot goes, or why only a person can say it.</summary>
/// <param name="To">The number from now on; null when it cannot be said.</param>
/// <param name="Row">The row of the table that says so.</param>
/// <param name="Code">The reason, or null.</param>
/// <param name="Candidates">The sheets that it may lie on now.</param>
/// <param name="Communes">The communes that it may lie in now.</param>
public sealed record Destination(PlotNumber? To, int? Row, string? Code, MapSheetTarget[] Candidates, string[] Communes);

/// <summary>
/// A reference table together with the list that its left side is under: where each plot goes. Pure; what other plots hold is not its
/// business.
/// </summary>
public sealed class SheetMap
{
    private readonly MapSheetTable table;
    private readonly CommuneCodes codes;
    private readonly string tableSha256;
    private readonly Dictionary<(string Commune, string Sheet), List<(string Commune, string Sheet)>> sources = [];
    private readonly HashSet<(string Commune, string Sheet)> addressed;

    /// <param name="table">The table.</param>
    /// <param name="codes">The list that its left side is under; its right side is under the present one always.</param>
    /// <param name="tableSha256">SHA-256 of the table.</param>
    public SheetMap(MapSheetTable table, CommuneCodes codes, string tableSha256)
    {
        (this.table, this.codes, this.tableSha256) = (table, codes, tableSha256);
        addressed = [.. table.OldSheets];
        Communes = codes == CommuneCodes.New
            ? [.. addressed.Select(sheet => sheet.Commune).Where(code => CommuneList.Find(code) is not null).Distinct().Order(StringComparer.Ordinal)]
            : [.. OldCommunes.All.Select(old => old.Code).Distinct().Order(StringComparer.Ordinal).Select(Keyed)];
        foreach (var sheet in addressed)
        {
            if (Of(sheet.Commune, sheet.Sheet) is not { Code: null, Candidates: [var target] })
                continue;
            var key = (target.Commune, PlotNumberKey.Part(target.Sheet));
            if (!sources.TryGetValue(key, out var from))
                sources[key] = from = [];
            from.Add((Keyed(sheet.Commune), sheet.Sheet));
        }
    }

    /// <summary>The communes whose plots it is about, as numbers name them, in the order in which they are gone through.</summary>
    public IReadOnlyList<string> Communes { get; }

    /// <summary>The sheets that the table names on its left side, as numbers are compared.</summary>
    public IEnumerable<(string Commune, string Sheet)> Sheets => addressed.Select(sheet => (Keyed(sheet.Commune), sheet.Sheet));

    /// <summary>
    /// Whether a plot is one of those that it is about: recorded under the list of the left side, and not renumbered by this very table
    /// already.
    /// </summary>
    public bool IsAbout(PlotCard card) =>
        IsAbout(card.PlotNumber) && (codes != CommuneCodes.New || card.Renumbered?.Table != tableSha256);

    /// <summary>Whether a number is one of those that it is about.</summary>
    public bool IsAbout(PlotNumber number) => codes == CommuneCodes.New
        ? number.CodeListDate == CommuneList.ListDate && addressed.Contains((number.Commune, PlotNumberKey.Part(number.Sheet)))
        : number.CodeListDate == OldCommunes.ListDate;

    /// <summary>Where a number goes.</summary>
    public Destination Of(PlotNumber number)
    {
        var place = Of(number.Commune, number.Sheet);
        if (place.Target is not { } target)
            return new(null, null, place.Code, place.Candidates, place.Communes);
        var row = table.RowOf(number.Commune, number.Sheet, target);
        return PlotNumber.IsPart(target.Sheet) && !FreeText.HoldsIdNumber(target.Sheet)
            ? new(new(target.Commune, CommuneList.ListDate, target.Sheet.Normalize(), number.Plot), row, null, [target], [target.Commune])
            : new(null, row, LeftCodes.SheetForm, [], place.Communes);
    }

    /// <summary>The row of the table that names a sheet as what a number's sheet became; null when none does.</summary>
    public int? RowOf(PlotNumber number, MapSheetTarget target) => table.RowOf(number.Commune, number.Sheet, target);

    /// <summary>
    /// The numbers besides this one that the table sends to the same number: two live plots cannot have it both.
    /// </summary>
    public IEnumerable<PlotNumberKey> Rivals(PlotNumberKey from, PlotNumberKey to)
    {
        foreach (var sheet in sources.GetValueOrDefault((to.Commune, to.Sheet), []))
        {
            if (sheet != (from.Commune, from.Sheet))
                yield return new(sheet.Commune, sheet.Sheet, from.Plot);
        }

        // A commune that keeps its sheets keeps those too that the table leaves out.
        if (codes != CommuneCodes.New && KeepingCommune(to.Commune) is { } keeping && !addressed.Contains((keeping, to.Sheet))
            && (Keyed(keeping), to.Sheet) != (from.Commune, from.Sheet))
            yield return new(Keyed(keeping), to.Sheet, from.Plot);
    }

    /// <summary>What is odd about the table, given the code lists.</summary>
    public IEnumerable<TableFinding> Findings()
    {
        foreach (var finding in table.Findings)
            yield return new(finding.Code, finding.What, finding.Rows);
        foreach (var row in table.Rows.Where(row => row is { Commune: not null, FormerCommune: not null, Sheet: not null, FormerSheet: not null }))
        {
            var (from, to) = (MapSheetTable.CodeOf(row.FormerCommune!), MapSheetTable.CodeOf(row.Commune!));
            var known = codes == CommuneCodes.New ? CommuneList.Find(from) is not null : OldCommunes.Find(from).Any();
            if (!known || CommuneList.Find(to) is null)
                yield return new("commune-unknown", known ? to : from, [row.Row]);
            else if (codes != CommuneCodes.New && OldCommunes.Find(from).All(old => old.NewCode != to))
                yield return new("commune-contradicts", $"{from} -> {to}", [row.Row]);
        }

        foreach (var cycle in Cycles())
            yield return new("cycle", string.Join(" -> ", cycle.Append(cycle[0]).Select(sheet => $"{sheet.Commune}.{sheet.Sheet}")), []);
    }

    // Within one list sheets may change places: 1 becomes 2 and 2 becomes 1. That is no fault, but worth a look.
    private IEnumerable<List<(string Commune, string Sheet)>> Cycles()
    {
        var seen = new HashSet<(string, string)>();
        foreach (var start in codes == CommuneCodes.New ? addressed : [])
        {
            var path = new List<(string Commune, string Sheet)>();
            var at = start;
            while (seen.Add(at))
            {
                path.Add(at);
                if (Of(at.Commune, at.Sheet).Target is not { } next)
                    break;
                at = (next.Commune, PlotNumberKey.Part(next.Sheet));
                if (path.IndexOf(at) is >= 0 and var from && path.Count - from > 1)
                    yield return path[from..];
            }
        }
    }

    private OldPlace Of(string commune, string sheet)
    {
        if (codes != CommuneCodes.New)
            return OldPlace.Of(commune, sheet, null, table);
        return table.Find(commune, sheet) switch
        {
            MapSheetAnswer.Mapped { Target: var target } when CommuneList.Find(target.Commune) is null =>
                new(null, "commune-unknown", [], [], target.ToString()),
            MapSheetAnswer.Mapped { Target: var target } => new(target, null, [target], [target.Commune], ""),
            MapSheetAnswer.Ambiguous { Candidates: var several } =>
                new(null, "sheet-ambiguous", several, [.. several.Select(one => one.Commune).Distinct()], ""),
            _ => new(null, "sheet-unmapped", [], [], $"{commune}.{sheet}"),
        };
    }

    private string Keyed(string commune) =>
        PlotNumberKey.CommuneOf(commune, codes == CommuneCodes.New ? CommuneList.ListDate : OldCommunes.ListDate);

    private static string? KeepingCommune(string present) => Keeping.GetValueOrDefault(present);

    private static readonly Dictionary<string, string> Keeping = OldCommunes.All.Where(old => OldCommunes.KeepsSheets(old.Code))
        .ToDictionary(old => old.NewCode, old => old.Code);
}
