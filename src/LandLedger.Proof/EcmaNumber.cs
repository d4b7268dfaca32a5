using System.Globalization;

namespace LandLedger.Proof;

/// <summary>Writes a double as ECMAScript does (RFC 8785 3.2.2.3): the shortest digits that read back the same.</summary>
internal static class EcmaNumber
{
    public static string Of(double number)
    {
        if (number == 0)
            return "0";
        var sign = number < 0 ? "-" : "";
        // The round-trip form has the shortest digits; only where it puts point and exponent differs.
        var (digits, point) = Parts(Math.Abs(number).ToString("R", CultureInfo.InvariantCulture));
        return sign + Written(digits, point);
    }

    // point: how many digits stand before the decimal point; may be negative or beyond the digits.
    private static (string Digits, int Point) Parts(string text)
    {
        var exponent = 0;
        if (text.IndexOf('E') is var e and >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.') is var dot and >= 0 ? dot : text.Length;
        var digits = text.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), point - leading + exponent);
    }

    private static string Written(string digits, int point)
    {
        if (point is > 0 and <= 21)
        {
            return digits.Length <= point
                ? digits.PadRight(point, '0')
                : $"{digits[..point]}.{digits[point..]}";
        }

        if (point is > -6 and <= 0)
            return "0." + new string('0', -point) + digits;
        var exponent = point - 1;
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString(CultureInfo.InvariantCulture)}";
    }
}
