using System.Text;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Vbdlis;

/// <summary>A plot of a record: its newest version interpreted, if the record carries it, and older ones.</summary>
internal sealed class VbdlisPlotRow
{
    /// <summary>Key of the plot's id; 0 if it has none.</summary>
    public required ulong Id { get; init; }

    /// <summary>The id, or what stands for it within the record.</summary>
    public required string Name { get; init; }

    /// <summary>The newest version, or null if the record carries only older ones.</summary>
    public PlotRow? Row { get; set; }

    public List<SourcePlotVersion> Older { get; } = [];
}

/// <summary>Turns a record into plots: one for each plot that a right is about, with everybody who has a right to it.</summary>
internal sealed class VbdlisPlots(RowRules rules)
{
    private readonly InputRow row = new(VbdlisColumns.Names());
    private readonly List<(RawCell Purpose, RawCell Area, RawCell Origin, RawCell Term)> uses = [];
    private readonly VbdlisHolders holders = new(rules);

    /// <summary>The plots of a record, none if its rights are about buildings only.</summary>
    public List<VbdlisPlotRow> Of(VbdlisRecord record, int ordinal)
    {
        var certificate = record.Wrapped ?? record;
        var isNewest = !VbdlisCodes.IsFalse(record.IsLastest) && !VbdlisCodes.IsFalse(certificate.IsLastest);
        var plots = new List<VbdlisPlotRow>(1);
        foreach (var right in certificate.Rights ?? [])
        {
            if (right?.Plot is not { } plot)
                continue;
            var paper = right.Certificate ?? certificate;
            var known = Find(plots, paper, plot);
            if (!isNewest || VbdlisCodes.IsFalse(plot.IsLastest))
            {
                known.Older.Add(Version(plot));
                continue;
            }

            var read = Plot(paper, plot, ordinal);
            if (known.Row is null)
                known.Row = read;
            else if (known.Row.Rejects.Count == 0 && (read.Rejects.Count > 0 || !read.DescribesPlotAs(known.Row)))
                known.Row.Rejects.Add(new Reject(ordinal, "ThuaDat", "rows-disagree", "", false));
            holders.Read(right, ordinal, known.Row);
        }

        return plots;
    }

    /// <summary>A plot as an older version has it; what cannot be read is left out.</summary>
    public SourcePlotVersion Version(VbdlisPlot plot)
    {
        row.Begin(0);
        FillPlot(plot);
        var read = PlotRowParser.ParsePlot(row, rules);
        for (var at = 3; at < uses.Count; at += 3)
            ParseMore(at, 0, read);
        return new SourcePlotVersion(
            int.TryParse(VbdlisCodes.Text(plot.Version), out var number) ? number : null,
            VbdlisTime.Of(plot.ThoiDiemBatDau) ?? VbdlisTime.Of(plot.ThoiDiemKhoiTao),
            read.Sheet, read.Plot, read.Area == 0 ? null : read.Area, [.. read.LandUses], read.Address);
    }

    private static VbdlisPlotRow Find(List<VbdlisPlotRow> plots, VbdlisRecord certificate, VbdlisPlot plot)
    {
        var id = VbdlisCodes.Text(plot.ThuaDatId);
        var name = id ?? string.Join('.', VbdlisCodes.Text(Commune(certificate, plot)), VbdlisCodes.Text(plot.SoHieuToBanDo),
            VbdlisCodes.Text(plot.SoThuTuThua));
        foreach (var known in plots)
        {
            if (known.Name == name)
                return known;
        }

        var found = new VbdlisPlotRow { Id = id is null ? 0 : VbdlisVersions.KeyOf(Encoding.UTF8.GetBytes(id)), Name = name };
        plots.Add(found);
        return found;
    }

    private PlotRow Plot(VbdlisRecord certificate, VbdlisPlot plot, int ordinal)
    {
        row.Begin(ordinal);
        row[Field.RecordId] = plot.ThuaDatId;
        row[Field.Commune] = Commune(certificate, plot);
        row[Field.Serial] = certificate.SoPhatHanh;
        row[Field.IssuedOn] = VbdlisTime.Day(OrElse(certificate.NgayCap, certificate.NgayVaoSo));
        row[Field.BookNumber] = certificate.SoVaoSo;
        row[Field.ScanFile] = certificate.BanQuet;
        FillPlot(plot);
        var read = PlotRowParser.ParsePlot(row, rules);
        for (var at = 3; at < uses.Count; at += 3)
            ParseMore(at, ordinal, read);
        row[Field.PlotArea] = plot.DienTich;
        PlotRowParser.ParseSum(row, rules, read);
        return read;
    }

    private void FillPlot(VbdlisPlot plot)
    {
        row[Field.Sheet] = plot.SoHieuToBanDo;
        row[Field.Plot] = plot.SoThuTuThua;
        row[Field.FormerSheet] = plot.SoHieuToBanDoCu;
        row[Field.FormerPlot] = plot.SoThuTuThuaCu;
        row[Field.Scale] = plot.TyLe;
        row[Field.PlotCode] = plot.MaThuaDat;
        row[Field.PlotArea] = plot.DienTich;
        row[Field.PlotAddress] = VbdlisHolders.Address(plot.Addresses, plot.DiaChi);
        CollectUses(plot);
        FillUses(0);
    }

    private void ParseMore(int at, int ordinal, PlotRow into)
    {
        row.Begin(ordinal);
        FillUses(at);
        PlotRowParser.ParseUses(row, rules, into);
    }

    private void FillUses(int at)
    {
        for (var i = 0; i < 3 && at + i < uses.Count; i++)
        {
            var first = Field.Purpose1 + (5 * i);
            (row[first], row[first + 1], row[first + 2], row[first + 4]) = uses[at + i];
        }
    }

    /// <summary>One entry for each use, and for each origin of a use that has several.</summary>
    private void CollectUses(VbdlisPlot plot)
    {
        uses.Clear();
        foreach (var use in plot.Uses ?? [])
        {
            if (use is null)
                continue;
            var term = VbdlisTime.Day(OrElse(use.NgayHetHanSuDung, use.ThoiHanSuDung));
            var origins = (use.Origins ?? []).OfType<VbdlisOrigin>().Select(origin => (Symbol: VbdlisCodes.Origin(origin), origin.DienTich))
                .ToArray();
            if (origins.All(origin => origin.Symbol == origins[0].Symbol))
                uses.Add((use.MaMucDichSuDung, use.DienTich, origins.Length == 0 ? default : origins[0].Symbol, term));
            else
                uses.AddRange(origins.Select(origin => (use.MaMucDichSuDung, origin.DienTich, origin.Symbol, term)));
        }
    }

    private static RawCell Commune(VbdlisRecord certificate, VbdlisPlot plot) =>
        OrElse(OrElse(plot.MaXa, plot.XaId), OrElse(certificate.MaXa, certificate.XaId));

    private static RawCell OrElse(in RawCell first, in RawCell second) => VbdlisCodes.Text(first) is null ? second : first;
}
