using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using LandLedger.Sources.Csv;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.MapSheets;

/// <summary>
/// The reference table of map sheets before and after the reorganisation of communes, as VBDLIS exports it. Each old commune
/// numbered its sheets from 1, some one set for each scale, so an old sheet is named by commune, number and scale together.
/// </summary>
public sealed partial class MapSheetTable
{
    private static readonly string[] Headings =
    [
        "tinhId", "xaId", "tinhIdCu", "xaIdCu", "soHieuToBanDo", "soHieuToBanDoCu", "ghiChu", "soThuTuThua", "soThuTuThuaCu", "tyLe",
    ];

    private readonly ILookup<(string Commune, string Sheet), (int? Scale, MapSheetTarget Target, int Row)> sheets;

    private MapSheetTable(List<MapSheetRow> rows)
    {
        Rows = rows;
        sheets = rows.Where(row => IsComplete(row) && !NamesPlot(row)).ToLookup(
            row => (CodeOf(row.FormerCommune!), NumberOf(row.FormerSheet!)),
            row => (ScaleOf(row.Scale), new MapSheetTarget(CodeOf(row.Commune!), row.Sheet!), row.Row));
        Findings = MapSheetFindings.Of(rows);
    }

    /// <summary>All rows in their order, nothing left out.</summary>
    public IReadOnlyList<MapSheetRow> Rows { get; }

    /// <summary>What is odd about the table.</summary>
    public IReadOnlyList<MapSheetFinding> Findings { get; }

    /// <summary>
    /// Reads the first sheet of a workbook, or a text export of it with commas, semicolons or tabs; columns are found by their names.
    /// </summary>
    /// <exception cref="UnreadableFile">The file is no sound workbook or text, or a column is missing.</exception>
    public static MapSheetTable Read(Stream seekable)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        var (start, at) = (new byte[2], seekable.Position);
        var isWorkbook = seekable.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [(byte)'P', (byte)'K'];
        seekable.Position = at;
        return new(isWorkbook ? OfWorkbook(seekable) : OfText(seekable));
    }

    private static List<MapSheetRow> OfWorkbook(Stream seekable)
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

        return rows;
    }

    private static List<MapSheetRow> OfText(Stream seekable)
    {
        using var text = TextEncoding.Open(seekable, null);
        using var csv = CsvReader.Create(text, new CsvReaderOptions { TrackLineNumbers = true, IncludeValuesInExceptions = false }, leaveOpen: true);
        try
        {
            csv.ReadHeader();
            var columns = Columns([.. csv.Headers.Select((heading, at) => (at, (string?)heading))]);
            var rows = new List<MapSheetRow>();
            while (csv.Read())
            {
                string?[] v = [.. columns.Select(column => column < csv.FieldCount ? CellText.Clean(csv.GetString(column)).Text : null)];
                if (v.Any(value => value is not null))
                    rows.Add(new((int)csv.LineNumber, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]));
            }

            return rows;
        }
        catch (Exception broken) when (broken is CsvFormatException or DecoderFallbackException)
        {
            throw new UnreadableFile(broken is CsvFormatException ? "record-too-large" : "encoding-broken");
        }
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

    /// <summary>Every old sheet of the table: commune, and number as numbers are compared.</summary>
    public IEnumerable<(string Commune, string Sheet)> OldSheets => sheets.Select(sheet => sheet.Key);

    /// <summary>The first row that says that an old sheet became this one; null when none does.</summary>
    public int? RowOf(string oldCommune, string oldSheet, MapSheetTarget target) =>
        sheets[(CodeOf(oldCommune), NumberOf(oldSheet))].Where(sheet => sheet.Target == target)
            .Select(sheet => (int?)sheet.Row).Min();

    // A row about one plot says nothing of the rest of its sheet.
    internal static bool NamesPlot(MapSheetRow row) => Names(row.Plot) || Names(row.FormerPlot);

    private static bool Names(string? plot) => plot?.Trim('0') is { Length: > 0 };

    internal static bool IsComplete(MapSheetRow row) => row is { Commune: not null, FormerCommune: not null, Sheet: not null, FormerSheet: not null };

    /// <summary>Five digits: the export writes codes as numbers.</summary>
    public static string CodeOf(string written) => written.Trim().PadLeft(5, '0');

    /// <summary>A sheet number for comparing: capital letters, no blanks, no zeros in front of digits.</summary>
    public static string NumberOf(string written) => 
        LeadingZeros().Replace(Blanks().Replace(written, "").ToUpperInvariant(), "");

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
        var headings = new List<(int, string?)>();
        foreach (var cell in header.Cells)
            headings.Add((cell.Column, cell.Text));
        return Columns(headings);
    }

    private static int[] Columns(IReadOnlyList<(int Column, string? Heading)> headings)
    {
        var columns = new int[Headings.Length];
        Array.Fill(columns, -1);
        foreach (var (column, written) in headings)
        {
            var at = Array.FindIndex(Headings, heading => heading.Equals(written?.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at >= 0 && columns[at] >= 0)
                throw new UnreadableFile("column-repeated", Headings[at]);
            if (at >= 0)
                columns[at] = column;
        }

        var missing = Headings.Where((_, at) => columns[at] < 0).ToArray();
        return missing.Length == 0 ? columns : throw new UnreadableFile("column-missing", string.Join(", ", missing));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("(?<![0-9])0+(?=[0-9])")]
    private static partial Regex LeadingZeros();

    private static string? Value(in RawCell cell) => cell.Kind switch
    {
        CellKind.Blank => null,
        CellKind.Number or CellKind.Date => cell.Number.ToString("R", CultureInfo.InvariantCulture),
        _ => CellText.Clean(cell.Text ?? "").Text,
    };
}
