using System.Buffers;
using System.Text;

namespace LandLedger.Sources.Csv;

/// <summary>Finds out how a text file is encoded, and opens it so that a byte that does not fit is an error, not a "?".</summary>
internal static class TextEncoding
{
    private const int SampleBytes = 1 << 20;
    private const string ToneMarks = "\u0300\u0301\u0303\u0309\u0323";
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY");

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static readonly Encoding Windows1258 = CodePagesEncodingProvider.Instance.GetEncoding(
        1258, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>Names that a profile may give.</summary>
    public static bool IsKnown(string name) => Named(name) is not null;

    /// <summary>The text of a file: in the encoding named, or in the one that its bytes prove.</summary>
    /// <exception cref="UnreadableFile">Nothing proves an encoding. Guessing would write wrong names into a register.</exception>
    public static StreamReader Open(Stream seekable, string? name)
    {
        seekable.Position = 0;
        var buffer = new byte[(int)Math.Min(SampleBytes, seekable.Length)];
        seekable.ReadExactly(buffer);
        if (buffer.Length == 0)
            throw new UnreadableFile("file-empty");

        var (encoding, skip) = Mark(buffer) ?? (name is null ? Detect(buffer) : Named(name), 0);
        seekable.Position = skip;
        if (encoding is null)
            throw new UnreadableFile("encoding-unknown");
        return new StreamReader(seekable, encoding, detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen: true);
    }

    private static Encoding? Named(string name) => name.ToLowerInvariant() switch
    {
        "utf-8" => Utf8,
        "utf-16" or "utf-16le" => Utf16(bigEndian: false),
        "utf-16be" => Utf16(bigEndian: true),
        "windows-1258" => Windows1258,
        _ => null,
    };

    private static (Encoding?, int)? Mark(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            return (Utf8, 3);
        if (bytes.StartsWith<byte>([0xFF, 0xFE]))
            return (Utf16(bigEndian: false), 2);
        if (bytes.StartsWith<byte>([0xFE, 0xFF]))
            return (Utf16(bigEndian: true), 2);
        return null;
    }

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);

    private static Encoding? Detect(byte[] sample)
    {
        if (DetectUtf16(sample) is { } utf16)
            return utf16;
        if (IsUtf8(sample))
            return Utf8;
        return IsWindows1258(sample) ? Windows1258 : null;
    }

    /// <summary>In UTF-16 the ASCII part of a text has zeros, all on the same side.</summary>
    private static UnicodeEncoding? DetectUtf16(byte[] sample)
    {
        var zeros = new int[2];
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] == 0)
                zeros[i % 2]++;
        }

        var enough = sample.Length / 2 / 5;
        if (zeros[0] == 0 && zeros[1] > enough)
            return Utf16(bigEndian: false);
        return zeros[1] == 0 && zeros[0] > enough ? Utf16(bigEndian: true) : null;
    }

    private static bool IsUtf8(byte[] sample)
    {
        // The sample may end within a character of up to four bytes.
        var end = sample.Length;
        if (sample.Length == SampleBytes)
        {
            for (var back = 1; back <= 3; back++)
            {
                if (sample[^back] >= 0xC0)
                {
                    end -= back;
                    break;
                }
            }
        }

        return System.Text.Unicode.Utf8.IsValid(sample.AsSpan(0, end));
    }

    /// <summary>Windows-1258 writes tones as marks behind vowels; text in another eight-bit encoding does not look like that.</summary>
    private static bool IsWindows1258(byte[] sample)
    {
        string text;
        try
        {
            text = Windows1258.GetString(sample);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        var tones = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is >= '\u0080' and <= '\u009F')
                return false;
            if (!ToneMarks.Contains(text[i], StringComparison.Ordinal))
                continue;
            if (i == 0 || !Vowels.Contains(text[i - 1]))
                return false;
            tones++;
        }

        return tones > 0;
    }
}
