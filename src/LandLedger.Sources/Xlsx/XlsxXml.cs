using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace LandLedger.Sources.Xlsx;

/// <summary>The XML side of a workbook: parts without DTDs, and the escapes of its texts.</summary>
internal static class XlsxXml
{
    /// <summary>Excel's own limit of characters in a cell.</summary>
    public const int CellText = 32_767;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    public static XmlReader Open(ZipArchiveEntry part) => XmlReader.Create(new BufferedStream(part.Open(), 1 << 16), Settings);

    /// <summary>The text with <c>_xHHHH_</c> turned into the character that it stands for.</summary>
    public static string Unescape(string text)
    {
        var at = text.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0)
            return text;

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsEscape(text, i))
            {
                plain.Append((char)ushort.Parse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 6;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    /// <summary>True if an escape <c>_xHHHH_</c> begins at this place.</summary>
    public static bool IsEscape(string text, int at) =>
        at + 7 <= text.Length && text[at] == '_' && text[at + 1] == 'x' && text[at + 6] == '_'
        && char.IsAsciiHexDigit(text[at + 2]) && char.IsAsciiHexDigit(text[at + 3])
        && char.IsAsciiHexDigit(text[at + 4]) && char.IsAsciiHexDigit(text[at + 5]);
}
