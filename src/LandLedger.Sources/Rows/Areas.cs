using System.Globalization;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Rows;

/// <summary>Areas in square metres as people type them: <c>120,5</c>, <c>120.50</c>, <c>1.200,5 m²</c>.</summary>
internal static class Areas
{
    private const decimal Largest = 1_000_000_000m;

    /// <summary>The area of a number cell without the noise of binary fractions: 29.160000000000004 is 29.16.</summary>
    public static decimal? Of(in RawCell cell)
    {
        if (!(cell.Number > 0 && cell.Number <= (double)Largest))
            return null;
        var shown = cell.Number.ToString("G15", CultureInfo.InvariantCulture);
        return Trim(decimal.Parse(shown, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The area that a text states. Of two separators the last is the decimal one; one that repeats separates thousands. A
    /// single separator with three digits behind is ambiguous and taken as thousands, since nobody measures square millimetres.
    /// </summary>
    public static (decimal? Area, bool Ambiguous) Of(string text)
    {
        var digits = text.ToLowerInvariant();
        foreach (var unit in Units)
        {
            if (digits.EndsWith(unit, StringComparison.Ordinal))
            {
                digits = digits[..^unit.Length];
                break;
            }
        }

        digits = digits.Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 20 || !digits.All(c => char.IsAsciiDigit(c) || c is '.' or ','))
            return (null, false);

        var last = digits.LastIndexOfAny(['.', ',']);
        if (last < 0)
            return (Parse(digits, ""), false);

        var (whole, part) = (digits[..last], digits[(last + 1)..]);
        var (repeats, other) = (whole.Contains(digits[last], StringComparison.Ordinal), whole.IndexOfAny(['.', ',']) >= 0);
        if (repeats)
            return (IsGrouped(digits, digits[last]) ? Parse(Bare(digits), "") : null, false);
        if (other)
            return (IsGrouped(whole, whole[whole.IndexOfAny(['.', ','])]) ? Parse(Bare(whole), part) : null, false);
        if (part.Length == 3 && whole.Length is >= 1 and <= 3 && whole[0] != '0')
            return (Parse(whole + part, ""), true);
        return (whole.Length == 0 || part.Length == 0 ? null : Parse(whole, part), false);
    }

    private static readonly string[] Units = ["m²", "m2", "mét vuông"];

    private static string Bare(string digits) =>
        digits.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);

    /// <summary>True if a separator stands before every three digits, and only there.</summary>
    private static bool IsGrouped(string digits, char separator)
    {
        var groups = digits.Split(separator);
        return groups[0].Length is >= 1 and <= 3 && groups[0].All(char.IsAsciiDigit)
            && groups.Skip(1).All(group => group.Length == 3 && group.All(char.IsAsciiDigit));
    }

    private static decimal? Parse(string whole, string part) =>
        decimal.TryParse($"{whole}.{part}0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var area)
        && area is > 0 and <= Largest
            ? Trim(area)
            : null;

    // Dividing by one with all its decimals leaves no zeros at the end: 120.50 is 120.5.
    private static decimal Trim(decimal area) => area / 1.000000000000000000000000000000000m;
}
