using LandLedger.Sources;
using LandLedger.Sources.PL3;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

/// <summary>Where the data of a PL3 file begins and ends, and which rows belong together.</summary>
public sealed class Pl3SheetTests
{
    [Fact]
    public void husband_and_wife_are_one_plot_with_two_holders()
    {
        var items = Pl3File.Read(
            Pl3File.Row(7, ("M", "Vợ chồng"), ("N", "Chồng")), Pl3File.WifeRow(8), Pl3File.Row(9, ("C", "BK 222222"), ("W", "346")));

        items.Plots().Select(plot => plot.Rows).ShouldBe([[7, 8], [9]]);
        items.Plots()[0].Holders.Select(holder => (holder.Role, holder.Sex, holder.CitizenId))
            .ShouldBe([("spouse", "male", Pl3File.Husband), ("spouse", "female", Pl3File.Wife)]);
        items[^1].ShouldBe(new FileEnded(3));
    }

    [Fact]
    public void a_bad_row_of_a_couple_holds_the_whole_plot_back()
    {
        var items = Pl3File.Read(Pl3File.Row(7), Pl3File.WifeRow(8, ("K", "6.8E+10")), Pl3File.Row(9, ("C", "BK 222222"), ("W", "346")));

        items.Rejects().Select(reject => (reject.Row, reject.Code, reject.Read))
            .ShouldBe([(7, "row-of-rejected-plot", "row 8"), (8, "id-in-exponent", "6.8E+10")]);
        items.Plots().ShouldHaveSingleItem().Row.ShouldBe(9);
    }

