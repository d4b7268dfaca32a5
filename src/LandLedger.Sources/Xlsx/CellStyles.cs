using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace LandLedger.Sources.Xlsx;

/// <summary>What the number format of each cell style says: a date, or a fixed number of digits.</summary>
internal sealed class CellStyles
{
    private readonly List<(bool Date, int Zeros)> styles = [];

    /// <summary>The styles of a workbook; none if it has no style part.</summary>
    public static CellStyles Read(ZipArchiveEntry? part)
    {
        var read = new CellStyles();
        if (part is null)
            return read;

        var formats = new Dictionary<int, string>();
        var inCellFormats = false;
        using var xml = XlsxXml.Open(part);
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs")
                inCellFormats = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "numFmt")
                formats[Id(xml)] = xml.GetAttribute("formatCode") ?? "";
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "xf" && inCellFormats)
                read.styles.Add(Meaning(Id(xml), formats));
        }

        return read;
    }

    /// <summary>Meaning of the style with this index; an unknown index means nothing special.</summary>
    public (bool Date, int Zeros) this[int style] => style >= 0 && style < styles.Count ? styles[style] : default;

    private static int Id(XmlReader xml) =>
        int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static (bool Date, int Zeros) Meaning(int id, Dictionary<int, string> formats)
    {
        if (formats.TryGetValue(id, out var format))
            return (ShowsDate(format), format.Length > 1 && format.All(c => c == '0') ? format.Length : 0);

        // Built-in formats of ECMA-376, part 1, 18.8.30: 14-22 dates and times, 45-47 times.
        return (id is (>= 14 and <= 22) or (>= 45 and <= 47), 0);
    }

    /// <summary>True if a format code holds a letter of a date or time outside quotes, brackets and escapes.</summary>
    private static bool ShowsDate(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            switch (format[i])
            {
                case '"':
                    i = format.IndexOf('"', i + 1);
                    break;
                case '[':
                    i = format.IndexOf(']', i + 1);
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case 'y' or 'm' or 'd' or 'h' or 's' or 'Y' or 'M' or 'D' or 'H' or 'S':
                    return true;
            }

            if (i < 0)
                return false;
        }

        return false;
    }
}
