using LandLedger.Sources.Profiles;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.PL3;

/// <summary>
/// Which column of a sheet is which field. The printed field numbers decide, wherever they stand; a sheet without them is read by
/// headings, if these are the known ones; any other is refused.
/// </summary>
internal sealed class Pl3Layout
{
    private const int HeaderRows = 10;

    // A row of data has no thirty different small whole numbers; the shortest form met prints 21.
    private const int FewestNumbers = 20;

    private static readonly Field[][] Required =
    [
        [Field.Commune], [Field.Serial], [Field.FullName], [Field.PlotArea], [Field.Purpose1], [Field.Area1],
        [Field.Sheet, Field.CertificateSheet], [Field.Plot, Field.CertificatePlot],
    ];

    private readonly Dictionary<int, Field> columns;

    private Pl3Layout(int headerRow, Dictionary<int, Field> columns) => (HeaderRow, this.columns) = (headerRow, columns);

    /// <summary>The row above the data.</summary>
    public int HeaderRow { get; }

    /// <summary>The field of a column, or null.</summary>
    public Field? At(int column) => columns.TryGetValue(column, out var field) ? field : null;

    /// <summary>What a reject calls the column of each field: its letters and the field.</summary>
    public string[] Names()
    {
        var names = FieldNames.All.Select(field => field.Name()).ToArray();
        foreach (var (column, field) in columns)
            names[(int)field] = $"{ColumnName.Of(column)} {field.Name()}";
        return names;
    }

    /// <summary>The layout of a sheet.</summary>
    /// <exception cref="UnreadableFile">Neither field numbers nor known headings stand in the first ten rows.</exception>
    public static Pl3Layout Find(SheetReader sheet)
    {
        Pl3Layout? byHeadings = null;
        while (sheet.Read() && sheet.Row.Number <= HeaderRows)
        {
            if (ByNumbers(sheet.Row) is { } byNumbers)
                return byNumbers;
            byHeadings ??= ByHeadings(sheet.Row);
        }

        return byHeadings ?? throw new UnreadableFile("header-unknown");
    }

    private static Pl3Layout? ByNumbers(RawRow row)
    {
        var printed = new Dictionary<int, int>();
        foreach (ref readonly var cell in row.Cells)
        {
            if (Printed(cell) is { } number and >= 1 and <= Pl3Columns.MostNumbers)
                printed[cell.Column] = number;
        }

        if (printed.Values.Distinct().Count() < FewestNumbers || Enumerable.Range(1, 13).Any(number => !printed.ContainsValue(number)))
            return null;
        if (printed.All(column => Pl3Columns.PrintedNumber(column.Key) == column.Value))
            return new Pl3Layout(row.Number, Pl3Columns.Usual());
        if (printed.Values.Distinct().Count() < printed.Count)
        {
            var wrong = printed.Where(column => Pl3Columns.PrintedNumber(column.Key) != column.Value).Min(column => column.Key);
            throw new UnreadableFile("header-unknown", $"{ColumnName.Of(wrong)}{row.Number}");
        }

        return Checked(row.Number, printed.Where(column => Pl3Columns.OfNumber(column.Value) is not null)
            .ToDictionary(column => column.Key, column => Pl3Columns.OfNumber(column.Value)!.Value));
    }

    private static Pl3Layout? ByHeadings(RawRow row)
    {
        var columns = new Dictionary<int, Field>();
        foreach (ref readonly var cell in row.Cells)
        {
            if (cell.Kind != CellKind.Text || KnownHeadings.Find(cell.Text!) is not { } field)
                continue;
            if (columns.ContainsValue(field))
                throw new UnreadableFile("column-repeated", $"{ColumnName.Of(cell.Column)}{row.Number}");
            columns[cell.Column] = field;
        }

        // A title that happens to name one thing is no row of headings.
        return columns.Count < Required.Length ? null : Checked(row.Number, columns);
    }

    private static Pl3Layout Checked(int row, Dictionary<int, Field> columns)
    {
        var missing = Required.Where(oneOf => !oneOf.Any(columns.ContainsValue)).Select(oneOf => oneOf[0].Name()).ToArray();
        return missing.Length == 0
            ? new Pl3Layout(row, columns)
            : throw new UnreadableFile("column-missing", string.Join(", ", missing));
    }

    /// <summary>The field number in a heading, written as 5, "5", "(5)" or as a formula that counts on.</summary>
    private static int? Printed(in RawCell cell) => cell.Kind switch
    {
        CellKind.Number or CellKind.Formula when cell.Number == Math.Floor(cell.Number) && Math.Abs(cell.Number) < 1000 => (int)cell.Number,
        CellKind.Text when int.TryParse(cell.Text!.Trim().Trim('(', ')', '[', ']'), out var number) => number,
        _ => null,
    };
}
