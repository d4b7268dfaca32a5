using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Vbdlis;

namespace LandLedger.Tests.Sources;

/// <summary>Exports of VBDLIS for tests, as JSON.</summary>
internal static class VbdlisFile
{
    public const string Owner = """ "CaNhan":{"hoTen":"Nguyễn Thị Thuý","ngaySinh":"1985-02-01","gioiTinh":0,"maSoDinhDanh":"068185000011"}""";

    public static string Plot(int id = 1, string number = "345", string marks = "\"isLastest\":true", string area = "120.5", string more = "") =>
        $$""" "ThuaDat":{"thuaDatId":{{id}},{{marks}},"maXa":"24781","soHieuToBanDo":"12","soThuTuThua":"{{number}}","dienTich":{{area}},"""
        + $$""" "ListMucDichSuDung":[{"maMucDichSuDung":"ODT","dienTich":{{area}},"thoiHanSuDung":"Lâu dài","""
        + """ "ListNguonGocSuDungDat":[{"loaiNguonGocId":2,"loaiNguonGocChuyenQuyenId":15}]}],"""
        + $$""" "ListDiaChi":[{"diaChiChiTiet":"Tổ 9","laDiaChiCu":true},{"diaChiChiTiet":"Tổ 1","laDiaChiChinh":true}]{{more}}}""";

    public static string Right(string? holder = null, string? plot = null, string more = "") =>
        $$"""{{{holder ?? Owner}}{{more}},{{plot ?? Plot()}}}""";

    public static string Record(string serial, params string[] rights) =>
        $$"""{"soPhatHanh":"{{serial}}","soVaoSo":"CH03730","ngayCap":"2013-10-15T00:00:00","ListDangKyQuyen":[{{string.Join(',', rights)}}]}""";

    public static string File(params string[] records) => $$"""{"recordsTotal":{{records.Length}},"data":[{{string.Join(",\n", records)}}]}""";

    public static List<SourceItem> Read(params string[] records) => ReadText(File(records));

    public static List<SourceItem> ReadText(string json) => [.. new VbdlisReader().Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))];
}
