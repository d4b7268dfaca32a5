using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Vbdlis;

/// <summary>What a reject calls the place of each field: the path within a record, as the system names it.</summary>
internal static class VbdlisColumns
{
    private static readonly Dictionary<Field, string> Paths = new()
    {
        [Field.RecordId] = "ThuaDat.thuaDatId", [Field.Commune] = "ThuaDat.maXa", [Field.Serial] = "soPhatHanh",
        [Field.IssuedOn] = "ngayCap", [Field.BookNumber] = "soVaoSo", [Field.OrganisationName] = "ToChuc.tenToChuc",
        [Field.OrganisationId] = "ToChuc.maSoThue", [Field.FullName] = "CaNhan.hoTen", [Field.BirthDate] = "CaNhan.ngaySinh",
        [Field.Sex] = "CaNhan.gioiTinh", [Field.CitizenId] = "CaNhan.maSoDinhDanh", [Field.PersonAddress] = "CaNhan.diaChi",
        [Field.PlotCode] = "ThuaDat.maThuaDat", [Field.Sheet] = "ThuaDat.soHieuToBanDo", [Field.Plot] = "ThuaDat.soThuTuThua",
        [Field.PlotAddress] = "ThuaDat.ListDiaChi", [Field.PlotArea] = "ThuaDat.dienTich", [Field.ScanFile] = "banQuet",
        [Field.FormerSheet] = "ThuaDat.soHieuToBanDoCu", [Field.FormerPlot] = "ThuaDat.soThuTuThuaCu", [Field.Share] = "tiLeSoHuu",
        [Field.Purpose1] = "ListMucDichSuDung.maMucDichSuDung", [Field.Area1] = "ListMucDichSuDung.dienTich",
        [Field.Origin1] = "ListNguonGocSuDungDat.loaiNguonGocId", [Field.Term1] = "ListMucDichSuDung.thoiHanSuDung",
    };

    /// <summary>The names, by field; the second and third use are called like the first.</summary>
    public static string[] Names() =>
    [
        .. FieldNames.All.Select(field =>
            Paths.GetValueOrDefault(field is >= Field.Purpose2 and <= Field.Term3 ? Field.Purpose1 + ((field - Field.Purpose1) % 5) : field)
            ?? field.Name()),
    ];
}
