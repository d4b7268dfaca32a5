namespace LandLedger.Sources.Rows;

/// <summary>
/// Joins neighbouring rows of one certificate and plot. All of them are good, or none is taken: half of a couple on record is
/// worse than none.
/// </summary>
internal sealed class PlotGrouping(string system)
{
    // A plot with more holders than this is a mistake of the file, and must not fill the memory.
    private const int MostRows = 500;

    private readonly List<PlotRow> group = [];

    /// <summary>Takes the next row; hands out what the row before it completed.</summary>
    public IEnumerable<SourceItem> Add(PlotRow row)
    {
        if (group.Count > 0 && !Continues(row))
        {
            foreach (var item in Complete())
                yield return item;
        }

        if (group.Count == MostRows)
        {
            row.Rejects.Add(new Reject(row.Number, "", "too-many-holders", "", false));
            yield return new RowRejected(row.Rejects[^1] with { Original = OriginalRow.Cut(row.Original) });
            group[0].Rejects.AddRange(group[0].Rejects.Count == 0
                ? [new Reject(group[0].Number, "", "too-many-holders", "", false)]
                : []);
        }
        else
        {
            group.Add(row);
        }
    }

    /// <summary>Hands out the rest at the end of the file.</summary>
    public IEnumerable<SourceItem> Complete()
    {
        var rows = group.ToArray();
        group.Clear();
        return rows.Length == 0 ? [] : Judge(rows);
    }

    private bool Continues(PlotRow row)
    {
        // The second person of vertically merged cells has a name and nothing else.
        if (row.NamesNoPlot)
            return row.NamesPerson && row.Number == group[^1].Number + 1;

        // All good rows of a group name the same plot, so one of them stands for all; a bad one may know less.
        return row.IsOfSamePlotAs(group[^1]) || row.IsOfSamePlotAs(group.Find(known => known.Rejects.Count == 0) ?? group[0]);
    }

    private IEnumerable<SourceItem> Judge(PlotRow[] rows)
    {
        foreach (var row in rows.Skip(1).Where(row => row.Rejects.Count == 0 && rows[0].Rejects.Count == 0))
        {
            if (!row.DescribesPlotAs(rows[0]))
                row.Rejects.Add(new Reject(row.Number, "", "rows-disagree", $"row {rows[0].Number}", false));
        }

        var bad = Array.Find(rows, row => row.Rejects.Count > 0);
        return bad is null ? [new PlotRead(JoinedPlot.Of(system, rows))] : HeldBack(rows, bad.Number);
    }

    private static IEnumerable<SourceItem> HeldBack(PlotRow[] rows, int because)
    {
        foreach (var row in rows)
        {
            if (row.Rejects.Count == 0)
                row.Rejects.Add(new Reject(row.Number, "", "row-of-rejected-plot", $"row {because}", false));
            var original = OriginalRow.Cut(row.Original);
            foreach (var reject in row.Rejects)
                yield return new RowRejected(reject with { Original = original });
        }
    }
}
