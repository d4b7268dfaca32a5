using System.Globalization;

namespace LandLedger.Sources.MapSheets;

/// <summary>Looks for what is odd about a reference table.</summary>
internal static class MapSheetFindings
{
    /// <summary>All findings, by kind and then in the order of the table.</summary>
    public static List<MapSheetFinding> Of(List<MapSheetRow> rows)
    {
        var complete = rows.Where(row => MapSheetTable.IsComplete(row) && !MapSheetTable.NamesPlot(row)).ToList();
        var bySource = complete.GroupBy(row =>
            (Commune: MapSheetTable.CodeOf(row.FormerCommune!), Sheet: MapSheetTable.NumberOf(row.FormerSheet!))).ToList();
        var byTarget = complete.GroupBy(Target).ToList();
        return
        [
            .. rows.Where(row => !MapSheetTable.IsComplete(row)).Select(row => new MapSheetFinding("incomplete", [row.Row], $"row {row.Row}")),
            .. rows.Where(row => MapSheetTable.IsComplete(row) && MapSheetTable.NamesPlot(row))
                .Select(row => new MapSheetFinding("single-plot", [row.Row], Name(Source(row)))),
            .. complete.GroupBy(row => (Source(row), MapSheetTable.ScaleOf(row.Scale), Target(row))).Where(same => same.Count() > 1)
                .Select(same => Finding("duplicate", same, $"{Name(same.Key.Item1)} -> {Name(same.Key.Item3)}")),
            .. bySource.SelectMany(source => source.GroupBy(row => MapSheetTable.ScaleOf(row.Scale))
                .Where(scale => scale.Select(Target).Distinct().Count() > 1)
                .Select(scale => Finding("two-targets", scale, $"{Name(source.Key)} 1/{scale.Key} -> {Names(scale)}"))),
            .. bySource.Where(source => source.Select(row => MapSheetTable.ScaleOf(row.Scale)).Distinct().Count() > 1
                    && source.Select(Target).Distinct().Count() > 1)
                .Select(source => Finding("scale-decides", source, $"{Name(source.Key)} -> {Names(source)}")),
            .. byTarget.Where(target => target.Select(row => (Source(row), MapSheetTable.ScaleOf(row.Scale))).Distinct().Count() > 1)
                .Select(target => Finding("shared-target", target, Name(target.Key))),
            .. byTarget.GroupBy(target => target.Key.Item1).SelectMany(Gaps),
        ];
    }

    private static IEnumerable<MapSheetFinding> Gaps(IGrouping<string, IGrouping<(string Commune, string Sheet), MapSheetRow>> commune)
    {
        var numbers = commune.Select(target => target.Key.Sheet)
            .Where(sheet => sheet.Length <= 5 && sheet.All(char.IsAsciiDigit))
            .Select(sheet => int.Parse(sheet, CultureInfo.InvariantCulture)).ToHashSet();
        var missing = Enumerable.Range(1, numbers.DefaultIfEmpty().Max()).Where(number => !numbers.Contains(number)).ToArray();
        for (var i = 0; i < missing.Length; i++)
        {
            var first = missing[i];
            while (i + 1 < missing.Length && missing[i + 1] == missing[i] + 1)
                i++;
            yield return new MapSheetFinding("gap", [], first == missing[i] ? $"{commune.Key}.{first}" : $"{commune.Key}.{first}-{missing[i]}");
        }
    }

    private static (string, string) Source(MapSheetRow row) =>
        (MapSheetTable.CodeOf(row.FormerCommune!), MapSheetTable.NumberOf(row.FormerSheet!));

    private static (string, string) Target(MapSheetRow row) => (MapSheetTable.CodeOf(row.Commune!), MapSheetTable.NumberOf(row.Sheet!));

    private static MapSheetFinding Finding(string code, IEnumerable<MapSheetRow> rows, string what) =>
        new(code, [.. rows.Select(row => row.Row)], what);

    private static string Name((string Commune, string Sheet) sheet) => $"{sheet.Commune}.{sheet.Sheet}";

    private static string Names(IEnumerable<MapSheetRow> rows) => string.Join(", ", rows.Select(Target).Distinct().Select(Name));
}
