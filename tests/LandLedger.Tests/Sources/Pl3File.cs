using LandLedger.Sources;
using LandLedger.Sources.PL3;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Tests.Sources;

/// <summary>PL3 files for tests: a row begins as a good one and gets the cells that a test is about.</summary>
internal static class Pl3File
{
    public const string Husband = "068085000011";
    public const string Wife = "068187000012";

    private static readonly Dictionary<string, string> GoodCells = new()
    {
        ["B"] = "24781", ["C"] = "BK 123456", ["D"] = "15/10/2013", ["E"] = "CH03730", ["H"] = "Nguyễn Văn Một",
        ["I"] = "01/02/1985", ["J"] = "Nam", ["K"] = Husband, ["L"] = "Tổ 1, Phường Một", ["M"] = "Cá nhân", ["N"] = "Cá nhân",
        ["T"] = "5", ["U"] = "17", ["V"] = "12", ["W"] = "345", ["X"] = "Tổ 1, Phường Một", ["Y"] = "120,5",
        ["Z"] = "Đất ở tại đô thị", ["AA"] = "120,5", ["AB"] = "Công nhận QSD đất như giao đất có thu tiền sử dụng đất",
        ["AC"] = "Sử dụng riêng", ["AD"] = "Lâu dài", ["AX"] = "BK 123456-GCN.pdf",
    };

    /// <summary>The row of field numbers that stands above the data, in row 6.</summary>
    public static string NumberRow(int row = 6) =>
        $"<row r=\"{row}\">" + string.Concat(Enumerable.Range(1, 49)
            .Where(column => column is not (14 or 15))
            .Select(column => XlsxFile.Number($"{ColumnName.Of(column)}{row}",
                (column is >= 16 and <= 22 ? column - 2 : column).ToString(System.Globalization.CultureInfo.InvariantCulture))))
        + "</row>";

    /// <summary>
    /// A good row of one person with some cells replaced. A value that begins with &lt;c is the cell itself; null removes it.
    /// </summary>
    public static string Row(int row, params (string Column, string? Cell)[] changes)
    {
        var cells = new Dictionary<string, string?>(GoodCells.Select(cell => KeyValuePair.Create(cell.Key, (string?)cell.Value)));
        foreach (var (column, cell) in changes)
            cells[column] = cell;
        return $"<row r=\"{row}\">" + string.Concat(cells
            .Where(cell => cell.Value is not null)
            .OrderBy(cell => ColumnName.Index(cell.Key))
            .Select(cell => cell.Value!.StartsWith("<c ", StringComparison.Ordinal)
                ? cell.Value
                : XlsxFile.Text($"{cell.Key}{row}", cell.Value!)))
            + "</row>";
    }

    /// <summary>A good row of a wife on the same certificate and plot.</summary>
    public static string WifeRow(int row, params (string Column, string? Cell)[] changes) =>
        Row(row, [("H", "Trần Thị Hai"), ("I", "1987"), ("J", "Nữ"), ("K", Wife), ("M", "Vợ chồng"), ("N", "Vợ"), .. changes]);

    public static List<SourceItem> Read(params string[] rows) => Read(new XlsxFile { Rows = NumberRow() + string.Concat(rows) });

    public static List<SourceItem> Read(XlsxFile file) => Read(file.Bytes());

    public static List<SourceItem> Read(byte[] file) => [.. new Pl3Reader().Read(new MemoryStream(file))];

    public static SourcePlot[] Plots(this IEnumerable<SourceItem> items) => [.. items.OfType<PlotRead>().Select(item => item.Plot)];

    public static Reject[] Rejects(this IEnumerable<SourceItem> items) => [.. items.OfType<RowRejected>().Select(item => item.Reject)];
}
