using System.Globalization;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.MapSheets;

/// <summary>
/// The reference table of map sheets before and after the reorganisation of communes, as VBDLIS exports it. Each old commune
/// numbered its sheets from 1, some one set for each scale, so an old sheet is named by commune, number and scale together.
/// </summary>
public sealed class MapSheetTable
{
    private static readonly string[] Headings =
    [
        "tinhId", "xaId", "tinhIdCu", "xaIdCu", "soHieuToBanDo", "soHieuToBanDoCu", "ghiChu", "soThuTuThua", "soThuTuThuaCu", "tyLe",
    ];

    private readonly ILookup<(string, string), (int? Scale, MapSheetTarget Target)> sheets;

    private MapSheetTable(List<MapSheetRow> rows)
    {
        Rows = rows;
        sheets = rows.Where(IsComplete).ToLookup(
            row => (CodeOf(row.FormerCommune!), NumberOf(row.FormerSheet!)),
            row => (ScaleOf(row.Scale), new MapSheetTarget(CodeOf(row.Commune!), row.Sheet!)));
        Findings = MapSheetFindings.Of(rows);
    }

    /// <summary>All rows in their order, nothing left out.</summary>
    public IReadOnlyList<MapSheetRow> Rows { get; }

    /// <summary>What is odd about the table.</summary>
    public IReadOnlyList<MapSheetFinding> Findings { get; }

    /// <summary>Reads the first sheet of a workbook; columns are found by their names.</summary>
    /// <exception cref="UnreadableFile">The file is no sound workbook, or a column is missing.</exception>
    public static MapSheetTable Read(Stream seekable)
    {
        using var workbook = XlsxWorkbook.Open(seekable);
        using var sheet = workbook.Read(workbook.Sheets is [var first, ..] ? first : throw new UnreadableFile("sheet-not-found"));
        if (!sheet.Read())
            throw new UnreadableFile("file-empty");
        var columns = Columns(sheet.Row);
        var rows = new List<MapSheetRow>();
        while (sheet.Read())
        {
            var read = sheet.Row;
            string?[] v = [.. columns.Select(column => Value(read[column]))];
            if (v.Any(value => value is not null))
                rows.Add(new MapSheetRow(read.Number, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]));
        }

        return new MapSheetTable(rows);
    }

    /// <summary>What an old sheet became.</summary>
    /// <param name="oldCommune">Commune code of the list before <see cref="CodeLists.Communes.ListDate"/>.</param>
    /// <param name="oldSheet">Sheet number; leading zeros do not count.</param>
    /// <param name="scale">Scale such as <c>1/1000</c>, <c>1:1000</c> or <c>1000</c>, if known.</param>
    public MapSheetAnswer Find(string oldCommune, string oldSheet, string? scale = null)
    {
        ArgumentNullException.ThrowIfNull(oldCommune);
        ArgumentNullException.ThrowIfNull(oldSheet);
        var asked = ScaleOf(scale);
        var targets = sheets[(CodeOf(oldCommune), NumberOf(oldSheet))]
            .Where(sheet => asked is null || sheet.Scale is null || sheet.Scale == asked)
            .Select(sheet => sheet.Target).Distinct().ToArray();
        return targets.Length switch
        {
            0 => new MapSheetAnswer.NotFound(),
            1 => new MapSheetAnswer.Mapped(targets[0]),
            _ => new MapSheetAnswer.Ambiguous(targets),
        };
    }

    internal static bool IsComplete(MapSheetRow row) => row is { Commune: not null, FormerCommune: not null, Sheet: not null, FormerSheet: not null };

    /// <summary>Five digits: the export writes codes as numbers.</summary>
    internal static string CodeOf(string written) => written.Trim().PadLeft(5, '0');

    /// <summary>A sheet number for comparing.</summary>
    internal static string NumberOf(string written) => written.Trim().ToUpperInvariant().TrimStart('0') is { Length: > 0 } number ? number : "0";

    /// <summary>The number below the line of a scale, or null.</summary>
    internal static int? ScaleOf(string? written)
    {
        if (written is null)
            return null;
        var below = written[(written.LastIndexOfAny(['/', ':']) + 1)..].Trim().Replace(".", "", StringComparison.Ordinal);
        return int.TryParse(below, NumberStyles.None, CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : null;
    }

    private static int[] Columns(RawRow header)
    {
        var columns = new int[Headings.Length];
        Array.Fill(columns, -1);
        foreach (var cell in header.Cells)
        {
            var at = Array.FindIndex(Headings, heading => heading.Equals(cell.Text?.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at >= 0 && columns[at] >= 0)
                throw new UnreadableFile("column-repeated", Headings[at]);
            if (at >= 0)
                columns[at] = cell.Column;
        }

        var missing = Headings.Where((_, at) => columns[at] < 0).ToArray();
        return missing.Length == 0 ? columns : throw new UnreadableFile("column-missing", string.Join(", ", missing));
    }

    private static string? Value(in RawCell cell) => cell.Kind switch
    {
        CellKind.Blank => null,
        CellKind.Number or CellKind.Date => cell.Number.ToString("R", CultureInfo.InvariantCulture),
        _ => CellText.Clean(cell.Text ?? "").Text,
    };
}