    [Theory]
    [InlineData("C", null, "required-missing")]
    [InlineData("B", "=", "formula-cell")]
    [InlineData("W", "=", "formula-cell")]
    [InlineData("B", "247810", "commune-unknown")]
    public void also_when_the_bad_cell_names_the_plot(string column, string? cell, string code)
    {
        var bad = cell == "=" ? $"""<c r="{column}8"><f>A1</f><v>1</v></c>""" : cell;
        var items = Pl3File.Read(Pl3File.Row(7), Pl3File.WifeRow(8, (column, bad)));
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(7, "row-of-rejected-plot"), (8, code)]);
    }

    [Fact]
    public void a_second_person_under_merged_cells_holds_the_plot_back()
    {
        var wifeOnly = "<row r=\"8\">" + XlsxFile.Text("H8", "Trần Thị Hai") + XlsxFile.Text("K8", Pl3File.Wife) + "</row>";
        Pl3File.Read(Pl3File.Row(7), wifeOnly).Rejects().Select(reject => (reject.Row, reject.Code))
            .ShouldBe([(7, "row-of-rejected-plot"), (8, "required-missing")]);
    }

    [Fact]
    public void rows_of_one_plot_must_agree_on_it() =>
        Pl3File.Read(Pl3File.Row(7), Pl3File.WifeRow(8, ("Y", "120,7"))).Rejects().Select(reject => (reject.Row, reject.Code, reject.Read))
            .ShouldBe([(7, "row-of-rejected-plot", "row 8"), (8, "rows-disagree", "row 7")]);

    [Fact]
    public void the_same_person_twice_is_one_holder()
    {
        var plot = Pl3File.Read(Pl3File.Row(7), Pl3File.Row(8)).Plots().ShouldHaveSingleItem();
        plot.Holders.Length.ShouldBe(1);
        plot.Warnings.ShouldBe(["full-name:holder-repeated"]);
    }

    [Fact]
    public void a_plot_with_endless_holders_is_held_back()
    {
        var rows = Enumerable.Range(7, 600).Select(row => Pl3File.Row(row, ("K", $"068085{row:000000}"))).ToArray();
        var items = Pl3File.Read(rows);
        items.Plots().ShouldBeEmpty();
        items.Rejects().Select(reject => reject.Row).Distinct().Count().ShouldBe(600);
        items.Rejects().Count(reject => reject.Code == "too-many-holders").ShouldBeGreaterThan(90);
    }

    [Fact]
    public void the_running_number_may_be_a_formula_and_blank_rows_and_leftovers_are_skipped()
    {
        var items = Pl3File.Read(
            Pl3File.Row(7, ("A", """<c r="A7"><f>ROW()-6</f><v>1</v></c>""")),
            """<row r="8"><c r="A8"><v>2</v></c><c r="B8" s="3"/><c r="AO8" t="inlineStr"><is><t>nhà cấp 4</t></is></c></row>""",
            """<row r="9"><c r="B9" t="inlineStr"><is><t> </t></is></c><c r="Y9"><f>SUM(AA9)</f></c><c r="BC9"><v>5</v></c></row>""",
            Pl3File.Row(30, ("C", "BK 222222"), ("W", "346"), ("A", null)));

        items.Plots().Select(plot => plot.Row).ShouldBe([7, 30]);
        items[^1].ShouldBe(new FileEnded(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(10)]
    public void data_begin_below_the_row_of_field_numbers(int row)
    {
        var title = row > 1 ? """<row r="1"><c r="A1" t="inlineStr"><is><t>PHỤ LỤC 3</t></is></c></row>""" : "";
        Pl3File.Read(new XlsxFile { Rows = title + Pl3File.NumberRow(row) + Pl3File.Row(row + 1) }).Plots().Length.ShouldBe(1);
    }

    [Fact]
    public void the_shorter_form_of_2025_has_the_same_start()
    {
        var numbers = "<row r=\"6\">" + string.Concat(Enumerable.Range(1, 30).Where(column => column is < 14 or > 22)
            .Select(column => XlsxFile.Text($"{LandLedger.Sources.Xlsx.ColumnName.Of(column)}6", $"({column})"))) + "</row>";
        Pl3File.Read(new XlsxFile { Rows = numbers + Pl3File.Row(7) }).Plots().Length.ShouldBe(1);
    }

    [Fact]
    public void permuted_columns_are_read_by_their_printed_numbers()
    {
        // Name and issue number change places; the plot's area moves behind everything.
        string Moved(string row) => System.Text.RegularExpressions.Regex.Replace(row, "r=\"([A-Z]+)([0-9]+)\"", match =>
            $"r=\"{(match.Groups[1].Value switch { "C" => "H", "H" => "C", "Y" => "BC", var other => other })}{match.Groups[2].Value}\"");
        string First(string text, string pattern) => System.Text.RegularExpressions.Regex.Match(text, pattern).Value;
        string Sorted(string row) => First(row, "^<row[^>]*>") + string.Concat(System.Text.RegularExpressions.Regex
            .Matches(row, "<c .*?</c>").Select(match => match.Value)
            .OrderBy(cell => LandLedger.Sources.Xlsx.ColumnName.Index(First(cell, "[A-Z]+")))) + "</row>";
        var items = Pl3File.Read(new XlsxFile
        {
            Rows = Sorted(Moved(Pl3File.NumberRow(2))) + Sorted(Moved(Pl3File.Row(3)))
                + Sorted(Moved(Pl3File.Row(4, ("C", "BK 222222"), ("Y", "x")))),
        });
        var plot = items.Plots().ShouldHaveSingleItem();
        (plot.Row, plot.Certificate!.Serial, plot.Holders[0].FullName, plot.AreaSquareMetres)
            .ShouldBe((3, "BK 123456", "Nguyễn Văn Một", 120.5m));
        items.Rejects().Select(reject => (reject.Column, reject.Code)).ShouldBe([("BC plot-area", "area-unreadable")]);
    }

    [Fact]
    public void without_numbers_the_machine_names_decide()
    {
        string[] names =
        [
            "stt", "madvhc", "sophathanhgcn", "ngaycapgcn", "sovaosogcn", "tentochuc", "madinhdanhtochuc", "hovatenchusudung",
            "ngaythangnamsinh", "gioitinh", "sodinhdanhcanhan", "diachithuongtru", "phapnhantrengcn", "vaitrophapnhan",
            "tenchusudunghientai", "sodinhdanh_chusudunghientai", "diachi_chusudunghientai", "lydothaydoi", "madinhdanhthuadat",
            "soto_gcn", "sothua_gcn", "soto", "sothua", "diachi_thuadat", "dientichthuadat", "loaidat1", "dientich1", "nguongoc1",
            "hinhthucsudung1", "thoihansudung1",
        ];
        string Heading(int row, string[] of) => $"<row r=\"{row}\">" + string.Concat(of.Select((name, at) =>
            XlsxFile.Text($"{LandLedger.Sources.Xlsx.ColumnName.Of(at)}{row}", name))) + "</row>";
        Pl3File.Read(new XlsxFile { Rows = Heading(3, names) + Pl3File.Row(4) }).Plots().Select(plot => plot.RecordKey)
            .ShouldBe(["24781.12.345/BK 123456"]);
        Refusal(new XlsxFile { Rows = Heading(3, [.. names.Where(name => name != "hovatenchusudung")]) + Pl3File.Row(4) })
            .ShouldBe("column-missing");
    }

    [Fact]
    public void columns_behind_the_form_do_not_matter()
    {
        string More(string row, params string[] cells) => row.Replace("</row>", string.Concat(cells.Select((cell, at) =>
            XlsxFile.Text($"{LandLedger.Sources.Xlsx.ColumnName.Of(50 + at)}{(row.Contains("r=\"6\"") ? 6 : 7)}", cell))) + "</row>");
        Pl3File.Read(new XlsxFile
        {
            Rows = More(Pl3File.NumberRow(), "sogiayto1", "loaigiayto1", "52", "53", "54", "55", "56") + More(Pl3File.Row(7), "1", "x"),
        }).Plots().Length.ShouldBe(1);
    }

    [Fact]
    public void shifted_columns_are_noticed()
    {
        var shifted = Pl3File.NumberRow().Replace("<c r=\"Y6\" s=\"0\"><v>24</v></c>", "<c r=\"Y6\"><v>25</v></c>");
        var refusal = Should.Throw<UnreadableFile>(() => Pl3File.Read(new XlsxFile { Rows = shifted + Pl3File.Row(7) }));
        refusal.Code.ShouldBe("header-unknown");
        refusal.Message.ShouldContain("Y6");

        Refusal(new XlsxFile { Rows = Pl3File.Row(7) }).ShouldBe("header-unknown");
        Refusal(new XlsxFile { Rows = Pl3File.NumberRow(11) + Pl3File.Row(12) }).ShouldBe("header-unknown");
    }

    [Theory]
    [InlineData("Sheet1", "", "", "sheet-not-found")]
    [InlineData("PL3-01", "state=\"hidden\"", "", "sheet-hidden")]
    [InlineData("PL3-01", "state=\"veryHidden\"", "", "sheet-hidden")]
    [InlineData("PL3-02", "", "<sheet name=\"PL3-03\" sheetId=\"9\"/>", "worksheet-ambiguous")]
    public void the_sheet_is_found_by_name_or_refused(string name, string attributes, string others, string code) =>
        Refusal(new XlsxFile { SheetName = name, SheetAttributes = attributes, OtherSheets = others }).ShouldBe(code);

    [Fact]
    public void another_sheet_in_front_does_not_matter() =>
        Pl3File.Read(new XlsxFile
        {
            OtherSheets = "<sheet name=\"PL8\" sheetId=\"9\"/><sheet name=\"PL3-02\" sheetId=\"8\"/>",
            Rows = Pl3File.NumberRow() + Pl3File.Row(7),
        }).Plots().Length.ShouldBe(1);

    [Fact]
    public void a_refusal_speaks_both_languages()
    {
        var refusal = Should.Throw<UnreadableFile>(() => Pl3File.Read(new XlsxFile { SheetName = "Sheet1" }));
        refusal.Message.ShouldBe("The sheet to be read was not found. (PL3-01: Sheet1)");
        refusal.MessageVi.ShouldBe("Không tìm thấy trang tính cần đọc. (PL3-01: Sheet1)");
    }

    private static string Refusal(XlsxFile file) => Should.Throw<UnreadableFile>(() => Pl3File.Read(file)).Code;
}
