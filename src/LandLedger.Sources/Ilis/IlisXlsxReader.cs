using System.Globalization;
using LandLedger.Sources.Profiles;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Ilis;

/// <summary>Reads the same export as a workbook: the sheet that the profile names, or the first that is shown.</summary>
internal sealed class IlisXlsxReader(MappingProfile profile, SourceOptions? options, XlsxLimits limits)
{
    private const int HeaderRows = 10;

    /// <summary>The items of the sheet.</summary>
    public IEnumerable<SourceItem> Read(Stream seekable)
    {
        using var workbook = XlsxWorkbook.Open(seekable, limits);
        using var sheet = workbook.Read(Choose(workbook.Sheets));
        var columns = Columns(sheet, out var row);
        foreach (var item in SheetPlots.Of(sheet, 0, profile.System, row, profile.Rules(options),
            column => column < columns.Length ? columns[column] : null))
            yield return item;
    }

    private XlsxSheet Choose(IReadOnlyList<XlsxSheet> sheets)
    {
        var names = CellText.Cut(string.Join(", ", sheets.Select(sheet => sheet.Name)));
        if (profile.Sheets.Length == 0)
        {
            if (sheets.Any(sheet => sheet.Name.Trim().StartsWith("PL3", StringComparison.OrdinalIgnoreCase)))
                throw new UnreadableFile("wrong-system", "PL3, .xlsx");
            return sheets.FirstOrDefault(sheet => !sheet.Hidden) ?? throw new UnreadableFile("sheet-not-found", names);
        }

        var named = sheets.Where(sheet => profile.Sheets.Contains(sheet.Name.Trim(), StringComparer.OrdinalIgnoreCase)).ToArray();
        return named.Length switch
        {
            0 => throw new UnreadableFile("sheet-not-found", names),
            > 1 => throw new UnreadableFile("worksheet-ambiguous", names),
            _ => named[0].Hidden ? throw new UnreadableFile("sheet-hidden", named[0].Name) : named[0],
        };
    }

    /// <summary>The first row with a heading that the profile knows; titles may stand above it.</summary>
    private Field?[] Columns(SheetReader sheet, out InputRow row)
    {
        while (sheet.Read() && sheet.Row.Number <= HeaderRows)
        {
            string[] headings = [.. Enumerable.Range(0, sheet.Row.LastColumn + 1).Select(column => Heading(sheet.Row[column]))];
            if (headings.Any(heading => profile.FieldOf(heading) is not null))
                return ProfileColumns.Of(profile, headings, out row);
        }

        throw new UnreadableFile("header-unknown");
    }

    private static string Heading(in RawCell cell) => cell.Kind switch
    {
        CellKind.Text => CellText.Clean(cell.Text!).Text ?? "",
        CellKind.Number => cell.Number.ToString("R", CultureInfo.InvariantCulture),
        _ => "",
    };
}
