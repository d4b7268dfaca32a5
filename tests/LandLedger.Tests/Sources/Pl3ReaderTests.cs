using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.PL3;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class Pl3ReaderTests
{
    [Fact]
    public void a_good_row_becomes_a_plot_in_codes()
    {
        var items = Pl3File.Read(Pl3File.Row(7));

        var plot = items.Plots().ShouldHaveSingleItem();
        plot.System.ShouldBe("PL3");
        (plot.Row, plot.RecordKey).ShouldBe((7, "24781.12.345/BK 123456"));
        (plot.Commune, plot.Sheet, plot.Plot, plot.PlotCode).ShouldBe(("24781", "12", "345", null));
        plot.AreaSquareMetres.ShouldBe(120.5m);
        plot.LandUses.ShouldBe([new SourceLandUse("ODT", 120.5m, "CNQ-CTT", null, "private", "long-term")]);
        plot.Certificate.ShouldBe(new SourceCertificate("BK 123456", new LocalDate(2013, 10, 15), "CH03730", "BK 123456-GCN.pdf"));
        plot.Holders.ShouldBe([new SourceHolder("individual", "owner", "Nguyễn Văn Một", new LocalDate(1985, 2, 1), 1985, "male",
            Pl3File.Husband, null, "Tổ 1, Phường Một", null)]);
        plot.Warnings.ShouldBeEmpty();
        items[^1].ShouldBe(new FileEnded(1));
    }

    [Fact]
    public void nothing_printed_shows_a_person()
    {
        var items = Pl3File.Read(
            Pl3File.Row(7), Pl3File.Row(8, ("C", "BK 222222"), ("I", "một ngày")), Pl3File.Row(9, ("V", "068085000011 x")));

        var printed = string.Join('\n', items) + items.Plots()[0].Holders[0] + items.Plots()[0];
        printed.ShouldContain("***");
        foreach (var personal in new[] { "Nguyễn", "0680", "1985", "một ngày", "Tổ 1" })
            printed.ShouldNotContain(personal);
    }

    [Theory]
    [InlineData("007", "03-1")]
    [InlineData("12", "PL9")]
    [InlineData("A1", "345a")]
    public void sheet_and_plot_numbers_stay_as_written(string sheet, string plot) =>
        Pl3File.Read(Pl3File.Row(7, ("V", sheet), ("W", plot))).Plots().Select(p => (p.Sheet, p.Plot)).ShouldBe([(sheet, plot)]);

    [Fact]
    public void numbers_on_the_certificate_serve_when_the_map_has_none()
    {
        var items = Pl3File.Read(Pl3File.Row(7, ("V", null), ("W", " ")));
        items.Plots().Select(plot => (plot.Sheet, plot.Plot)).ShouldBe([("5", "17")]);
        items.Plots()[0].Warnings.ShouldBe(["sheet:number-from-certificate"]);

        // Sheet of one map and plot of another would name a third plot.
        Pl3File.Read(Pl3File.Row(7, ("W", null))).Rejects().Select(reject => (reject.Column, reject.Code))
            .ShouldBe([("W plot", "required-missing")]);
    }

    [Theory]
    [InlineData("Z", "Đất vườn", "land-purpose-unknown", "Z purpose-1")]
    [InlineData("Z", "Đất ở", "land-purpose-ambiguous", "Z purpose-1")]
    [InlineData("AB", "Ông bà để lại", "origin-unknown", "AB origin-1")]
    [InlineData("AC", "Cho thuê", "form-unknown", "AC form-1")]
    [InlineData("AD", "50 năm", "term-unknown", "AD term-1")]
    [InlineData("B", "247373", "commune-unknown", "B commune")]
    [InlineData("D", "31/02/2013", "date-unreadable", "D issued-on")]
    [InlineData("I", "1/13/1985", "date-unreadable", "I birth-date")]
    [InlineData("Y", "một trăm", "area-unreadable", "Y plot-area")]
    [InlineData("AA", "119,9", "areas-do-not-sum", "Y plot-area")]
    [InlineData("Y", "0", "area-unreadable", "Y plot-area")]
    [InlineData("K", "6.80E+10", "id-in-exponent", "K citizen-id")]
    [InlineData("J", "Khác", "sex-unknown", "J sex")]
    [InlineData("M", "Bạn", "holder-kind-unknown", "M holder-kind")]
    [InlineData("N", "Bạn", "role-unknown", "N role")]
    [InlineData("S", "w6j5uj94pg7", "plot-code-unreadable", "S plot-code")]
    [InlineData("H", "_x0000_Nguyễn", "control-character", "H full-name")]
    [InlineData("C", null, "required-missing", "C certificate-serial")]
    [InlineData("H", null, "required-missing", "H full-name")]
    [InlineData("Z", null, "required-missing", "Z purpose-1")]
    [InlineData("AA", null, "required-missing", "AA area-1")]
    [InlineData("AE", "Đất trồng cây lâu năm", "required-missing", "AF area-2")]
    [InlineData("Y", """<c r="Y7"><f>SUM(AA7)</f><v>120.5</v></c>""", "formula-cell", "Y plot-area")]
    [InlineData("H", """<c r="H7" t="str"><f>G7&amp;""</f><v>Nguyễn Văn Một</v></c>""", "formula-cell", "H full-name")]
    [InlineData("X", """<c r="X7" t="e"><v>#N/A</v></c>""", "error-cell", "X plot-address")]
    [InlineData("X", """<c r="X7" t="s"><v>9</v></c>""", "error-cell", "X plot-address")]
    [InlineData("V", "068085000011", "number-unreadable", "V sheet")]
    [InlineData("W", "tờ 5 thửa 6", "number-unreadable", "W plot")]
    [InlineData("W", """<c r="W7" s="1"><v>45000</v></c>""", "number-became-date", "W plot")]
    [InlineData("D", """<c r="D7" s="1"><v>59</v></c>""", "date-unreadable", "D issued-on")]
    [InlineData("D", """<c r="D7" s="1"><v>99999999</v></c>""", "date-unreadable", "D issued-on")]
    [InlineData("D", """<c r="D7"><v>41562</v></c>""", "date-unreadable", "D issued-on")]
    [InlineData("K", """<c r="K7"><v>6.8085000011E+10</v></c>""", "id-in-exponent", "K citizen-id")]
    [InlineData("H", "Nguy\u0435n V\u0103n M\u1ED9t", "homoglyph", "H full-name")]
    [InlineData("H", "\u00D0\u1EB7ng M\u1ED9t", "homoglyph", "H full-name")]
    [InlineData("V", "\u03911", "homoglyph", "V sheet")]
    [InlineData("K", """<c r="K7"><v>68085000011.5</v></c>""", "id-unreadable", "K citizen-id")]
    [InlineData("K", """<c r="K7"><v>680850000110000000</v></c>""", "id-damaged-by-excel", "K citizen-id")]
    public void a_bad_cell_holds_its_row_back_with_place_and_code(string column, string? cell, string code, string where)
    {
        var items = Pl3File.Read(Pl3File.Row(7, (column, cell)), Pl3File.Row(8, ("C", "BK 222222"), ("W", "346")));

        var reject = items.Rejects().ShouldHaveSingleItem();
        (reject.Row, reject.Code, reject.Column).ShouldBe((7, code, where));
        items.Plots().ShouldHaveSingleItem().Row.ShouldBe(8);
        items[^1].ShouldBe(new FileEnded(2));
        ReadingCodes.Find(code)!.Kind.ShouldBe("row");
    }

    [Fact]
    public void one_row_gives_all_its_reasons_and_says_which_are_personal()
    {
        var rejects = Pl3File.Read(Pl3File.Row(7, ("I", "xx"), ("Z", "Đất vườn"), ("V", "068085000011"), ("W", null))).Rejects();

        rejects.Select(reject => (reject.Code, reject.Read, reject.Personal)).ShouldBe([
            ("number-unreadable", Pl3File.Husband, true), ("date-unreadable", "xx", true), ("required-missing", "", false),
            ("land-purpose-unknown", "Đất vườn", false)]);
        Pl3File.Read(Pl3File.Row(7, ("B", "068085000011"))).Rejects()[0].Personal.ShouldBeTrue();
        Pl3File.Read(Pl3File.Row(7, ("AC", "Nguyễn Văn Một"))).Rejects()[0].Personal.ShouldBeTrue();
    }

    [Theory]
    [InlineData("15/10/2013", 2013, 10, 15)]
    [InlineData("5-1-2013", 2013, 1, 5)]
    [InlineData("05.01.2013", 2013, 1, 5)]
    [InlineData("""<c r="D7" s="1"><v>41562</v></c>""", 2013, 10, 15)]
    [InlineData("""<c r="D7" s="4"><v>41562.75</v></c>""", 2013, 10, 15)]
    [InlineData("""<c r="D7" t="d"><v>2013-10-15</v></c>""", 2013, 10, 15)]
    public void dates_are_texts_or_real_dates(string cell, int year, int month, int day) =>
        Pl3File.Read(Pl3File.Row(7, ("D", cell))).Plots()[0].Certificate!.IssuedOn.ShouldBe(new LocalDate(year, month, day));

    [Theory]
    [InlineData("1985")]
    [InlineData("00/00/1985")]
    [InlineData("""<c r="I7"><v>1985</v></c>""")]
    public void a_birth_may_be_known_by_its_year(string cell)
    {
        var holder = Pl3File.Read(Pl3File.Row(7, ("I", cell))).Plots()[0].Holders[0];
        (holder.BirthDate, holder.BirthYear).ShouldBe((null, 1985));
    }

    [Fact]
    public void dates_of_a_1904_workbook_are_not_four_years_off()
    {
        var row = Pl3File.Row(7, ("D", """<c r="D7" s="1"><v>40100</v></c>"""));
        var items = Pl3File.Read(new XlsxFile { Rows = Pl3File.NumberRow() + row, WorkbookProperties = "date1904=\"1\"" });
        items.Plots()[0].Certificate!.IssuedOn.ShouldBe(new LocalDate(2013, 10, 15));
    }

    [Theory]
    [InlineData("068085000001", "068085000001", null, null)]
    [InlineData("068 085 000 001", "068085000001", null, null)]
    [InlineData("""<c r="K7"><v>68085000001</v></c>""", "68085000001", null, "citizen-id:id-was-number citizen-id:id-length")]
    [InlineData("""<c r="K7" s="2"><v>68085000001</v></c>""", "068085000001", null, null)]
    [InlineData("250123456", null, "250123456", null)]
    [InlineData("06808500001", "06808500001", null, "citizen-id:id-length")]
    [InlineData("CMQĐ 12345", "CMQĐ 12345", null, "citizen-id:id-length")]
    [InlineData(null, null, null, null)]
    public void an_id_keeps_what_is_known_of_it(string? cell, string? citizenId, string? oldId, string? warnings)
    {
        var plot = Pl3File.Read(Pl3File.Row(7, ("K", cell))).Plots()[0];
        (plot.Holders[0].CitizenId, plot.Holders[0].OldIdNumber).ShouldBe((citizenId, oldId));
        string.Join(' ', plot.Warnings).ShouldBe(warnings ?? "");
    }

    [Theory]
    [InlineData("120,5", "120.5")]
    [InlineData("120.50", "120.5")]
    [InlineData("1.200,5", "1200.5")]
    [InlineData("1,200.5 m2", "1200.5")]
    [InlineData("1.200.300", "1200300")]
    [InlineData("120 m²", "120")]
    [InlineData("0.125", "0.125")]
    [InlineData("1.200", "1200")]
    [InlineData("""<c r="{0}"><v>29.160000000000004</v></c>""", "29.16")]
    public void areas_are_read_as_people_write_them(string cell, string squareMetres)
    {
        var items = Pl3File.Read(Pl3File.Row(7, ("Y", cell.Replace("{0}", "Y7")), ("AA", cell.Replace("{0}", "AA7"))));
        var area = items.Plots()[0].AreaSquareMetres;
        area.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(squareMetres);
        items.Plots()[0].Warnings.Contains("plot-area:area-ambiguous").ShouldBe(cell == "1.200");
    }

    [Theory]
    [InlineData("1.20.300")]
    [InlineData("12,34,5")]
    [InlineData("120,")]
    [InlineData("-120")]
    [InlineData("1e3")]
    public void an_area_that_is_no_number_is_refused(string cell) =>
        Pl3File.Read(Pl3File.Row(7, ("Y", cell))).Rejects()[0].Code.ShouldBe("area-unreadable");

    [Fact]
    public void three_uses_may_differ_from_the_plot_by_their_rounding()
    {
        var uses = new (string, string?)[] { ("Y", "29,16"), ("AA", "10"), ("AE", "CLN"), ("AF", "10"), ("AJ", "HNK"), ("AK", "9,66") };
        Pl3File.Read(Pl3File.Row(7, uses)).Plots()[0].LandUses.Select(use => use.Purpose).ShouldBe(["ODT", "CLN", "HNK"]);
        uses[^1] = ("AK", "9,67");
        Pl3File.Read(Pl3File.Row(7, uses)).Rejects()[0].Code.ShouldBe("areas-do-not-sum");
    }

    [Fact]
    public void text_is_composed_and_cleaned_of_what_nobody_sees()
    {
        var name = "Nguyễn Thị Thuý".Normalize(NormalizationForm.FormD).Replace(" Th", "\u00A0\u200BTh");
        var holder = Pl3File.Read(Pl3File.Row(7, ("H", name), ("L", " Tổ 1,\n Phường  Một\t"))).Plots()[0].Holders[0];
        (holder.FullName, holder.Address).ShouldBe(("Nguyễn Thị Thuý", "Tổ 1, Phường Một"));
    }

    [Fact]
    public void a_present_user_is_not_lost_without_a_word() =>
        Pl3File.Read(Pl3File.Row(7, ("O", "Trần Văn Ba"))).Plots()[0].Warnings.ShouldBe(["current-user:current-user-stated"]);

    [Fact]
    public void an_organisation_holds_and_its_representative_speaks()
    {
        var items = Pl3File.Read(Pl3File.Row(7,
            ("F", "Công ty Một"), ("G", "5800000001"), ("M", "Tổ chức"), ("N", "Người đại diện"), ("D", "2013")));

        items.Plots()[0].Holders.Select(holder => (holder.Kind, holder.Role, holder.FullName, holder.OrganisationId, holder.CitizenId))
            .ShouldBe([("organisation", "owner", "Công ty Một", "5800000001", null),
                ("individual", "representative", "Nguyễn Văn Một", "5800000001", Pl3File.Husband)]);
        items.Plots()[0].Warnings.ShouldBe(["issued-on:date-year-only"]);
        Pl3File.Read(Pl3File.Row(7, ("M", "Tổ chức"))).Rejects()[0].Code.ShouldBe("required-missing");
    }
}
