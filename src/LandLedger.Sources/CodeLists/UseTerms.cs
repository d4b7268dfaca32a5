using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace LandLedger.Sources.CodeLists;

/// <summary>How long land may be used: for the long term, or until a day (Land Law 2024, articles 171 and 172).</summary>
public static partial class UseTerms
{
    /// <summary>"Lâu dài".</summary>
    public const string LongTerm = "long-term";

    /// <summary><see cref="LongTerm"/>, the last day as <c>2043-10-15</c>, or null if the words say neither.</summary>
    public static string? FromWords(string words)
    {
        var key = VietnameseText.Key(words);
        if (key is "lâu dài" or "ổn định lâu dài" or "sử dụng lâu dài" or "sử dụng ổn định lâu dài" or "ổn định, lâu dài" or LongTerm)
            return LongTerm;

        var day = Until().Match(key);
        if (!day.Success)
            day = IsoUntil().Match(key);
        return day.Success ? Date(day) : null;
    }

    /// <summary>The words for a term of <see cref="FromWords"/>.</summary>
    public static string ToWords(string term) =>
        term == LongTerm ? "Lâu dài" : $"Đến ngày {term[8..10]}/{term[5..7]}/{term[..4]}";

    private static string? Date(Match day)
    {
        var (y, m, d) = (Number(day, "y"), Number(day, "m"), Number(day, "d"));
        if (y < 1900 || m is < 1 or > 12 || d < 1 || d > CalendarSystem.Iso.GetDaysInMonth(y, m))
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"{y:0000}-{m:00}-{d:00}");
    }

    private static int Number(Match day, string part) => int.Parse(day.Groups[part].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^(?:(?:thời hạn )?(?:sử dụng )?đến (?:hết )?)?(?:ngày )?"
        + "(?<d>[0-9]{1,2})(?:[/.-]| tháng )(?<m>[0-9]{1,2})(?:[/.-]| năm )(?<y>[0-9]{4})$")]
    private static partial Regex Until();

    [GeneratedRegex(@"^(?<y>[0-9]{4})-(?<m>[0-9]{2})-(?<d>[0-9]{2})$")]
    private static partial Regex IsoUntil();
}
