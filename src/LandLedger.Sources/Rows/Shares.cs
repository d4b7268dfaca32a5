using System.Globalization;

namespace LandLedger.Sources.Rows;

/// <summary>Parts of a right: <c>1/2</c>, <c>50%</c>, <c>0.5</c>.</summary>
internal static class Shares
{
    private const long MostParts = 1_000_000;

    /// <summary>
    /// The part as a fraction in lowest terms, above none and at most the whole, or null. A bare number up to one is a part of
    /// one, above it a part of a hundred, because a right of 50 wholes does not exist.
    /// </summary>
    public static string? Of(string words)
    {
        var text = words.Replace(" ", "", StringComparison.Ordinal).Replace(',', '.');
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
            return Whole(text[..slash]) is { } part && Whole(text[(slash + 1)..]) is { } all ? Fraction(part, all) : null;

        var percent = text.EndsWith('%');
        if (!decimal.TryParse(percent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > 100)
            return null;
        var parts = decimal.Round((percent || number > 1 ? number / 100 : number) * MostParts);
        return Fraction((long)parts, MostParts);
    }

    private static long? Whole(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostParts ? number : null;

    private static string? Fraction(long part, long all)
    {
        if (part < 1 || all < part)
            return null;
        var (a, b) = (part, all);
        while (b != 0)
            (a, b) = (b, a % b);
        return string.Create(CultureInfo.InvariantCulture, $"{part / a}/{all / a}");
    }
}
