using System.Text;
using LandLedger.Sources;
using LandLedger.Sources.Csv;
using LandLedger.Sources.Profiles;

namespace LandLedger.Tests.Sources;

/// <summary>Text exports as the shipped profile expects them.</summary>
internal static class IlisFile
{
    public const string Header = "MA_XA;SO_TO;SO_THUA;DIEN_TICH;SO_PHAT_HANH;NGAY_CAP;LOAI_CHU;VAI_TRO;HO_TEN;NGAY_SINH;GIOI_TINH;" +
        "SO_DINH_DANH;LOAI_DAT_1;DIEN_TICH_1;NGUON_GOC_1;HINH_THUC_1;THOI_HAN_1;GHI_CHU\n";

    public static string Line(
        string plot = "345", string name = "Nguyễn Thị Thuý", string serial = "BK 123456",
        string area = "120,5", string id = "068185000011") =>
        $"24781;12;{plot};{area};{serial};15/10/2013;0;CSD;{name};01/02/1985;0;{id};ODT;{area};2;R;LD;x\n";

    public static List<SourceItem> Read(string text, MappingProfile? profile = null) => Read(Encoding.UTF8.GetBytes(text), profile);

    public static List<SourceItem> Read(byte[] bytes, MappingProfile? profile = null) =>
        [.. new IlisCsvReader(profile ?? MappingProfile.Shipped("vnpt-ilis-1")).Read(new MemoryStream(bytes))];

    public static MappingProfile Profile(string change, string to)
    {
        using var stream = typeof(MappingProfile).Assembly.GetManifestResourceStream("LandLedger.Sources.Profiles.vnpt-ilis-1.json")!;
        using var reader = new StreamReader(stream);
        var json = reader.ReadToEnd();
        if (!json.Contains(change, StringComparison.Ordinal))
            throw new ArgumentException("The shipped profile no longer says this.", nameof(change));
        return MappingProfile.Load(new MemoryStream(Encoding.UTF8.GetBytes(json.Replace(change, to, StringComparison.Ordinal))));
    }
}
