using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Ilis;
using LandLedger.Sources.PL3;
using LandLedger.Sources.Profiles;
using LandLedger.Sources.Vbdlis;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class BadInputTests
{
    private static readonly MappingProfile Ilis = MappingProfile.Shipped("vnpt-ilis-1");

    [Theory]
    [InlineData("PL3", "{\"data\":[]}", "JSON")]
    [InlineData("PL3", "\n <HoSoXml/>", "XML")]
    [InlineData("PL3", "MA_XA;SO_TO;SO_THUA\n1;2;3\n", ".csv")]
    [InlineData("VBDLIS", "MA_XA;SO_TO;SO_THUA\n1;2;3\n", ".csv")]
    [InlineData("VBDLIS", "PK\u0003\u0004abc", ".xlsx")]
    [InlineData("VNPT-iLIS", "[{\"soPhatHanh\":1}]", "JSON")]
    [InlineData("VNPT-iLIS", "<?xml version=\"1.0\"?><HoSoXml/>", "XML")]
    public void a_file_of_another_system_is_refused_and_named(string system, string text, string looksLike)
    {
        ISourceReader reader = system switch { "PL3" => new Pl3Reader(), "VBDLIS" => new VbdlisReader(), _ => new IlisReader(Ilis) };
        var refusal = Should.Throw<UnreadableFile>(() => reader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))).ToList());
        refusal.Code.ShouldBe("wrong-system");
        refusal.Message.ShouldContain(looksLike);
    }

    [Fact]
    public void a_campaign_form_given_to_the_other_system_is_named() =>
        Should.Throw<UnreadableFile>(() => ReadIlis(new XlsxFile { Rows = Pl3File.NumberRow() + Pl3File.Row(7) })).Message.ShouldContain("PL3");

    [Fact]
    public void a_text_table_may_come_as_a_workbook()
    {
        var rows = Sheet(1, "Danh sách thửa đất") + Sheet(3, IlisFile.Header.Trim().Split(';')) + Sheet(4, IlisFile.Line().Trim().Split(';'))
            + Sheet(5, IlisFile.Line(plot: "346", area: "x").Trim().Split(';'));
        var items = ReadIlis(new XlsxFile { SheetName = "Sheet1", Rows = rows });
        items.Plots().Select(plot => (plot.Row, plot.RecordKey, plot.Holders[0].FullName)).ShouldBe([(4, "24781.12.345/BK 123456", "Nguyễn Thị Thuý")]);
        items.Rejects().Select(reject => (reject.Row, reject.Column, reject.Code)).ShouldContain((5, "DIEN_TICH", "area-unreadable"));
        items[^1].ShouldBe(new FileEnded(2));

        var named = IlisFile.Profile("\"lineBreaksInQuotes\"", "\"sheets\": [\"Thửa\"], \"lineBreaksInQuotes\"");
        Should.Throw<UnreadableFile>(() => ReadIlis(new XlsxFile { SheetName = "Sheet1", Rows = rows }, named)).Code.ShouldBe("sheet-not-found");
        ReadIlis(new XlsxFile { SheetName = "Thửa", Rows = rows }, named).Plots().Length.ShouldBe(1);
    }

    [Fact]
    public void a_reject_carries_the_row_and_does_not_print_it()
    {
        var line = IlisFile.Line(area: "x");
        var csv = IlisFile.Read(IlisFile.Header + IlisFile.Line() + line.Replace("BK 123456", "BK 222222")).Rejects();
        csv.ShouldAllBe(reject => reject.Original == line.Replace("BK 123456", "BK 222222").Trim());
        string.Join('\n', csv.Select(reject => reject.ToString())).ShouldNotContain("Nguyễn");

        Pl3File.Read(Pl3File.Row(7, ("J", "Khác"), ("L", "Tổ 1, \"A\""))).Rejects().Single().Original!
            .ShouldStartWith(",24781,BK 123456,15/10/2013,CH03730,,,Nguyễn Văn Một,01/02/1985,Khác,068085000011,\"Tổ 1, \"\"A\"\"\",Cá nhân");

        var record = VbdlisFile.Record("BK 1", VbdlisFile.Right()).Replace("24781", "00000");
        VbdlisFile.Read(record).Rejects().Single().Original.ShouldBe(record);
    }

    [Fact]
    public void a_long_row_is_cut_between_characters()
    {
        var line = IlisFile.Line(name: new string('ễ', 20_000), area: "x");
        var original = IlisFile.Read(IlisFile.Header + line).Rejects()[0].Original!;
        Encoding.UTF8.GetByteCount(original).ShouldBeInRange(Reject.MostOriginalBytes - 4, Reject.MostOriginalBytes);
        line.ShouldStartWith(original);
    }

    [Fact]
    public void a_row_of_a_megabyte_is_one_reject()
    {
        var items = IlisFile.Read(IlisFile.Header + IlisFile.Line(name: new string('x', 1_000_000)) + IlisFile.Line("346", serial: "BK 222222"));
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(2, "text-too-long")]);
        items.Plots().Length.ShouldBe(1);
    }

    [Fact]
    public void invisible_characters_and_decomposed_letters_do_not_matter()
    {
        var name = "Nguyễn\u200B Thị\u00A0Thuý".Normalize(NormalizationForm.FormD) + "\uFEFF";
        IlisFile.Read(IlisFile.Header + IlisFile.Line(name: name)).Plots().Single().Holders[0].FullName.ShouldBe("Nguyễn Thị Thuý");
    }

    [Fact]
    public void the_same_plot_twice_comes_out_twice_and_neighbours_that_disagree_are_held_back()
    {
        var items = IlisFile.Read(IlisFile.Header + IlisFile.Line() + IlisFile.Line("346", serial: "BK 222222") + IlisFile.Line(area: "99")
            + IlisFile.Line("347", serial: "BK 333333") + IlisFile.Line("347", serial: "BK 333333", area: "98", id: "068185000012"));
        items.Plots().Select(plot => (plot.RecordKey, plot.AreaSquareMetres)).ShouldBe(
            [("24781.12.345/BK 123456", 120.5m), ("24781.12.346/BK 222222", 120.5m), ("24781.12.345/BK 123456", 99m)]);
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(5, "row-of-rejected-plot"), (6, "rows-disagree")]);
    }

    private static List<SourceItem> ReadIlis(XlsxFile file, MappingProfile? profile = null) =>
        [.. new IlisReader(profile ?? Ilis).Read(new MemoryStream(file.Bytes()))];

    private static string Sheet(int row, params string[] cells) => $"<row r=\"{row}\">" + string.Concat(cells.Select((cell, at) =>
        XlsxFile.Text($"{LandLedger.Sources.Xlsx.ColumnName.Of(at)}{row}", cell))) + "</row>";
}
