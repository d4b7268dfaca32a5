using System.Buffers;
using System.Globalization;

namespace LandLedger.Proof;

/// <summary>Numbers from outside that have one way to be written: digits only, none before the first that counts.</summary>
internal static class PlainNumber
{
    private const int HexDigits = 8;
    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    // The framework also takes zero characters at the end.
    public static long? Of(ReadOnlySpan<byte> text) => text is not [(byte)'0', _, ..] && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Eight hexadecimal digits, lower case.</summary>
    public static uint? Hex(ReadOnlySpan<byte> text) => text.Length == HexDigits && !text.ContainsAnyExcept(Hexadecimal)
        && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Parts between single blanks.</summary>
    /// <returns>How many there are; as many as there is room for when there may be more.</returns>
    public static int Split(ReadOnlySpan<byte> text, Span<Range> parts)
    {
        var (count, start) = (0, 0);
        while (count < parts.Length)
        {
            var blank = text[start..].IndexOf((byte)' ');
            parts[count++] = blank < 0 ? start..text.Length : start..(start + blank);
            if (blank < 0)
                break;
            start += blank + 1;
        }

        return count;
    }
}
