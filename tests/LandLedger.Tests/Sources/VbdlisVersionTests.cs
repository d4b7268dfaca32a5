using LandLedger.Sources;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class VbdlisVersionTests
{
    private const string Mark = "ThuaDat.isLastest";
    private const string Newest = "\"version\":3,\"isLastest\":true";

    [Fact]
    public void older_versions_become_history_wherever_they_stand()
    {
        string[] others = [.. Enumerable.Range(10, 2_000).Select(i => Record($"BK 00{i:0000}", i, "\"isLastest\":true"))];
        var items = VbdlisFile.Read([
            Record("BK 000002", 1, Old(2, ",\"thoiDiemBatDau\":\"2016-05-01T08:00:00\""), "118.5"), .. others,
            Record("BK 000003", 1, Newest), Record("BK 000001", 1, Old(1), "117"),
        ]);

        items.Rejects().ShouldBeEmpty();
        items.Plots().Length.ShouldBe(2_001);
        var plot = items.Plots().Single(plot => plot.RecordKey == "1");
        (plot.Row, plot.AreaSquareMetres, plot.Certificate!.Serial).ShouldBe((2_002, 120.5m, "BK 000003"));
        plot.Rows.ShouldBe([2_002, 1, 2_003]);
        plot.History.Select(version => (version.Version, version.AreaSquareMetres, version.Sheet, version.Plot, version.Address)).ShouldBe(
            [(1, 117m, "12", "345", "Tổ 1"), (2, 118.5m, "12", "345", "Tổ 1")]);
        plot.History[1].ValidFrom.ShouldBe(Instant.FromUtc(2016, 5, 1, 1, 0));
        plot.History[1].LandUses.ShouldBe([new SourceLandUse("ODT", 118.5m, "CNQ-CTT", "CN", null, "long-term")]);
        items[^1].ShouldBe(new FileEnded(2_003));
    }

    [Fact]
    public void versions_may_stand_in_one_certificate()
    {
        var plot = VbdlisFile.Read(VbdlisFile.Record("BK 1",
            VbdlisFile.Right(plot: VbdlisFile.Plot(1, marks: Old(1), area: "100")),
            VbdlisFile.Right(plot: VbdlisFile.Plot(1, marks: Newest)))).Plots().ShouldHaveSingleItem();
        (plot.AreaSquareMetres, plot.History.Single().AreaSquareMetres, plot.Holders.Length).ShouldBe((120.5m, 100m, 1));
    }

    [Fact]
    public void an_older_certificate_makes_its_plot_an_older_version()
    {
        var old = Record("BK 000001", 1, "\"version\":1,\"isLastest\":true").Replace("{\"soPhatHanh\"", "{\"isLastest\":false,\"soPhatHanh\"");
        var plot = VbdlisFile.Read(old, Record("BK 000002", 1, Newest)).Plots().ShouldHaveSingleItem();
        (plot.Certificate!.Serial, plot.History.Length).ShouldBe(("BK 000002", 1));
    }

    [Fact]
    public void two_newest_versions_of_one_plot_are_both_held_back()
    {
        var items = VbdlisFile.Read(Record("BK 1", 1, Newest), Record("BK 2", 2, Newest), Record("BK 3", 1, Old(1)), Record("BK 4", 1, Newest));
        items.Rejects().Select(reject => (reject.Row, reject.Column, reject.Code)).ShouldBe(
            [(1, Mark, "versions-contradict"), (3, Mark, "versions-contradict"), (4, Mark, "versions-contradict")]);
        items.Plots().Select(plot => plot.RecordKey).ShouldBe(["2"]);
    }

    [Fact]
    public void records_without_marks_do_not_contradict_and_are_handed_out_again()
    {
        var items = VbdlisFile.Read(Record("BK 000001", 1, "\"version\":1"), Record("BK 000002", 1, Newest), Record("BK 000003", 1, "\"x\":1"));
        items.Rejects().ShouldBeEmpty();
        items.Plots().Select(plot => plot.RecordKey).ShouldBe(["1", "1", "1"]);
    }

    [Fact]
    public void older_versions_alone_are_no_plot()
    {
        var items = VbdlisFile.Read(Record("BK 1", 1, Old(1)), Record("BK 2", 1, Old(2)));
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(1, "version-without-newest"), (2, "version-without-newest")]);
    }

    [Theory]
    [InlineData("\"24781\"", "\"00000\"", "commune-unknown")]
    [InlineData("\"ListDangKyQuyen\"", "\"soVaoSo\":[],\"ListDangKyQuyen\"", "element-malformed")]
    public void older_versions_are_held_back_with_the_newest(string change, string to, string code)
    {
        var bad = Record("BK 2", 1, Newest).Replace(change, to, StringComparison.Ordinal);
        var items = VbdlisFile.Read(Record("BK 1", 1, Old(1)), bad);
        items.Plots().ShouldBeEmpty();
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(2, code), (1, "row-of-rejected-plot")]);
    }

    [Fact]
    public void an_older_version_that_cannot_be_read_is_one_reject_of_its_own()
    {
        var broken = Record("BK 1", 1, Old(1)).Replace("\"soVaoSo\":\"CH03730\"", "\"soVaoSo\":{}", StringComparison.Ordinal);
        var items = VbdlisFile.Read(broken, Record("BK 2", 1, Newest), Record("BK 3", 1, Old(2)));
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(1, "element-malformed")]);
        items.Plots().Single().History.Select(version => version.Version).ShouldBe([2]);
        items.Plots().Single().Rows.ShouldBe([2, 3]);
    }

    [Fact]
    public void only_so_many_versions_are_kept_the_latest_ones()
    {
        var items = VbdlisFile.Read([.. Enumerable.Range(1, 40).Select(i => Record($"BK 0000{i:00}", 1, Old(i))), Record("BK 9", 1, Newest)]);
        items.Plots().Single().History.Select(version => version.Version)
            .ShouldBe(Enumerable.Range(41 - SourcePlot.MostVersions, SourcePlot.MostVersions).Cast<int?>());
    }

    private static string Record(string serial, int id, string marks, string area = "120.5") =>
        VbdlisFile.Record(serial, VbdlisFile.Right(plot: VbdlisFile.Plot(id, marks: marks, area: area)));

    private static string Old(int version, string more = "") => $"\"version\":{version},\"isLastest\":false{more}";
}
