using System.Diagnostics;
using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Vbdlis;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class VbdlisXmlTests
{
    [Fact]
    public void a_registration_file_becomes_a_plot_in_codes()
    {
        var items = Read(Record(1));

        var plot = items.Plots().ShouldHaveSingleItem();
        (plot.System, plot.Row, plot.RecordKey).ShouldBe(("VBDLIS", 1, "T1"));
        (plot.Commune, plot.Sheet, plot.Plot, plot.AreaSquareMetres, plot.Address).ShouldBe(("24781", "12", "1", 1200.125m, "Tổ 1"));
        (plot.FormerSheet, plot.FormerPlot).ShouldBe(("5", "017"));
        plot.LandUses.ShouldBe([new SourceLandUse("ODT", 1200.125m, "CNQ-CTT", "CN", null, "2043-10-15")]);
        plot.Certificate.ShouldBe(new SourceCertificate("BK 000001", new LocalDate(2013, 10, 15), "CH03730", null));
        plot.Holders.Select(holder => (holder.FullName, holder.Role, holder.CitizenId, holder.Share)).ShouldBe(
            [("Nguyễn Văn Một", "spouse", "068085000011", "1/2"), ("Trần Thị Hai", "spouse", "068187000012", "1/2")]);
        items[^1].ShouldBe(new FileEnded(1));
    }

    [Fact]
    public void many_records_stand_in_one_file_and_a_bad_one_is_one_reject()
    {
        string[] records = [Record(1), Record(2).Replace(">ODT<", ">XYZ<"), Record(3).Replace("<voId>V</voId>", ""), Record(4)];
        var items = Read($"<DanhSach>{string.Concat(records)}</DanhSach>");
        items.Plots().Select(plot => plot.Row).ShouldBe([1, 4]);
        items.Rejects().Select(reject => (reject.Row, reject.Column, reject.Code)).ShouldBe(
            [(2, "ListMucDichSuDung.maMucDichSuDung", "land-purpose-unknown"), (3, "CaNhan.hoTen", "required-missing")]);
        items[^1].ShouldBe(new FileEnded(4));
    }

    [Theory]
    [InlineData("<DC_ToChuc><toChucId>C</toChucId><tenToChuc>Công ty</tenToChuc><nguoiDaiDienId>H</nguoiDaiDienId></DC_ToChuc>",
        "organisation owner|individual representative")]
    [InlineData("<DC_CONGDONG><congDongId>C</congDongId><tenCongDong>Buôn</tenCongDong></DC_CONGDONG>", "community owner")]
    [InlineData("<DC_HoGiaDinh><hoGiaDinhId>C</hoGiaDinhId><chuHoId>H</chuHoId><T><ThanhVienHoGiaDinh><caNhanId>V</caNhanId>"
        + "</ThanhVienHoGiaDinh></T></DC_HoGiaDinh>", "household household-head|household member")]
    [InlineData("<DC_NhomNguoi><nhomNguoiId>C</nhomNguoiId><ThanhVienNhomNguoi><caNhanId>V</caNhanId></ThanhVienNhomNguoi></DC_NhomNguoi>",
        "individual owner")]
    public void holders_of_every_kind_are_found_by_their_id(string holder, string kinds)
    {
        var record = Record(1);
        var couple = record[record.IndexOf("<DC_VoChong", StringComparison.Ordinal)..record.IndexOf("</ThongTinVoChong", StringComparison.Ordinal)];
        var plot = Read(record.Replace(couple, holder)).Plots().ShouldHaveSingleItem();
        string.Join('|', plot.Holders.Select(one => $"{one.Kind} {one.Role}")).ShouldBe(kinds);
    }

    [Fact]
    public void older_versions_become_history()
    {
        var old = Record(1).Replace("<maXa>", "<isLastest>false</isLastest><version>1</version><maXa>").Replace("1200.125", "1100");
        var plot = Read($"<D>{old}{Record(2)}{Record(1)}</D>").Plots()[1];
        (plot.Row, plot.AreaSquareMetres, plot.History.Single().AreaSquareMetres).ShouldBe((3, 1200.125m, 1100m));
        plot.Rows.ShouldBe([3, 1]);
    }

    [Theory]
    [InlineData("<!DOCTYPE HoSoXml [<!ENTITY a \"aaaa\">]><HoSoXml>&a;</HoSoXml>", "xml-malformed")]
    [InlineData("<!DOCTYPE HoSoXml SYSTEM \"file:///etc/passwd\"><HoSoXml/>", "xml-malformed")]
    [InlineData("<D><HoSoXml></D></HoSoXml>", "xml-malformed")]
    [InlineData("<D><HoSoXml><a>", "file-truncated")]
    [InlineData("<D><HoSoXml><a>x", "file-truncated")]
    [InlineData("<D><a/></D>", "records-not-found")]
    public void what_is_no_sound_xml_is_refused(string text, string code) =>
        Should.Throw<UnreadableFile>(() => Read(text)).Code.ShouldBe(code);

    [Fact]
    public void what_nests_too_deep_or_is_too_long_is_passed_over_at_once()
    {
        var deep = $"<HoSoXml>{string.Concat(Enumerable.Repeat("<a>", 100_000))}{string.Concat(Enumerable.Repeat("</a>", 100_000))}</HoSoXml>";
        var large = $"<HoSoXml><a>{new string('x', 5 << 20)}</a><a>y</a></HoSoXml>";
        var clock = Stopwatch.StartNew();
        var items = Read($"<D>{deep}{Record(1)}{large}{Record(2)}<HoSoXml/></D>");
        items.Rejects().Select(reject => (reject.Row, reject.Code)).ShouldBe(
            [(1, "element-malformed"), (3, "element-too-large"), (5, "required-missing")]);
        items.Plots().Select(plot => plot.Row).ShouldBe([2, 4]);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    private static List<SourceItem> Read(string text) =>
        [.. new VbdlisReader().Read(new MemoryStream(Encoding.UTF8.GetBytes("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text)))];

    private static string Record(int number) => $"""
        <HoSoXml><hoSoGuid>G{number}</hoSoGuid>
        <ThongTinGiayChungNhan><DC_GiayChungNhan Trang="45"><giayChungNhanId>G</giayChungNhanId><soPhatHanh>BK00000{number}</soPhatHanh>
        <soVaoSo>CH03730</soVaoSo><ngayCap>2013-10-15T00:00:00+07:00</ngayCap></DC_GiayChungNhan></ThongTinGiayChungNhan>
        <ThongTinQuyenSuDungDat><DC_QuyenSuDungDat><chuId>C</chuId><thuaDatId>T{number}</thuaDatId><giayChungNhanId>G</giayChungNhanId>
        <tiLeSoHuu>0.5</tiLeSoHuu></DC_QuyenSuDungDat></ThongTinQuyenSuDungDat>
        <ThongTinTaiSan><ThongTinThuaDat><DC_ThuaDat><thuaDatId>T{number}</thuaDatId><maXa>24781</maXa><soHieuToBanDo>12</soHieuToBanDo>
        <soThuTuThua>{number}</soThuTuThua><soHieuToBanDoCu>5</soHieuToBanDoCu><soThuTuThuaCu>017</soThuTuThuaCu><dienTich>1200.125</dienTich>
        <ThongTinMucDichSuDung><DC_MucDichSuDung><maMucDichSuDung>ODT</maMucDichSuDung><dienTich>1200.125</dienTich>
        <ngayHetHanSuDung>2043-10-15T00:00:00</ngayHetHanSuDung><ThongTinNguonGocDat><DC_NguonGocDat><nguonGoc>CNQ-CTT</nguonGoc>
        <nguonGocChuyenQuyen>2</nguonGocChuyenQuyen></DC_NguonGocDat></ThongTinNguonGocDat></DC_MucDichSuDung></ThongTinMucDichSuDung>
        <ThongTinDiaChiChuan><DiaChiChuan><diaChiId>A</diaChiId></DiaChiChuan></ThongTinDiaChiChuan></DC_ThuaDat></ThongTinThuaDat></ThongTinTaiSan>
        <ThongTinChu><ThongTinCaNhan><DC_CaNhan><caNhanId>H</caNhanId><hoTen>Nguyễn Văn Một</hoTen><namSinh>1985</namSinh><gioiTinh>1</gioiTinh>
        <maSoDinhDanh>068085000011</maSoDinhDanh></DC_CaNhan></ThongTinCaNhan><ThongTinCaNhan><DC_CaNhan><caNhanId>V</caNhanId>
        <hoTen>Trần Thị Hai</hoTen><gioiTinh>0</gioiTinh><ThongTinGiayToTuyThan><DC_GiayToTuyThan><soGiayTo>068187000012</soGiayTo>
        </DC_GiayToTuyThan></ThongTinGiayToTuyThan></DC_CaNhan></ThongTinCaNhan><ThongTinVoChong><DC_VoChong><voChongId>C</voChongId>
        <voId>V</voId><chongId>H</chongId></DC_VoChong></ThongTinVoChong></ThongTinChu>
        <ThongTinDiaChi><DC_DiaChi><diaChiId>A</diaChiId><diaChiChiTiet>Tổ 1</diaChiChiTiet></DC_DiaChi></ThongTinDiaChi></HoSoXml>
        """;
}
