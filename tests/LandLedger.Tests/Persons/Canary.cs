using System.Text;

namespace LandLedger.Tests.Persons;

/// <summary>A person who must be found nowhere: every value in every shape in which it could be left behind.</summary>
/// <param name="FullName">Name with its marks.</param>
/// <param name="WithoutMarks">The name as a search box would fold it.</param>
/// <param name="CitizenId">Twelve digits.</param>
/// <param name="OldId">Nine digits.</param>
/// <param name="BirthDate">yyyy-MM-dd.</param>
/// <param name="Address">Where the person lives.</param>
internal sealed record Canary(string FullName, string WithoutMarks, string CitizenId, string OldId, string BirthDate, string Address)
{
    public static readonly Canary
        Tuong = new("Lương Thị Khánh Tường", "Luong Thi Khanh Tuong", "068151973001", "273519731", "1951-07-23", "Hẻm Bướm Vàng 17"),
        Khoi = new("Quách Đình Trọng Khôi", "Quach Dinh Trong Khoi", "068048973002", "273519732", "1948-11-29", "Ngõ Chuồn Ớt 23"),
        Sau = new("Mạc Thị Ngọc Sáu", "Mac Thi Ngoc Sau", "068139973003", "273519733", "1939-04-17", "Đường Sếu Đầu Đỏ 5"),
        Loc = new("Âu Dương Phúc Lộc", "Au Duong Phuc Loc", "068053973004", "273519734", "1953-12-19", "Kiệt Vành Khuyên 31");

    public static readonly Canary[] All = [Tuong, Khoi, Sau, Loc];

    private string Day => string.Join('/', BirthDate.Split('-').Reverse());

    /// <summary>What to look for in text.</summary>
    public IEnumerable<string> Traces()
    {
        string[] values =
        [
            FullName, FullName.Normalize(NormalizationForm.FormD), WithoutMarks, CitizenId, OldId, BirthDate, Day, Day.Replace('/', '-'),
            Address,
        ];
        foreach (var value in values)
        {
            yield return value;
            yield return Escaped(value);
            // As PostgreSQL dumps bytes, and as a log may print them.
            yield return Convert.ToHexString(Encoding.UTF8.GetBytes(value));
            yield return Convert.ToHexString(Encoding.UTF8.GetBytes(Escaped(value)));
            yield return Convert.ToHexString(Encoding.Unicode.GetBytes(value));
            // Shorter pieces of base64 would be found by chance.
            foreach (var piece in Enumerable.Range(0, 3).Select(shift => InBase64(value, shift)).Where(piece => piece.Length >= 8))
                yield return piece;
        }
    }

    /// <summary>The traces that a text holds. Capitals and small letters are the same.</summary>
    public static string[] FoundIn(string text) =>
    [
        .. All.SelectMany(canary => canary.Traces()).Distinct().Where(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>The person as a member of a request.</summary>
    public string Json(string? birthDate = null, string? citizenId = null, string? name = null) =>
        $$"""
        {"kind":"individual","fullName":"{{name ?? FullName}}","birthDate":"{{birthDate ?? BirthDate}}",
        "citizenId":"{{citizenId ?? CitizenId}}",
        "oldIdNumber":"{{OldId}}","address":"{{Address}}"}
        """;

    private static string Escaped(string value) =>
        string.Concat(value.Select(letter => letter < 128 ? letter.ToString() : $"\\u{(int)letter:x4}"));

    // What is left of a value in base64, wherever it begins in the bytes.
    private static string InBase64(string value, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(value)]);
        return text[(shift == 0 ? 0 : 4)..^4];
    }
}
