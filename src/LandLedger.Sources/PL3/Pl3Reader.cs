using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.PL3;

/// <summary>
/// Reads form PL3, the campaign's spreadsheet: one row for each certificate, plot and person. Formulas are refused rather
/// than believed, and words become codes or rejects.
/// </summary>
public sealed class Pl3Reader : ISourceReader
{
    private const string SheetName = "PL3-01";
    private const int HeaderRows = 10;
    private static readonly RowRules Rules = new() { SerialRequired = true };

    private readonly XlsxLimits limits;

    /// <param name="limits">What a file may cost; the default suits files from outside.</param>
    public Pl3Reader(XlsxLimits? limits = null) => this.limits = limits ?? XlsxLimits.Default;

    /// <inheritdoc/>
    public string System => "PL3";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IEnumerable<SourceItem> Read(Stream seekable)
    {
        using var workbook = XlsxWorkbook.Open(seekable, limits);
        using var sheet = workbook.Read(Choose(workbook.Sheets));
        SkipHeader(sheet);

        var grouping = new PlotGrouping(System);
        var row = new InputRow(Pl3Columns.Names());
        var dataRows = 0;
        while (sheet.Read())
        {
            Fill(row, sheet.Row);
            if (row.IsBlank)
                continue;
            dataRows++;
            foreach (var item in grouping.Add(PlotRowParser.Parse(row, Rules)))
                yield return item;
        }

        foreach (var item in grouping.Complete())
            yield return item;
        yield return new FileEnded(dataRows);
    }

    /// <summary>The sheet of the form: by its name, or the only one whose name begins like it.</summary>
    private static XlsxSheet Choose(IReadOnlyList<XlsxSheet> sheets)
    {
        var named = sheets.Where(sheet => sheet.Name.Trim().Equals(SheetName, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (named.Length == 0)
            named = [.. sheets.Where(sheet => sheet.Name.Trim().StartsWith("PL3", StringComparison.OrdinalIgnoreCase))];

        var names = CellText.Cut(string.Join(", ", sheets.Select(sheet => sheet.Name)));
        if (named.Length == 0)
            throw new UnreadableFile("sheet-not-found", $"{SheetName}: {names}");
        if (named.Length > 1)
            throw new UnreadableFile("sheet-ambiguous", names);
        if (named[0].Hidden)
            throw new UnreadableFile("sheet-hidden", named[0].Name);
        return named[0];
    }

    /// <summary>Goes behind the row of field numbers, and makes sure that every column is where the form has it.</summary>
    private static void SkipHeader(SheetReader sheet)
    {
        while (sheet.Read() && sheet.Row.Number <= HeaderRows)
        {
            if (Printed(sheet.Row[1]) != 1 || Printed(sheet.Row[2]) != 2 || Printed(sheet.Row[3]) != 3)
                continue;

            for (var column = 1; column <= Pl3Columns.Of(Field.ScanFile); column++)
            {
                // The form of 2025 is shorter: a column may be missing, but none may be another one.
                var (printed, expected) = (Printed(sheet.Row[column]), Pl3Columns.PrintedNumber(column));
                var isStart = column <= Pl3Columns.Of(Field.Role);
                if (printed is null ? isStart : printed != expected)
                    throw new UnreadableFile("header-unknown", $"{ColumnName.Of(column)}{sheet.Row.Number}");
            }

            return;
        }

        throw new UnreadableFile("header-unknown");
    }

    /// <summary>The field number in a heading, written as 5, "5", "(5)" or as a formula that counts on.</summary>
    private static int? Printed(in RawCell cell) => cell.Kind switch
    {
        CellKind.Number or CellKind.Formula when cell.Number == Math.Floor(cell.Number) && Math.Abs(cell.Number) < 1000 => (int)cell.Number,
        CellKind.Text when int.TryParse(cell.Text!.Trim().Trim('(', ')', '[', ']'), out var number) => number,
        _ => null,
    };

    private static void Fill(InputRow row, RawRow read)
    {
        row.Begin(read.Number);
        foreach (ref readonly var cell in read.Cells)
        {
            if (Pl3Columns.At(cell.Column) is { } field)
                row[field] = cell;
        }
    }
}
