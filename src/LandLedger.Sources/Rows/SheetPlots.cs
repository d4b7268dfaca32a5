using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Rows;

/// <summary>Plots out of the rows of a sheet, wherever its columns stand.</summary>
internal static class SheetPlots
{
    /// <summary>The items of the rows that follow, up to the end of the sheet.</summary>
    /// <param name="sheet">The sheet, read up to the row before the first that may count.</param>
    /// <param name="above">Rows up to this number are heading.</param>
    /// <param name="system">The system that is read.</param>
    /// <param name="row">The row to fill, with the names of its columns.</param>
    /// <param name="rules">How values are judged.</param>
    /// <param name="fieldAt">The field of a column, or null if it is not read.</param>
    public static IEnumerable<SourceItem> Of(
        SheetReader sheet, int above, string system, InputRow row, RowRules rules, Func<int, Field?> fieldAt)
    {
        var grouping = new PlotGrouping(system);
        var dataRows = 0;
        while (sheet.Read())
        {
            if (sheet.Row.Number <= above)
                continue;
            row.Begin(sheet.Row.Number);
            foreach (ref readonly var cell in sheet.Row.Cells)
            {
                if (fieldAt(cell.Column) is { } field)
                    row[field] = cell;
            }

            if (row.IsBlank)
                continue;
            dataRows++;
            row.Original = OriginalRow.Of(sheet.Row);
            foreach (var item in grouping.Add(PlotRowParser.Parse(row, rules)))
                yield return item;
        }

        foreach (var item in grouping.Complete())
            yield return item;
        yield return new FileEnded(dataRows);
    }
}
