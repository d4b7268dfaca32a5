using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Vbdlis;

/// <summary>Decides what becomes of a record: its plots with their history, or the reasons why it is held back.</summary>
internal sealed class VbdlisJudgement(string system, IVbdlisFile file, RowRules rules)
{
    private readonly VbdlisVersions versions = file.Versions;
    private readonly VbdlisPlots plots = new(rules);

    /// <summary>What the present record of the file gives.</summary>
    public IEnumerable<SourceItem> Present()
    {
        if (file.Record is null)
            return HeldBack([file.Failure!], file.Rows, file.Plots().Where(plot => plot.Value != VersionMark.Older).Select(plot => plot.Key));

        var ordinal = file.Rows;
        var read = plots.Of(file.Record, ordinal);
        var rejects = Rejects(read, ordinal);
        return rejects.Count == 0
            ? read.Where(plot => plot.Row is not null).Select(plot => new PlotRead(Joined(plot, ordinal)))
            : HeldBack(rejects, ordinal, read.Where(plot => plot.Row is not null).Select(plot => plot.Id));
    }

    private List<Reject> Rejects(List<VbdlisPlotRow> read, int ordinal)
    {
        var rejects = new List<Reject>();
        if (read.Count == 0)
            rejects.Add(new Reject(ordinal, "ListDangKyQuyen.ThuaDat", "required-missing", "", false));
        foreach (var plot in read)
        {
            if (plot.Id != 0 && versions.Contradict(plot.Id))
                rejects.Add(Version(plot, ordinal, "versions-contradict"));
            else if (plot.Row is null && !versions.HasNewest(plot.Id))
                rejects.Add(Version(plot, ordinal, "version-without-newest"));
            if (plot.Row is not null)
                rejects.AddRange(plot.Row.Rejects);
        }

        return rejects;
    }

    private static Reject Version(VbdlisPlotRow plot, int ordinal, string code) =>
        new(ordinal, "ThuaDat.isLastest", code, CellText.Cut(plot.Name), CellText.MayBePersonal(plot.Name));

    /// <summary>All reasons, and with the newest version of a plot its older ones.</summary>
    private IEnumerable<SourceItem> HeldBack(List<Reject> rejects, int ordinal, IEnumerable<ulong> newest)
    {
        var original = file.Original(file.Place);
        var older = newest.Where(plot => !versions.Contradict(plot)).SelectMany(versions.Older).Distinct();
        return
        [
            .. rejects.Select(reject => new RowRejected(reject with { Original = original })),
            .. older.Select(place => new RowRejected(
                new Reject(place.Ordinal, "", "row-of-rejected-plot", $"row {ordinal}", false, file.Original(place)))),
        ];
    }

    private SourcePlot Joined(VbdlisPlotRow plot, int ordinal)
    {
        var joined = JoinedPlot.Of(system, [plot.Row!]);
        var elsewhere = plot.Id == 0 ? [] : versions.Older(plot.Id);
        if (elsewhere.Count == 0 && plot.Older.Count == 0)
            return joined;

        var history = new List<SourcePlotVersion>(plot.Older);
        var rows = new List<int> { ordinal };
        foreach (var place in elsewhere)
        {
            if (file.Load(place) is not { } record)
                continue;
            rows.Add(place.Ordinal);
            foreach (var right in (record.Wrapped ?? record).Rights ?? [])
            {
                if (right?.Plot is { } version && VbdlisCodes.Text(version.ThuaDatId) == plot.Name)
                    history.Add(plots.Version(version));
            }
        }

        return joined with
        {
            Rows = [.. rows],
            History = [.. history.OrderBy(version => version.Version ?? int.MinValue).TakeLast(SourcePlot.MostVersions)],
        };
    }
}
