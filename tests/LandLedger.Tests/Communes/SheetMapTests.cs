using LandLedger.Communes;
using LandLedger.Plots;
using LandLedger.Sources;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.PL3;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;
using CommuneList = LandLedger.Sources.CodeLists.Communes;

namespace LandLedger.Tests.Communes;

/// <summary>Where each plot goes by the table and the code lists, and what becomes of those that depend on each other.</summary>
public sealed class Where_plots_go
{
    private static readonly Guid Run = Guid.Parse("0198a000-0000-7000-8000-000000000007");

    [Fact]
    public void every_one_of_the_329_old_communes_has_its_answer()
    {
        string[] old = [.. OldCommunes.All.Select(one => one.Code).Distinct()];
        old.Length.ShouldBe(329);
        var divided = OldCommunes.All.Where(one => one.Split).Select(one => one.Code).Distinct().ToArray();
        var map = Map(CommuneCodes.Old, [.. old.Select((code, at) =>
            (string?[])[OldCommunes.Find(code).First().NewCode, $"{at + 1}", code, "1", null])]);
        foreach (var code in old)
        {
            map.Of(Number(code, "1")).To!.Commune.ShouldBe(OldCommunes.Find(code).First().NewCode);
            map.Of(Number(code, "2")).Code.ShouldBe(OldCommunes.KeepsSheets(code) ? null : divided.Contains(code) ? "commune-ambiguous" : "sheet-unmapped");
            Number(code, "1").Office().ShouldBe(divided.Contains(code) ? $"{code}@2004-07-08" : OldCommunes.Find(code).Single().NewCode);
        }

        map.Communes.Count.ShouldBe(329);
        OldCommunes.All.Select(one => one.NewCode).Distinct().Count().ShouldBe(124);
    }

    [Theory]
    [InlineData("22918", "12")]
    [InlineData("22915", "12")]
    [InlineData("22915", "13")]
    [InlineData("22978", "12")]
    [InlineData("22978", "99")]
    [InlineData("24616", "7")]
    public void a_file_read_through_the_table_says_the_same(string commune, string sheet)
    {
        var table = MapSheetTableTests.Table(["22918", "84", "22915", "12", null], ["22918", "85", "22915", "13", "1/500"],
            ["22918", "86", "22915", "13", "1/1000"], ["22972", "3", "22978", "12", null]);
        var read = new Pl3Reader(options: new SourceOptions { CommuneCodes = CommuneCodes.Old, MapSheets = table })
            .Read(new MemoryStream(new XlsxFile { Rows = Pl3File.NumberRow() + Pl3File.Row(7, ("B", commune), ("V", sheet)) }.Bytes())).ToList();
        var goes = new SheetMap(table, CommuneCodes.Old, "").Of(Number(commune, sheet));
        if (goes.To is { } to)
            read.Plots().Select(plot => (plot.Commune, plot.Sheet)).ShouldBe([(to.Commune, to.Sheet)]);
        else
            read.Rejects().Select(reject => reject.Code).ShouldBe([goes.Code]);
    }

    [Fact]
    public void numbers_of_two_lists_are_two_numbers()
    {
        var (old, present) = (Number("22918", "12"), Number("22918", "12") with { CodeListDate = CommuneList.ListDate });
        PlotNumberKey.Of(old).ShouldNotBe(PlotNumberKey.Of(present));
        PlotNumberKey.Of(present).ToString().ShouldBe("22918.12.5");
        PlotNumberKey.Of(old).ToString().ShouldBe("22918@2004-07-08.12.5");
        PlotNumberKey.CommunesOf("22918").ShouldBe(["22918", "22915@2004-07-08", "22918@2004-07-08", "22957@2004-07-08"], ignoreOrder: true);
        PlotNumberKey.CommunesOf("22972").ShouldNotContain("22978@2004-07-08");
    }

    [Fact]
    public void a_plot_that_stays_keeps_its_number_from_the_whole_line_behind_it()
    {
        var map = Map(CommuneCodes.New, ["24781", "2", "24781", "1", null], ["24781", "3", "24781", "2", null], ["24781", "4", "24781", "3", null]);
        var line = (PlotCard[])[Card("1"), Card("2"), Card("3")];
        Judge(map, line).ShouldBe(["2", "3", "4"]);
        Judge(map, line, Card("4")).ShouldBe(["number-taken", "number-taken", "number-taken"]);
    }

    [Fact]
    public void plots_that_swap_go_and_plots_that_would_share_stay()
    {
        var swapping = Map(CommuneCodes.New, ["24781", "2", "24781", "1", null], ["24781", "1", "24781", "2", null]);
        Judge(swapping, [Card("1"), Card("2")]).ShouldBe(["2", "1"]);
        var sharing = Map(CommuneCodes.New, ["24781", "9", "24781", "1", null], ["24781", "9", "24781", "2", null], ["24781", "1", "24781", "3", null]);
        Judge(sharing, [Card("1"), Card("2"), Card("3")]).ShouldBe(["number-shared", "number-shared", "number-taken"]);
        sharing.Rivals(new("24781", "1", "5"), new("24781", "9", "5")).ShouldBe([new("24781", "2", "5")]);
    }

    [Fact]
    public void a_sheet_that_a_commune_keeps_is_a_rival_of_one_that_the_table_sends_there()
    {
        var map = Map(CommuneCodes.Old, ["24616", "9", "24616", "5", null]);
        map.Rivals(PlotNumberKey.Of(Number("24616", "5")), new("24616", "9", "5")).ShouldBe([new("24616@2004-07-08", "9", "5")]);
    }

    private static SheetMap Map(CommuneCodes codes, params string?[][] rows) => new(MapSheetTableTests.Table(rows), codes, "sha");

    private static PlotNumber Number(string commune, string sheet) => new(commune, OldCommunes.ListDate, sheet, "5");

    private static PlotCard Card(string sheet) =>
        new() { Id = Guid.CreateVersion7(), PlotNumber = new("24781", CommuneList.ListDate, sheet, "5") };

    private static string[] Judge(SheetMap map, PlotCard[] plots, params PlotCard[] others) =>
    [
        .. Judgement.Of(RenumberingPlan.Of(new() { Id = Run }, map), plots, others).Select(plot => plot.To?.Sheet ?? plot.Code!),
    ];
}
