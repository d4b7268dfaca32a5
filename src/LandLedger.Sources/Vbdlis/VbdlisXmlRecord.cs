using System.Globalization;
using System.Xml.Linq;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Vbdlis;

/// <summary>
/// Turns a registration file into the shape of the JSON form. Its parts refer to each other by id: a right names its holder, its
/// plot and its certificate. Names of elements count without case.
/// </summary>
internal sealed class VbdlisXmlRecord
{
    private readonly ILookup<string, XElement> parts;

    private VbdlisXmlRecord(XElement root) =>
        parts = root.Descendants().Where(part => part.HasElements).ToLookup(part => part.Name.LocalName, StringComparer.OrdinalIgnoreCase);

    /// <summary>The record.</summary>
    public static VbdlisRecord Of(XElement root)
    {
        var record = new VbdlisXmlRecord(root);
        var certificates = record.parts["DC_GiayChungNhan"].Select(Certificate).ToArray();
        var rights = record.parts["DC_QuyenSuDungDat"].Concat(record.parts["DC_QuyenQuanLyDat"])
            .Select(record.Right).Where(right => right.Plot is not null).ToArray();
        return new VbdlisRecord
        {
            Wrapped = certificates.Length == 1 ? With(certificates[0], rights) : null,
            MaXa = Cell(record.parts["DC_TinhHinhDangKy"].FirstOrDefault(), "maXa"),
            Rights = rights,
        };
    }

    private static VbdlisRecord With(VbdlisRecord certificate, VbdlisRight[] rights)
    {
        certificate.Rights = rights;
        return certificate;
    }

    private static VbdlisRecord Certificate(XElement part) => new()
    {
        SoPhatHanh = Cell(part, "soPhatHanh"),
        SoVaoSo = Cell(part, "soVaoSo"),
        NgayCap = Cell(part, "ngayCap"),
        NgayVaoSo = Cell(part, "ngayVaoSo"),
        MaXa = Cell(part, "maXa"),
        BanQuet = Cell(part, "banQuet"),
    };

    private VbdlisRight Right(XElement part)
    {
        var right = new VbdlisRight
        {
            Plot = Find("DC_ThuaDat", "thuaDatId", Text(part, "thuaDatId")) is { } plot ? Plot(plot) : null,
            Certificate = Find("DC_GiayChungNhan", "giayChungNhanId", Text(part, "giayChungNhanId")) is { } paper ? Certificate(paper) : null,
            TiLeSoHuu = Cell(part, "tiLeSoHuu"),
        };
        SetHolder(right, Text(part, "chuId") ?? Text(part, "nguoiId"));
        return right;
    }

    private void SetHolder(VbdlisRight right, string? id)
    {
        right.Person = Person(id);
        if (Find("DC_VoChong", "voChongId", id) is { } couple)
        {
            right.Couple = new VbdlisCouple
            {
                Husband = Person(Text(couple, "chongId")), Wife = Person(Text(couple, "voId")), InVoTruoc = Cell(couple, "inVoTruoc"),
            };
        }
        else if (Find("DC_HoGiaDinh", "hoGiaDinhId", id) is { } household)
        {
            right.Household = new VbdlisHousehold
            {
                Head = Person(Text(household, "chuHoId")), Spouse = Person(Text(household, "voChongChuHoId")),
                DiaChi = Cell(household, "diaChi"), Members = Members(household, "ThanhVienHoGiaDinh"),
            };
        }
        else if (Find("DC_ToChuc", "toChucId", id) is { } organisation)
        {
            right.Organisation = Organisation(organisation);
        }
        else if (Find("DC_CongDong", "congDongId", id) is { } community)
        {
            right.Community = Organisation(community);
        }
        else if (Find("DC_NhomNguoi", "nhomNguoiId", id) is { } group)
        {
            right.Group = new VbdlisGroup { Members = Members(group, "ThanhVienNhomNguoi") };
        }
    }

    private VbdlisPerson?[] Members(XElement of, string name) =>
    [
        .. of.Descendants().Where(part => Is(part, name)).Select(member =>
            Person(Text(member, "caNhanId")) is { } person
                ? new VbdlisPerson { Wrapped = person, TiLeSoHuu = Cell(member, "tiLeSoHuu") }
                : new VbdlisPerson()),
    ];

