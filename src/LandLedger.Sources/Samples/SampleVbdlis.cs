using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Samples;

/// <summary>Writes the same certificates as VBDLIS shows them: ids in camel case, lists of children in Pascal case.</summary>
internal sealed class SampleVbdlis : IDisposable
{
    /// <summary>Vietnamese stays readable.</summary>
    public static readonly JsonWriterOptions Options = new() { Indented = false, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    // Ids of origins and of transfers in that system.
    private static readonly Dictionary<string, int> OriginIds = new()
    {
        ["CNQ"] = 1, ["CNQ-CTT"] = 2, ["CNQ-KTT"] = 3, ["DG-CTT"] = 4, ["DG-KTT"] = 5, ["DG-QL"] = 6, ["DT-THN"] = 10, ["DT-TML"] = 11,
    };

    private static readonly Dictionary<string, int> TransferIds = new() { ["CN"] = 15, ["TK"] = 3, ["TA"] = 5 };

    private readonly Utf8JsonWriter json;

    public SampleVbdlis(Stream stream)
    {
        json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteStartArray("data");
    }

    /// <summary>Writes the certificate of a plot.</summary>
    public void Write(SamplePlot plot)
    {
        json.WriteStartObject();
        json.WriteNumber("giayChungNhanId", 5_000_000 + plot.Index);
        json.WriteString("soPhatHanh", plot.Serial);
        json.WriteString("soVaoSo", plot.BookNumber);
        json.WriteString("ngayCap", Day(plot.IssuedOn));
        json.WriteString("maXa", plot.Commune);
        json.WriteStartArray("ListDangKyQuyen");
        json.WriteStartObject();
        Holder(plot.Household);
        Plot(plot);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        if (json.BytesPending > 1 << 16)
            json.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Dispose();
    }

    private void Plot(SamplePlot plot)
    {
        json.WriteStartObject("ThuaDat");
        json.WriteNumber("thuaDatId", 1_000_000 + plot.Index);
        json.WriteString("maXa", plot.Commune);
        json.WriteString("soHieuToBanDo", plot.Sheet);
        json.WriteString("soThuTuThua", plot.Number);
        json.WriteString("maThuaDat", plot.Code);
        json.WriteNumber("dienTich", plot.Area);
        json.WriteNumber("version", 1);
        json.WriteBoolean("isLastest", true);
        json.WriteStartArray("ListMucDichSuDung");
        for (var use = 0; use < plot.Uses.Length; use++)
            Use(plot, use);
        json.WriteEndArray();
        json.WriteStartArray("ListDiaChi");
        json.WriteStartObject();
        json.WriteNumber("tinhId", 68);
        json.WriteNumber("huyenId", 0);
        json.WriteNumber("xaId", int.Parse(plot.Commune, CultureInfo.InvariantCulture));
        json.WriteString("diaChiChiTiet", plot.Address);
        json.WriteBoolean("laDiaChiCu", false);
        json.WriteBoolean("laDiaChiChinh", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Use(SamplePlot plot, int use)
    {
        var (purpose, area) = plot.Uses[use];
        json.WriteStartObject();
        json.WriteNumber("soThuTu", use + 1);
        json.WriteString("maMucDichSuDung", purpose);
        json.WriteNumber("dienTich", area);
        json.WriteString("thoiHanSuDung", UseTerms.ToWords(purpose is "ODT" or "ONT" ? UseTerms.LongTerm : "2043-10-15"));
        json.WriteStartArray("ListNguonGocSuDungDat");
        json.WriteStartObject();
        json.WriteNumber("loaiNguonGocId", OriginIds[plot.Origin]);
        if (plot.Transfer is not null)
            json.WriteNumber("loaiNguonGocChuyenQuyenId", TransferIds[plot.Transfer]);
        json.WriteNumber("dienTich", area);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Holder(SampleHousehold household)
    {
        switch (household.Kind)
        {
            case Holders.Organisation:
                json.WriteStartObject("ToChuc");
                json.WriteString("tenToChuc", household.Organisation);
                json.WriteString("maSoThue", household.OrganisationId);
                Person("NguoiDaiDien", household.People[0], household.Address);
                json.WriteEndObject();
                break;
            case Holders.Household:
                json.WriteStartObject("HoGiaDinh");
                Person("ChuHo", household.People[0], household.Address);
                json.WriteStartArray("ListThanhVien");
                foreach (var member in household.People.Skip(1))
                    Person(null, member, household.Address);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                if (household.People.Length == 1)
                {
                    Person("CaNhan", household.People[0], household.Address);
                    break;
                }

                json.WriteStartObject("VoChong");
                Person("Chong", household.People[0], household.Address);
                Person("Vo", household.People[1], household.Address);
                json.WriteEndObject();
                break;
        }
    }

    private void Person(string? name, SamplePerson person, string address)
    {
        if (name is not null)
            json.WritePropertyName(name);
        json.WriteStartObject();
        json.WriteString("hoTen", person.Name);
        json.WriteString("ngaySinh", Day(person.Birth));
        json.WriteNumber("namSinh", person.Birth.Year);
        json.WriteNumber("gioiTinh", person.Male ? 1 : 0);
        json.WriteString("maSoDinhDanh", person.StatedId);
        json.WriteString("diaChi", address);
        json.WriteStartArray("ListGiayToTuyThan");
        json.WriteStartObject();
        json.WriteString("soGiayTo", person.StatedId ?? person.OldId);
        json.WriteBoolean("daDinhDanh", false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Day(NodaTime.LocalDate date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
