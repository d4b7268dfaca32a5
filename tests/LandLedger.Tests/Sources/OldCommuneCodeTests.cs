using LandLedger.Sources;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.MapSheets;
using LandLedger.Sources.PL3;
using LandLedger.Sources.Vbdlis;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class OldCommuneCodeTests
{
    private static readonly MapSheetTable Table = MapSheetTableTests.Table(
        ["22918", "84", "22915", "12", "1/1000"], ["22972", "3", "22978", "12", "1/1000"], ["22972", "4", "22978", "13", "1/500"],
        ["22978", "5", "22978", "13", "1/1000"], ["24781", "7", "22915", "14", "1/1000"]);

    [Fact]
    public void five_communes_keep_their_sheets() =>
        OldCommunes.All.Select(old => old.Code).Distinct().Where(OldCommunes.KeepsSheets).Order()
            .ShouldBe(["24616", "24620", "24736", "24985", "25114"]);

    [Theory]
    [InlineData("24616", "12", "24616", "12")]
    [InlineData("22915", "12", "22918", "84")]
    [InlineData("22978", "12", "22972", "3")]
    public void an_old_code_and_sheet_become_todays(string commune, string sheet, string newCommune, string newSheet)
    {
        var plot = Read(Table, ("B", commune), ("V", sheet)).Plots().ShouldHaveSingleItem();
        (plot.Commune, plot.Sheet, plot.Plot).ShouldBe((newCommune, newSheet, "345"));
        (plot.FormerCommune, plot.FormerSheet, plot.FormerPlot).ShouldBe((commune, sheet, "345"));
    }

    [Theory]
    [InlineData("22918", "12", true, "V sheet", "sheet-unmapped", "22918.12 -> 22918")]
    [InlineData("22915", "12", false, "V sheet", "sheet-unmapped", "22915.12 -> 22918")]
    [InlineData("22915", "14", true, "V sheet", "sheet-unmapped", "22915.14 -> 24781.7, 22915 -> 22918")]
    [InlineData("22978", "13", true, "V sheet", "sheet-ambiguous", "22978.13 -> 22972.4, 22978.5")]
    [InlineData("22978", "12", false, "B commune", "commune-ambiguous", "22978 -> 22972, 22978")]
    [InlineData("23053", "99", true, "B commune", "commune-ambiguous", "23053 -> 23041, 23053")]
    [InlineData("99999", "12", true, "B commune", "commune-unknown", "99999")]
    public void what_cannot_be_said_is_rejected_with_its_candidates(
        string commune, string sheet, bool withTable, string column, string code, string read) =>
        Read(withTable ? Table : null, ("B", commune), ("V", sheet)).Rejects()
            .Select(reject => (reject.Row, reject.Column, reject.Code, reject.Read, reject.Personal)).ShouldBe([(7, column, code, read, false)]);

    [Fact]
    public void the_same_code_means_another_commune_by_default() =>
        Pl3File.Read(Pl3File.Row(7, ("B", "22918"))).Plots().Select(plot => (plot.Commune, plot.FormerCommune)).ShouldBe([("22918", null)]);

    [Fact]
    public void a_profile_says_which_list_and_a_row_may_say_otherwise()
    {
        var profile = IlisFile.Profile("\"certificateRequired\"", "\"communeCodes\": \"old\", \"certificateRequired\"");
        IlisFile.Read(IlisFile.Header + IlisFile.Line(), profile).Rejects().Select(reject => reject.Code).ShouldBe(["sheet-unmapped"]);
        Should.Throw<UnreadableFile>(() => IlisFile.Profile("\"certificateRequired\"", "\"communeCodes\": \"all\", \"certificateRequired\""))
            .Message.ShouldContain("communeCodes");

        var dated = IlisFile.Profile("\"MA_XA\": \"commune\"", "\"MA_XA\": \"commune\", \"GHI_CHU\": \"commune-date\"");
        string Line(string plot, string date) => IlisFile.Line(plot).Replace(";x\n", $";{date}\n").Replace("BK 123456", $"BK 0000{plot[..2]}");
        var items = IlisFile.Read(IlisFile.Header + Line("11", "30/06/2025") + Line("12", "01/07/2025") + Line("13", "2019") + Line("14", ""), dated);
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(2, "sheet-unmapped"), (4, "sheet-unmapped")]);
        items.Plots().Select(plot => plot.Plot).ShouldBe(["12", "14"]);
    }

    [Fact]
    public void the_scale_decides_where_a_commune_had_two_sets_of_sheets()
    {
        var record = VbdlisFile.Record("BK 1", VbdlisFile.Right(plot: VbdlisFile.Plot(more: ",\"tyLe\":\"1/500\"")
            .Replace("\"24781\"", "22978").Replace("\"12\"", "13")));
        var reader = new VbdlisReader(new SourceOptions { CommuneCodes = CommuneCodes.Old, MapSheets = Table });
        var plot = reader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(VbdlisFile.File(record)))).ToList().Plots().Single();
        (plot.Commune, plot.Sheet, plot.FormerCommune, plot.FormerSheet).ShouldBe(("22972", "4", "22978", "13"));
    }

    private static List<SourceItem> Read(MapSheetTable? table, params (string, string?)[] changes) =>
    [
        .. new Pl3Reader(options: new SourceOptions { CommuneCodes = CommuneCodes.Old, MapSheets = table })
            .Read(new MemoryStream(new XlsxFile { Rows = Pl3File.NumberRow() + Pl3File.Row(7, changes) }.Bytes())),
    ];
}
