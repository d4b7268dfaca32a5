using System.Text.Json.Serialization;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Vbdlis;

/// <summary>
/// A certificate as VBDLIS has it, with the rights on it. Scalars stay cells, because the system writes the same value now as
/// text and now as a number. Some exports wrap the certificate once more.
/// </summary>
internal sealed class VbdlisRecord
{
    [JsonPropertyName("GiayChungNhan")]
    public VbdlisRecord? Wrapped { get; set; }

    public RawCell SoPhatHanh { get; set; }

    public RawCell SoVaoSo { get; set; }

    public RawCell NgayCap { get; set; }

    public RawCell NgayVaoSo { get; set; }

    public RawCell MaXa { get; set; }

    public RawCell XaId { get; set; }

    public RawCell BanQuet { get; set; }

    public RawCell IsLastest { get; set; }

    [JsonPropertyName("ListDangKyQuyen")]
    public VbdlisRight?[]? Rights { get; set; }
}

/// <summary>Who has a right, and to what. Rights to buildings only carry no plot.</summary>
internal sealed class VbdlisRight
{
    [JsonPropertyName("CaNhan")]
    public VbdlisPerson? Person { get; set; }

    [JsonPropertyName("VoChong")]
    public VbdlisCouple? Couple { get; set; }

    [JsonPropertyName("HoGiaDinh")]
    public VbdlisHousehold? Household { get; set; }

    [JsonPropertyName("ToChuc")]
    public VbdlisOrganisation? Organisation { get; set; }

    [JsonPropertyName("CongDong")]
    public VbdlisOrganisation? Community { get; set; }

    [JsonPropertyName("NhomNguoi")]
    public VbdlisGroup? Group { get; set; }

    /// <summary>The certificate of this right, where a record has several.</summary>
    [JsonIgnore]
    public VbdlisRecord? Certificate { get; set; }

    [JsonPropertyName("ThuaDat")]
    public VbdlisPlot? Plot { get; set; }

    public RawCell TiLeSoHuu { get; set; }
}

/// <summary>A plot in one version.</summary>
internal sealed class VbdlisPlot
{
    public RawCell ThuaDatId { get; set; }

    public RawCell Version { get; set; }

    public RawCell IsLastest { get; set; }

    public RawCell MaXa { get; set; }

    public RawCell XaId { get; set; }

    public RawCell SoHieuToBanDo { get; set; }

    public RawCell SoThuTuThua { get; set; }

    public RawCell SoHieuToBanDoCu { get; set; }

    public RawCell SoThuTuThuaCu { get; set; }

    public RawCell TyLe { get; set; }

    public RawCell MaThuaDat { get; set; }

    public RawCell DienTich { get; set; }

    public RawCell DiaChi { get; set; }

    public RawCell ThoiDiemBatDau { get; set; }

    public RawCell ThoiDiemKhoiTao { get; set; }

    [JsonPropertyName("ListMucDichSuDung")]
    public VbdlisUse?[]? Uses { get; set; }

    [JsonPropertyName("ListDiaChi")]
    public VbdlisAddress?[]? Addresses { get; set; }
}

/// <summary>A use of a plot.</summary>
internal sealed class VbdlisUse
{
    public RawCell MaMucDichSuDung { get; set; }

    public RawCell DienTich { get; set; }

    public RawCell ThoiHanSuDung { get; set; }

    public RawCell NgayHetHanSuDung { get; set; }

    [JsonPropertyName("ListNguonGocSuDungDat")]
    public VbdlisOrigin?[]? Origins { get; set; }
}

/// <summary>Where the right to a use, or to a part of it, comes from.</summary>
internal sealed class VbdlisOrigin
{
    public RawCell LoaiNguonGocId { get; set; }

    public RawCell LoaiNguonGocChuyenQuyenId { get; set; }

    public RawCell DienTich { get; set; }
}

/// <summary>An address; of several the main one counts, and none that is called old.</summary>
internal sealed class VbdlisAddress
{
    public RawCell DiaChiChiTiet { get; set; }

    public RawCell LaDiaChiCu { get; set; }

    public RawCell LaDiaChiChinh { get; set; }
}

/// <summary>A person. A member of a household or group may wrap it once more.</summary>
internal sealed class VbdlisPerson
{
    [JsonPropertyName("CaNhan")]
    public VbdlisPerson? Wrapped { get; set; }

    public RawCell HoTen { get; set; }

    public RawCell NgaySinh { get; set; }

    public RawCell NamSinh { get; set; }

    public RawCell GioiTinh { get; set; }

    public RawCell MaSoDinhDanh { get; set; }

    public RawCell DiaChi { get; set; }

    public RawCell TiLeSoHuu { get; set; }

    [JsonPropertyName("ListGiayToTuyThan")]
    public VbdlisIdentityPaper?[]? Papers { get; set; }

    [JsonPropertyName("ListDiaChi")]
    public VbdlisAddress?[]? Addresses { get; set; }
}

/// <summary>An identity paper; the system keeps several for one person.</summary>
internal sealed class VbdlisIdentityPaper
{
    public RawCell SoGiayTo { get; set; }

    public RawCell MaDinhDanhCaNhan { get; set; }
}

/// <summary>Husband and wife.</summary>
internal sealed class VbdlisCouple
{
    [JsonPropertyName("Chong")]
    public VbdlisPerson? Husband { get; set; }

    [JsonPropertyName("Vo")]
    public VbdlisPerson? Wife { get; set; }

    public RawCell InVoTruoc { get; set; }
}

/// <summary>A household of an older certificate.</summary>
internal sealed class VbdlisHousehold
{
    [JsonPropertyName("ChuHo")]
    public VbdlisPerson? Head { get; set; }

    [JsonPropertyName("VoChongChuHo")]
    public VbdlisPerson? Spouse { get; set; }

    public RawCell DiaChi { get; set; }

    [JsonPropertyName("ListThanhVien")]
    public VbdlisPerson?[]? Members { get; set; }
}

/// <summary>An organisation or a community.</summary>
internal sealed class VbdlisOrganisation
{
    public RawCell TenToChuc { get; set; }

    public RawCell TenCongDong { get; set; }

    public RawCell MaSoThue { get; set; }

    public RawCell MaDoanhNghiep { get; set; }

    public RawCell DiaChi { get; set; }

    public RawCell DiaDanhCuTru { get; set; }

    [JsonPropertyName("NguoiDaiDien")]
    public VbdlisPerson? Representative { get; set; }
}

/// <summary>Several who use a plot together, each with a part.</summary>
internal sealed class VbdlisGroup
{
    [JsonPropertyName("ListThanhVien")]
    public VbdlisPerson?[]? Members { get; set; }
}
