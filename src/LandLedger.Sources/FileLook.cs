using System.Text;

namespace LandLedger.Sources;

/// <summary>What a file looks like by its first bytes, in words for the one who chose the wrong system for it.</summary>
internal static class FileLook
{
    public const string Json = "VBDLIS, JSON";
    public const string Xml = "VBDLIS, XML";
    public const string Workbook = "PL3 / VNPT-iLIS, .xlsx";
    public const string OldOffice = ".xls";
    public const string Table = "VNPT-iLIS, .csv";
    public const string Unknown = "?";

    private const int Sample = 4096;

    /// <summary>One of the words above; the stream's place is of no matter before and after.</summary>
    public static string Of(Stream seekable)
    {
        var buffer = new byte[Sample];
        seekable.Position = 0;
        var head = buffer.AsSpan(0, seekable.ReadAtLeast(buffer, Sample, throwOnEndOfStream: false));
        if (head.StartsWith("PK\u0003\u0004"u8))
            return Workbook;
        if (head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]))
            return OldOffice;

        // Zeros between the letters are those of UTF-16.
        var text = Encoding.Latin1.GetString(head).Replace("\0", "", StringComparison.Ordinal)
            .TrimStart('\u00EF', '\u00BB', '\u00BF', '\u00FE', '\u00FF')
            .TrimStart();
        if (text.StartsWith('{') || text.StartsWith('['))
            return Json;
        if (text.StartsWith('<'))
            return Xml;
        var line = text.Split('\r', '\n')[0];
        return line.Any(c => char.IsControl(c) && c != '\t') || line.IndexOfAny([',', ';', '\t', '|']) < 0 ? Unknown : Table;
    }
}
