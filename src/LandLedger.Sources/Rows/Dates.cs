using System.Globalization;
using System.Text.RegularExpressions;
using LandLedger.Sources.Xlsx;
using NodaTime;
using NodaTime.Text;

namespace LandLedger.Sources.Rows;

/// <summary>A date of which perhaps only the year is known.</summary>
internal readonly record struct StatedDate(LocalDate? Day, int Year);

/// <summary>Dates as people type them and as Excel stores them.</summary>
internal sealed partial class Dates
{
    private const int FirstYear = 1850;
    private const int LastYear = 2100;

    // The day before the first of the 1900 system, for serials behind its invented 29 February 1900.
    private static readonly LocalDate ExcelEpoch = new(1899, 12, 30);

    private readonly LocalDatePattern[] patterns;
    private readonly bool yearAlone;
    private readonly bool dayFirst;
    private readonly bool yearFirst;

    /// <summary>The forms met in PL3 files.</summary>
    public static Dates Usual { get; } = new(["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-MM-dd", "yyyy"]);

    /// <param name="formats">Patterns such as <c>dd/MM/yyyy</c>; <c>yyyy</c> allows a year alone.</param>
    /// <exception cref="InvalidPatternException">A pattern is not one.</exception>
    public Dates(IEnumerable<string> formats)
    {
        var all = formats.ToArray();
        yearAlone = all.Contains("yyyy");
        dayFirst = Array.Find(all, format => format.Contains('/', StringComparison.Ordinal)) is "d/M/yyyy" or "dd/MM/yyyy";
        yearFirst = Array.Find(all, format => format.StartsWith("yyyy-", StringComparison.Ordinal)) is "yyyy-MM-dd";
        patterns = [.. all.Where(format => format != "yyyy").Select(LocalDatePattern.CreateWithInvariantCulture)];
    }

    /// <summary>The date of a cell that Excel shows as a date; serials below 61 hide a day that never was.</summary>
    public static StatedDate? OfSerial(double serial)
    {
        if (!(serial >= 61 && serial < 2_958_466))
            return null;
        return InRange(ExcelEpoch.PlusDays((int)serial));
    }

    /// <summary>The year that a number cell states, such as 1985; any other number is no date.</summary>
    public StatedDate? OfNumber(in RawCell cell) =>
        yearAlone && cell.Number == Math.Floor(cell.Number) && cell.Number is >= FirstYear and <= LastYear
            ? new StatedDate(null, (int)cell.Number)
            : null;

    /// <summary>The date or year that a text states, or null.</summary>
    public StatedDate? Of(string text)
    {
        if (dayFirst && DayFirst(text) is { } usual)
            return usual;
        if (yearFirst && YearFirst(text) is { } iso)
            return iso;
        foreach (var pattern in patterns)
        {
            if (pattern.Parse(text) is { Success: true, Value: var day })
                return InRange(day);
        }

        // A birth known by its year only is often typed as 00/00/1950.
        var year = yearAlone ? YearAlone().Match(text) : Match.Empty;
        if (!year.Success)
            return null;
        var number = int.Parse(year.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return number is >= FirstYear and <= LastYear ? new StatedDate(null, number) : null;
    }

    // The two commonest forms by hand: a library's pattern costs as much as the rest of a row. What fails here is tried again.
    private static StatedDate? DayFirst(string text) =>
        text.Length == 10 && text[2] == '/' && text[5] == '/' ? Day(text.AsSpan(6), text.AsSpan(3, 2), text.AsSpan(0, 2)) : null;

    private static StatedDate? YearFirst(string text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-' ? Day(text.AsSpan(0, 4), text.AsSpan(5, 2), text.AsSpan(8)) : null;

    private static StatedDate? Day(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day) =>
        int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y)
        && int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
        && int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var d)
        && y is >= FirstYear and <= LastYear && m is >= 1 and <= 12 && d >= 1 && d <= CalendarSystem.Iso.GetDaysInMonth(y, m)
            ? new StatedDate(new LocalDate(y, m, d), y)
            : null;

    private static StatedDate? InRange(LocalDate day) =>
        day.Year is >= FirstYear and <= LastYear ? new StatedDate(day, day.Year) : null;

    [GeneratedRegex("^(?:0{1,2}[/.-]0{1,2}[/.-])?([0-9]{4})$")]
    private static partial Regex YearAlone();
}