    private VbdlisOrganisation Organisation(XElement part) => new()
    {
        TenToChuc = Cell(part, "tenToChuc"),
        TenCongDong = Cell(part, "tenCongDong"),
        MaSoThue = Cell(part, "maSoThue"),
        MaDoanhNghiep = Cell(part, "maDoanhNghiep"),
        DiaChi = Cell(part, "diaChi"),
        DiaDanhCuTru = Cell(part, "diaDanhCuTru"),
        Representative = Person(Text(part, "nguoiDaiDienId")),
    };

    private VbdlisPerson? Person(string? id) => Find("DC_CaNhan", "caNhanId", id) is not { } part ? null : new VbdlisPerson
    {
        HoTen = Cell(part, "hoTen"),
        NgaySinh = Cell(part, "ngaySinh"),
        NamSinh = Cell(part, "namSinh"),
        GioiTinh = Cell(part, "gioiTinh"),
        MaSoDinhDanh = Cell(part, "maSoDinhDanh"),
        DiaChi = Cell(part, "diaChi"),
        Papers =
        [
            .. part.Descendants().Where(paper => Is(paper, "DC_GiayToTuyThan"))
                .Select(paper => new VbdlisIdentityPaper { SoGiayTo = Cell(paper, "soGiayTo") }),
        ],
    };

    private VbdlisPlot Plot(XElement part) => new()
    {
        ThuaDatId = Cell(part, "thuaDatId"),
        Version = Cell(part, "version"),
        IsLastest = Cell(part, "isLastest"),
        MaXa = Cell(part, "maXa"),
        XaId = Cell(part, "xaId"),
        SoHieuToBanDo = Cell(part, "soHieuToBanDo"),
        SoThuTuThua = Cell(part, "soThuTuThua"),
        SoHieuToBanDoCu = Cell(part, "soHieuToBanDoCu"),
        SoThuTuThuaCu = Cell(part, "soThuTuThuaCu"),
        TyLe = Cell(part, "tyLe"),
        MaThuaDat = Cell(part, "maThuaDat"),
        DienTich = Number(part, "dienTich"),
        DiaChi = Text(part, "diaChi") is null ? Address(part) : Cell(part, "diaChi"),
        ThoiDiemBatDau = Cell(part, "thoiDiemBatDau"),
        ThoiDiemKhoiTao = Cell(part, "thoiDiemKhoiTao"),
        Uses = [.. part.Descendants().Where(use => Is(use, "DC_MucDichSuDung")).Select(Use)],
    };

    private static VbdlisUse Use(XElement part) => new()
    {
        MaMucDichSuDung = Cell(part, "maMucDichSuDung"),
        DienTich = Number(part, "dienTich"),
        ThoiHanSuDung = Cell(part, "thoiHanSuDung"),
        NgayHetHanSuDung = Cell(part, "ngayHetHanSuDung"),
        Origins =
        [
            .. part.Descendants().Where(origin => Is(origin, "DC_NguonGocDat")).Select(origin => new VbdlisOrigin
            {
                LoaiNguonGocId = Cell(origin, "nguonGoc"),
                LoaiNguonGocChuyenQuyenId = Cell(origin, "nguonGocChuyenQuyen"),
                DienTich = Number(origin, "dienTich"),
            }),
        ],
    };

    /// <summary>The address that a plot refers to.</summary>
    private RawCell Address(XElement plot)
    {
        var id = plot.Descendants().FirstOrDefault(part => Is(part, "diaChiId"))?.Value.Trim();
        return Find("DC_DiaChi", "diaChiId", id) is { } address ? Cell(address, "diaChiChiTiet") : default;
    }

    private XElement? Find(string name, string key, string? id) =>
        string.IsNullOrEmpty(id) ? null : parts[name].FirstOrDefault(part => Text(part, key) == id);

    private static bool Is(XElement part, string name) => part.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? Text(XElement part, string name) =>
        part.Elements().FirstOrDefault(child => Is(child, name))?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static RawCell Cell(XElement? part, string name) =>
        part is not null && Text(part, name) is { } text ? RawCell.OfText(0, text) : default;

    /// <summary>A number as XML schema writes it: its point is the decimal one, however many digits follow.</summary>
    private static RawCell Number(XElement part, string name) =>
        Text(part, name) is { } text && double.TryParse(text, NumberStyles.Float,
            CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new RawCell(0, CellKind.Number, null, number, 0)
            : Cell(part, name);
}
