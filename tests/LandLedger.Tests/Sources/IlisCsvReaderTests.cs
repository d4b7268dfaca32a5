using LandLedger.Sources;
using LandLedger.Sources.Csv;
using LandLedger.Sources.Profiles;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class IlisCsvReaderTests
{
    [Fact]
    public void a_line_becomes_a_plot_through_the_profile()
    {
        var items = IlisFile.Read(IlisFile.Header + IlisFile.Line());

        var plot = items.Plots().ShouldHaveSingleItem();
        (plot.System, plot.Row, plot.RecordKey).ShouldBe(("VNPT-iLIS", 2, "24781.12.345/BK 123456"));
        plot.LandUses.ShouldBe([new SourceLandUse("ODT", 120.5m, "CNQ-CTT", null, "private", "long-term")]);
        plot.Holders.ShouldBe([new SourceHolder(
            "individual", "owner", "Nguyễn Thị Thuý", new LocalDate(1985, 2, 1), 1985, "female", "068185000011", null, null, null)]);
        items[^1].ShouldBe(new FileEnded(1));
    }

    [Fact]
    public void words_are_as_good_as_codes_and_a_couple_is_one_plot()
    {
        var words = IlisFile.Line().Replace(";0;CSD;", ";Vợ chồng;Vợ;").Replace(";ODT;", ";Đất ở tại đô thị;")
            .Replace(";2;R;LD;", ";Công nhận QSDĐ như giao đất có thu tiền;Sử dụng riêng;Lâu dài;");
        var items = IlisFile.Read(IlisFile.Header + words + IlisFile.Line(name: "Trần Văn Ba", id: "068085000012"));
        var plot = items.Plots().ShouldHaveSingleItem();
        plot.LandUses.ShouldBe([new SourceLandUse("ODT", 120.5m, "CNQ-CTT", null, "private", "long-term")]);
        plot.Holders.Select(holder => holder.Role).ShouldBe(["spouse", "owner"]);
    }

    [Fact]
    public void a_plot_without_certificate_is_a_plot()
    {
        var plot = IlisFile.Read(IlisFile.Header + IlisFile.Line(serial: "")).Plots().ShouldHaveSingleItem();
        plot.Certificate.ShouldBeNull();
        plot.RecordKey.ShouldBe("24781.12.345/-");
        plot.Warnings.ShouldBe(["certificate-serial:certificate-without-serial"]);
    }

    [Fact]
    public void a_reject_names_the_heading_and_the_line_that_an_editor_shows()
    {
        var text = IlisFile.Header + IlisFile.Line(name: "\"Nguyễn\nThị Thuý\"") + "\n\n" + IlisFile.Line(plot: "346", area: "0");
        var items = IlisFile.Read(text);

        items.Plots()[0].Holders[0].FullName.ShouldBe("Nguyễn Thị Thuý");
        items.Rejects().Select(reject => (reject.Row, reject.Column, reject.Code))
            .ShouldBe([(6, "DIEN_TICH", "area-unreadable"), (6, "DIEN_TICH_1", "area-unreadable")]);
        items[^1].ShouldBe(new FileEnded(2));
    }

    [Theory]
    [InlineData("24781;12;400\n", "field-count")]
    [InlineData("24781;12;400;1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17\n", "field-count")]
    [InlineData("24781;12;400;\"12\"5;2;3;4;5;6;7;8;9;10;11;12;13;14;15\n", "text-after-quote")]
    [InlineData("24781;12;400;ab\"c;2;3;4;5;6;7;8;9;10;11;12;13;14;15\n", "quote-stray")]
    public void a_malformed_line_is_one_reject_and_the_rest_goes_on(string line, string code)
    {
        var items = IlisFile.Read(IlisFile.Header + IlisFile.Line() + line + IlisFile.Line(plot: "346", serial: "BK 222222"));

        var reject = items.Rejects().ShouldHaveSingleItem();
        (reject.Row, reject.Code, reject.Personal).ShouldBe((3, code, true));
        items.Plots().Select(plot => plot.Row).ShouldBe([2, 4]);
        items[^1].ShouldBe(new FileEnded(3));
        ReadingCodes.Find(code)!.Kind.ShouldBe("row");
    }

    [Theory]
    [InlineData("BK123456", 2)]
    [InlineData("BK 222222", 4)]
    public void a_malformed_line_of_a_couple_holds_the_whole_plot_back(string serial, int held)
    {
        var items = IlisFile.Read(IlisFile.Header + IlisFile.Line()
            + $"24781;12;345;{serial};broken\n" + IlisFile.Line(plot: "346", serial: "BK 222222"));

        items.Rejects().Where(reject => reject.Code == "row-of-rejected-plot").Select(reject => reject.Row).ShouldBe([held]);
        items.Plots().Length.ShouldBe(1);
    }

    [Fact]
    public void an_open_quote_refuses_the_file_or_spoils_one_line_as_the_profile_says()
    {
        var text = IlisFile.Header + IlisFile.Line() + IlisFile.Line(plot: "346", name: "\"Trần")
            + IlisFile.Line(plot: "347", serial: "BK 3");
        var refusal = Should.Throw<UnreadableFile>(() => IlisFile.Read(text));
        (refusal.Code, refusal.Message.Contains("line 3")).ShouldBe(("quote-unterminated", true));

        var items = IlisFile.Read(text, IlisFile.Profile("\"lineBreaksInQuotes\": true", "\"lineBreaksInQuotes\": false"));
        items.Plots().Select(plot => plot.Plot).ShouldBe(["347"]);
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(2, "row-of-rejected-plot"), (3, "line-malformed")]);
    }

    [Fact]
    public void a_record_without_end_is_refused() =>
        Should.Throw<UnreadableFile>(() => IlisFile.Read(IlisFile.Header + IlisFile.Line() + new string('x', 3 << 20)))
            .Code.ShouldBe("record-too-large");

    [Fact]
    public void a_nul_is_refused_where_it_stands() =>
        IlisFile.Read(IlisFile.Header + IlisFile.Line(name: "Trần\0Ba")).Rejects()
            .Select(reject => (reject.Row, reject.Column, reject.Code)).ShouldBe([(2, "HO_TEN", "control-character")]);

    [Fact]
    public void the_guard_of_a_reject_list_is_taken_off_once_and_only_there()
    {
        var lines = IlisFile.Line(name: "'=Một") + IlisFile.Line(plot: "346", name: "'Hai", serial: "BK 2");
        var plots = IlisFile.Read(IlisFile.Header + lines).Plots();
        plots.Select(plot => plot.Holders[0].FullName).ShouldBe(["=Một", "'Hai"]);
    }

    [Theory]
    [InlineData("A;B;C\n1;2;3\n", "header-unknown")]
    [InlineData("MA_XA;SO_TO\n24781;1\n", "column-missing")]
    [InlineData("MA_XA;SO_TO;ma_xa \n24781;1;1\n", "column-repeated")]
    [InlineData("", "file-empty")]
    public void a_file_with_another_heading_is_refused(string text, string code) =>
        Should.Throw<UnreadableFile>(() => IlisFile.Read(text)).Code.ShouldBe(code);

    [Fact]
    public void columns_may_come_in_any_order_and_case()
    {
        var turned = string.Join('\n', (IlisFile.Header.ToLowerInvariant() + IlisFile.Line()).Trim().Split('\n')
            .Select(line => string.Join(';', line.Split(';').Reverse())));
        IlisFile.Read(turned).Plots().ShouldHaveSingleItem().Plot.ShouldBe("345");
    }

    [Theory]
    [InlineData("\"commune\"", "\"kommune\"", "field kommune")]
    [InlineData("\"SO_TO\": \"sheet\"", "\"SO_TO\": \"plot\"", "twice")]
    [InlineData("\"MA_XA\": \"commune\",", "", "commune has no column")]
    [InlineData("\"d/M/yyyy\"", "\"d/M/yyyy q\"", "dateFormats")]
    [InlineData("\"sex\": {", "\"sax\": {", "translations of sax")]
    [InlineData("\"encoding\": null", "\"encoding\": \"tcvn3\"", "encoding tcvn3")]
    [InlineData("\"separator\": \";\"", "\"separator\": \"; \"", "separator")]
    [InlineData("\"version\": 1", "\"version\": 1, \"more\": 2", "line")]
    public void a_wrong_profile_says_what_is_wrong(string change, string to, string says)
    {
        var refusal = Should.Throw<UnreadableFile>(() => IlisFile.Profile(change, to));
        refusal.Code.ShouldBe("profile-invalid");
        refusal.Message.ShouldContain(says);
    }

    [Fact]
    public void the_shipped_profile_names_itself()
    {
        var reader = new IlisCsvReader(MappingProfile.Shipped("vnpt-ilis-1"));
        (reader.System, reader.Version).ShouldBe(("VNPT-iLIS", 1));
        Should.Throw<ArgumentException>(() => MappingProfile.Shipped("vnpt-ilis-9"));
    }
}
