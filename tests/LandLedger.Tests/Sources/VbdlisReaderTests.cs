using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Vbdlis;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class VbdlisReaderTests
{
    [Fact]
    public void a_certificate_becomes_a_plot_in_codes()
    {
        var items = VbdlisFile.Read(VbdlisFile.Record("BK123456", VbdlisFile.Right()));

        var plot = items.Plots().ShouldHaveSingleItem();
        (plot.System, plot.Row, plot.RecordKey).ShouldBe(("VBDLIS", 1, "1"));
        (plot.Commune, plot.Sheet, plot.Plot, plot.AreaSquareMetres, plot.Address).ShouldBe(("24781", "12", "345", 120.5m, "Tổ 1"));
        plot.LandUses.ShouldBe([new SourceLandUse("ODT", 120.5m, "CNQ-CTT", "CN", null, "long-term")]);
        plot.Certificate.ShouldBe(new SourceCertificate("BK 123456", new LocalDate(2013, 10, 15), "CH03730", null));
        plot.Holders.ShouldBe([new SourceHolder(
            "individual", "owner", "Nguyễn Thị Thuý", new LocalDate(1985, 2, 1), 1985, "female", "068185000011", null, null, null)]);
        plot.Warnings.ShouldBeEmpty();
        items[^1].ShouldBe(new FileEnded(1));
    }

    [Theory]
    [InlineData("""[{0}]""")]
    [InlineData("""{{"success":true,"result":{{"rows":[{0}]}},"error":null}}""")]
    [InlineData("""{{"draw":[1,2],"data":[{{"GiayChungNhan":{0},"ChuSoHuu":[],"TaiSan":[]}}]}}""")]
    public void records_are_found_in_every_wrapping(string wrapping)
    {
        var record = VbdlisFile.Record("BK 123456", VbdlisFile.Right());
        VbdlisFile.ReadText("\uFEFF" + string.Format(null, wrapping, record)).Plots().ShouldHaveSingleItem().Plot.ShouldBe("345");
    }

    [Fact]
    public void both_spouses_are_read_and_half_a_couple_is_not()
    {
        const string wife = """{"hoTen":"Trần Thị Hai","namSinh":1987,"gioiTinh":"0","maSoDinhDanh":"068187000012"}""";
        const string husband = """{"hoTen":"Nguyễn Văn Một","ngaySinh":"/Date(475866000000)/","gioiTinh":true}""";
        var couple = $$"""
            "VoChong":{"inVoTruoc":true,"Vo":{{wife}},"Chong":{{husband}}}
            """;
        var plot = VbdlisFile.Read(VbdlisFile.Record("BK 1", VbdlisFile.Right(couple))).Plots().ShouldHaveSingleItem();
        plot.Holders.Select(holder => (holder.FullName, holder.Role, holder.Sex, holder.BirthYear)).ShouldBe(
            [("Trần Thị Hai", "spouse", "female", 1987), ("Nguyễn Văn Một", "spouse", "male", 1985)]);
        plot.Holders[1].BirthDate.ShouldBe(new LocalDate(1985, 1, 30));

        var half = VbdlisFile.Read(VbdlisFile.Record("BK 1", VbdlisFile.Right($$""" "VoChong":{"Vo":{{wife}},"Chong":null}""")));
        half.Rejects().Select(reject => (reject.Row, reject.Column, reject.Code)).ShouldBe([(1, "CaNhan.hoTen", "required-missing")]);
    }

    [Fact]
    public void households_organisations_communities_and_groups_are_read()
    {
        string[] holders =
        [
            """ "HoGiaDinh":{"diaChi":"Thôn 2","ChuHo":{"hoTen":"Lê Ba"},"ListThanhVien":[{"hoTen":"Lê Bốn"},{"CaNhan":{"hoTen":"Lê Năm"}}]}""",
            """ "ToChuc":{"tenToChuc":"Công ty Sáu","maSoThue":"5800000001","NguoiDaiDien":{"hoTen":"Vũ Bảy"}}""",
            """ "CongDong":{"tenCongDong":"Buôn Tám","diaDanhCuTru":"Xã Chín"}""",
            """ "NhomNguoi":{"ListThanhVien":[{"hoTen":"Hồ Mười","tiLeSoHuu":"2/4"},{"CaNhan":{"hoTen":"Hồ Một"},"tiLeSoHuu":50}]}""",
        ];
        var records = holders.Select((holder, i) => VbdlisFile.Record($"BK 00000{i}", VbdlisFile.Right(holder, VbdlisFile.Plot(i + 1, $"{i}"))));
        var plots = VbdlisFile.Read([.. records]).Plots();

        plots.Select(plot => string.Join('|', plot.Holders.Select(holder =>
            $"{holder.Kind} {holder.Role} {holder.FullName} {holder.Address} {holder.OrganisationId} {holder.Share}"))).ShouldBe(
        [
            "household household-head Lê Ba Thôn 2  |household member Lê Bốn Thôn 2  |household member Lê Năm Thôn 2  ",
            "organisation owner Công ty Sáu  5800000001 |individual representative Vũ Bảy  5800000001 ",
            "community owner Buôn Tám Xã Chín  ",
            "individual owner Hồ Mười   1/2|individual owner Hồ Một   1/2",
        ]);
    }

    [Fact]
    public void owners_of_one_certificate_are_joined_and_repeated_once_only()
    {
        const string other = """ "CaNhan":{"hoTen":"Trần Văn Ba","ListGiayToTuyThan":[{"soGiayTo":"250000001"},{"soGiayTo":"068085000012"}]}""";
        var items = VbdlisFile.Read(VbdlisFile.Record("BK 1",
            VbdlisFile.Right(more: ",\"tiLeSoHuu\":\"1/2\""), VbdlisFile.Right(more: ",\"tiLeSoHuu\":\"1/2\""),
            VbdlisFile.Right(other, more: ",\"tiLeSoHuu\":\"1/2\""), """{"CaNhan":{},"CanHo":{"canHoId":1}}"""));

        var plot = items.Plots().ShouldHaveSingleItem();
        plot.Holders.Select(holder => (holder.FullName, holder.CitizenId, holder.OldIdNumber, holder.Share)).ShouldBe(
            [("Nguyễn Thị Thuý", "068185000011", null, "1/2"), ("Trần Văn Ba", "068085000012", "250000001", "1/2")]);
    }

    [Fact]
    public void a_certificate_over_two_plots_is_taken_whole_or_not_at_all()
    {
        var second = VbdlisFile.Right(plot: VbdlisFile.Plot(2, "346"));
        VbdlisFile.Read(VbdlisFile.Record("BK 1", VbdlisFile.Right(), second)).Plots().Select(plot => (plot.Row, plot.Plot))
            .ShouldBe([(1, "345"), (1, "346")]);

        var items = VbdlisFile.Read(VbdlisFile.Record("BK 1", VbdlisFile.Right(), second.Replace("24781", "247811")));
        items.Plots().ShouldBeEmpty();
        items.Rejects().Select(reject => (reject.Row, reject.Column, reject.Code, reject.Read))
            .ShouldBe([(1, "ThuaDat.maXa", "commune-unknown", "247811")]);
    }

    [Fact]
    public void more_than_three_uses_and_several_origins_of_one_use_are_kept_apart()
    {
        var uses = string.Join(',', "ODT CLN HNK NTS".Split(' ').Select(code =>
            $$"""{"maMucDichSuDung":"{{code}}","dienTich":10}""")) + """,{"maMucDichSuDung":"LUC","dienTich":20,"ListNguonGocSuDungDat":"""
            + """[{"loaiNguonGocId":3,"dienTich":5},{"loaiNguonGocId":"4","dienTich":15}]}""";
        var plot = VbdlisFile.Plot(area: "60");
        plot = plot.Replace(plot[(plot.IndexOf("Dung\":[", StringComparison.Ordinal) + 7)..plot.IndexOf("], \"ListDiaChi", StringComparison.Ordinal)],
            uses);
        var read = VbdlisFile.Read(VbdlisFile.Record("BK 1", VbdlisFile.Right(plot: plot))).Plots().ShouldHaveSingleItem();
        read.LandUses.Select(use => $"{use.Purpose} {use.AreaSquareMetres} {use.Origin}").ShouldBe(
            ["ODT 10 ", "CLN 10 ", "HNK 10 ", "NTS 10 ", "LUC 5 CNQ-KTT", "LUC 15 DG-CTT"]);
    }

    [Fact]
    public void former_numbers_are_kept() =>
        VbdlisFile.Read(VbdlisFile.Record("BK 1", VbdlisFile.Right(
                plot: VbdlisFile.Plot(more: ",\"soHieuToBanDoCu\":5,\"soThuTuThuaCu\":\"017\""))))
            .Plots().Select(plot => (plot.FormerSheet, plot.FormerPlot)).ShouldBe([("5", "017")]);

    [Theory]
    [InlineData("\"thuaDatId\":1,", "\"thuaDatId\":{\"a\":1},", "$.ListDangKyQuyen[0].ThuaDat.thuaDatId", "element-malformed")]
    [InlineData("\"ListDiaChi\":[", "\"ListDiaChi\":7,\"x\":[", "$.ListDangKyQuyen[0].ThuaDat.ListDiaChi", "element-malformed")]
    [InlineData("\"soVaoSo\"", "\"soPhatHanh\"", "$.soPhatHanh", "element-malformed")]
    [InlineData("\"soHieuToBanDo\":\"12\"", "\"soHieuToBanDo\":null", "ThuaDat.soHieuToBanDo", "required-missing")]
    [InlineData("\"loaiNguonGocId\":2", "\"loaiNguonGocId\":14", "ListNguonGocSuDungDat.loaiNguonGocId", "origin-unknown")]
    [InlineData("\"ThuaDat\"", "\"CanHo\"", "ListDangKyQuyen.ThuaDat", "required-missing")]
    [InlineData("\"CaNhan\"", "\"TaiSan\"", "CaNhan.hoTen", "required-missing")]
    [InlineData("\"CaNhan\"", "\"tiLeSoHuu\":\"3/2\",\"CaNhan\"", "tiLeSoHuu", "share-unreadable")]
    public void a_bad_record_is_one_reject_and_the_rest_goes_on(string change, string to, string column, string code)
    {
        var records = Enumerable.Range(1, 3).Select(i => VbdlisFile.Record($"BK 00000{i}", VbdlisFile.Right(plot: VbdlisFile.Plot(i + 10, $"{i}"))))
            .ToArray();
        records[1] = VbdlisFile.Record("BK 000002", VbdlisFile.Right()).Replace(change, to, StringComparison.Ordinal);

        var items = VbdlisFile.Read(records);
        items.Rejects().Select(reject => (reject.Row, reject.Column, reject.Code)).ShouldBe([(2, column, code)]);
        items.Plots().Select(plot => plot.Row).ShouldBe([1, 3]);
        items[^1].ShouldBe(new FileEnded(3));
    }

    [Fact]
    public void a_record_that_nests_too_deep_or_is_too_long_is_passed_over()
    {
        var good = VbdlisFile.Record("BK 1", VbdlisFile.Right());
        var items = VbdlisFile.Read(
            "{\"x\":" + new string('[', 100_000) + new string(']', 100_000) + "}",
            good,
            VbdlisFile.Record("BK 2", "{\"ghiChu\":[" + string.Join(',', Enumerable.Repeat("\"x\"", 600_000)) + "]}"),
            VbdlisFile.Record("BK 3", VbdlisFile.Right(plot: VbdlisFile.Plot(2))));

        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe([(1, "element-malformed"), (3, "element-too-large")]);
        items.Plots().Select(plot => plot.Row).ShouldBe([2, 4]);
    }

    [Fact]
    public void a_value_without_end_refuses_the_file() =>
        Should.Throw<UnreadableFile>(() => VbdlisFile.Read("{\"x\":\"" + new string('x', 5 << 20) + "\"}")).Code.ShouldBe("record-too-large");

    [Theory]
    [InlineData("}]}", "}}", "json-malformed")]
    [InlineData("}]}", "},]}", "json-malformed")]
    [InlineData("}]}", "}]} x", "json-malformed")]
    [InlineData("}]}", "}]", "file-truncated")]
    [InlineData("12\"", "12", "json-malformed")]
    [InlineData("\"data\"", "\"huyện\"", "records-not-found")]
    public void broken_syntax_ends_the_file_with_its_place(string change, string to, string code)
    {
        var file = VbdlisFile.File(VbdlisFile.Record("BK 1", VbdlisFile.Right()));
        var at = file.LastIndexOf(change, StringComparison.Ordinal);
        var refusal = Should.Throw<UnreadableFile>(() => VbdlisFile.ReadText(file[..at] + to + file[(at + change.Length)..]));
        refusal.Code.ShouldBe(code);
        if (code != "records-not-found")
            refusal.Message.ShouldContain("byte");
        refusal.Message.ShouldNotContain("Nguyễn");
    }

    [Fact]
    public void a_file_cut_off_anywhere_is_refused_and_says_so()
    {
        var file = Encoding.UTF8.GetBytes(VbdlisFile.File(VbdlisFile.Record("BK 1", VbdlisFile.Right())));
        for (var length = 40; length < file.Length; length += 13)
        {
            var cut = new MemoryStream(file[..length]);
            Should.Throw<UnreadableFile>(() => new VbdlisReader().Read(cut).ToList()).Code.ShouldBe("file-truncated", $"{length} bytes");
        }
    }

    [Fact]
    public void it_does_not_matter_where_the_bytes_are_cut_between_reads()
    {
        var records = Enumerable.Range(1, 40).Select(i =>
            VbdlisFile.Record($"BK 0000{i:00}", VbdlisFile.Right(plot: VbdlisFile.Plot(i, $"{i}")))).ToArray();
        var bytes = Encoding.UTF8.GetBytes(VbdlisFile.File(records));
        var whole = new VbdlisReader().Read(new MemoryStream(bytes)).ToList().Plots().Select(plot => plot.RecordKey).ToArray();
        whole.Length.ShouldBe(40);
        for (var chunk = 1; chunk <= 300; chunk += 23)
        {
            new VbdlisReader().Read(new ChunkedStream(bytes, chunk)).ToList().Plots().Select(plot => plot.RecordKey).ShouldBe(whole);
        }
    }

    [Fact]
    public void nothing_printed_shows_a_person()
    {
        var bad = VbdlisFile.Record("BK 2", VbdlisFile.Right(VbdlisFile.Owner.Replace("1985-02-01", "hai ngày"), VbdlisFile.Plot(2)));
        var items = VbdlisFile.Read(VbdlisFile.Record("BK 1", VbdlisFile.Right()), bad);
        var printed = string.Join('\n', items) + items.Plots()[0] + items.Plots()[0].Holders[0];
        printed.ShouldContain("date-unreadable");
        foreach (var personal in new[] { "Thuý", "0681", "1985", "hai ngày", "Tổ 1" })
            printed.ShouldNotContain(personal);
    }

    /// <summary>Gives as many bytes at a time as it is told.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, chunk)]);
    }
}
