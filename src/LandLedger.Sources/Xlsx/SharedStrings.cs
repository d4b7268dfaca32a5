using System.IO.Compression;
using System.Text;
using System.Xml;

namespace LandLedger.Sources.Xlsx;

/// <summary>The table of texts that cells of a workbook share.</summary>
internal static class SharedStrings
{
    /// <summary>All texts by index: runs joined, phonetic guides left out.</summary>
    public static string[] Read(ZipArchiveEntry part, XlsxLimits limits)
    {
        var texts = new List<string>();
        var text = new StringBuilder();
        long characters = 0;
        var (inPhonetic, inText) = (false, false);

        // No Skip() on the phonetic part: it would land on the end of the item and shift every later text by one.
        using var xml = XlsxXml.Open(part);
        while (xml.Read())
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "si"):
                    text.Clear();
                    if (xml.IsEmptyElement)
                        texts.Add("");
                    break;
                case (XmlNodeType.EndElement, "si"):
                    texts.Add(XlsxXml.Unescape(text.ToString()));
                    characters += text.Length;
                    if (texts.Count > limits.SharedStrings || characters > limits.SharedCharacters)
                        throw new UnreadableFile("shared-strings-too-large");
                    break;
                case (XmlNodeType.Element or XmlNodeType.EndElement, "rPh"):
                    inPhonetic = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
                    break;
                case (XmlNodeType.Element or XmlNodeType.EndElement, "t"):
                    inText = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
                    break;
                case (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace, _):
                    if (inText && !inPhonetic && text.Length <= XlsxXml.CellText)
                        text.Append(xml.Value);
                    break;
            }
        }

        return [.. texts];
    }
}
