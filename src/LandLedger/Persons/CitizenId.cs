using NodaTime;

namespace LandLedger.Persons;

/// <summary>
/// The personal identification number: three digits of the place where birth was registered, one of century and sex, two of the
/// birth year, six at random; no check digit (Decree 137/2015/NĐ-CP art. 13; Circular 59/2021/TT-BCA art. 4).
/// </summary>
/// <remarks>
/// Every clash is a finding and never a refusal: corrected civil status may rightly disagree with the number, the codes of places abroad
/// are not published, and a clash does not say which of the two sides is wrong.
/// </remarks>
public static class CitizenId
{
    private const int Length = 12;

    private static readonly Finding Form = new("citizen-id-form",
        "Số định danh cá nhân phải gồm đúng 12 chữ số.",
        "A personal identification number has exactly 12 digits.");

    private static readonly Finding Prefix = new("citizen-id-prefix",
        "Ba chữ số đầu của số định danh không phải mã tỉnh đã biết.",
        "The first three digits of the personal identification number are not a known place code.");

    private static readonly Finding SexClash = new("citizen-id-sex",
        "Chữ số thứ tư của số định danh không khớp với giới tính.",
        "The fourth digit of the personal identification number does not agree with the sex.");

    private static readonly Finding CenturyClash = new("citizen-id-century",
        "Chữ số thứ tư của số định danh không khớp với thế kỷ sinh.",
        "The fourth digit of the personal identification number does not agree with the century of birth.");

    private static readonly Finding YearClash = new("citizen-id-birth-year",
        "Chữ số thứ năm và thứ sáu của số định danh không khớp với năm sinh.",
        "The fifth and sixth digits of the personal identification number do not agree with the birth year.");

    /// <summary>Compares a number with what is known of its holder. No number, no finding.</summary>
    /// <param name="id">The number as read.</param>
    /// <param name="birth">Birth date; wins over <paramref name="birthYear"/>.</param>
    /// <param name="birthYear">Birth year.</param>
    /// <param name="sex">Sex.</param>
    /// <param name="knownPrefix">Says whether three digits are a known place code.</param>
    public static IReadOnlyList<Finding> Check(string? id, LocalDate? birth, int? birthYear, Sex? sex, Func<string, bool> knownPrefix)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            return [];
        }

        if (!IsWellFormed(id))
        {
            return [Form];
        }

        var findings = new List<Finding>();
        var centurySex = id[3] - '0';
        if (!knownPrefix(id[..3]))
        {
            findings.Add(Prefix);
        }

        if (sex is { } known && known != (centurySex % 2 == 0 ? Sex.Male : Sex.Female))
        {
            findings.Add(SexClash);
        }

        if ((birth?.Year ?? birthYear) is { } year)
        {
            if (year / 100 != 19 + (centurySex / 2))
            {
                findings.Add(CenturyClash);
            }

            if (year % 100 != ((id[4] - '0') * 10) + (id[5] - '0'))
            {
                findings.Add(YearClash);
            }
        }

        return findings;
    }

    /// <summary>Exactly twelve ASCII digits.</summary>
    public static bool IsWellFormed(string? id) => id is { Length: Length } && id.All(char.IsAsciiDigit);
}
