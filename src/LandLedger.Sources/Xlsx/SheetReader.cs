using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace LandLedger.Sources.Xlsx;

/// <summary>Reads the rows of a sheet, one after the other, into one reused row.</summary>
public sealed class SheetReader : IDisposable
{
    private const int RowLimit = 1_048_576;

    // Days between the first day of the 1900 and of the 1904 system.
    private const int Days1904 = 1462;

    private readonly XmlReader xml;
    private readonly string[] sharedStrings;
    private readonly CellStyles styles;
    private readonly bool dates1904;
    private readonly string row, cell, value, inline, text, phonetic, formula, sheetData;
    private char[] characters = new char[512];
    private int length;
    private bool ended;

    internal SheetReader(ZipArchiveEntry part, string[] sharedStrings, CellStyles styles, bool dates1904)
    {
        this.sharedStrings = sharedStrings;
        this.styles = styles;
        this.dates1904 = dates1904;
        xml = XlsxXml.Open(part);

        // Names are interned by the reader, so that references can be compared: this loop sees every cell of the file.
        (row, cell, value, formula) = (xml.NameTable.Add("row"), xml.NameTable.Add("c"), xml.NameTable.Add("v"), xml.NameTable.Add("f"));
        (inline, text, phonetic) = (xml.NameTable.Add("is"), xml.NameTable.Add("t"), xml.NameTable.Add("rPh"));
        sheetData = xml.NameTable.Add("sheetData");
    }

    /// <summary>The row that was read last; its cells change with the next <see cref="Read"/>.</summary>
    public RawRow Row { get; } = new();

    /// <summary>Goes to the next row that the file states; false at the end.</summary>
    /// <exception cref="UnreadableFile">The part is damaged, or rows or cells are out of order.</exception>
    public bool Read()
    {
        try
        {
            return !ended && ReadRow();
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw new UnreadableFile("xlsx-malformed", inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => xml.Dispose();

    private bool ReadRow()
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && IsNamed(row))
            {
                var number = xml.GetAttribute("r");
                var next = Row.Number + 1;
                if (number is not null && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out next))
                    throw new UnreadableFile("row-number");
                if (next <= Row.Number || next > RowLimit)
                    throw new UnreadableFile("row-number");
                Row.Begin(next);
                if (!xml.IsEmptyElement)
                    ReadCells();
                return true;
            }

            if (xml.NodeType == XmlNodeType.EndElement && IsNamed(sheetData))
                break;
        }

        ended = true;
        return false;
    }

    private bool IsNamed(string interned) => ReferenceEquals(xml.LocalName, interned);

    private void ReadCells()
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && IsNamed(cell))
                ReadCell();
            else if (xml.NodeType == XmlNodeType.EndElement && IsNamed(row))
                return;
        }
    }

    private void ReadCell()
    {
        var (column, type, style) = (Row.LastColumn + 1, "n", -1);
        var isEmpty = xml.IsEmptyElement;
        while (xml.MoveToNextAttribute())
        {
            switch (xml.LocalName)
            {
                case "r":
                    column = ColumnName.Index(xml.Value);
                    break;
                case "t":
                    type = xml.Value;
                    break;
                case "s":
                    style = int.TryParse(xml.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var s) ? s : -1;
                    break;
            }
        }

        if (column <= Row.LastColumn || column >= ColumnName.Limit)
            throw new UnreadableFile("row-number");
        if (isEmpty)
            return;

        var written = ReadContent(out var hasValue);
        if (written is not null)
            Row.Add(new RawCell(column, CellKind.Formula, written, hasValue ? Number() : double.NaN, 0));
        else if (hasValue)
            Row.Add(Interpret(column, type, style));
    }

    /// <summary>Reads to the end of the cell: its value into the buffer, its formula as the result.</summary>
    private string? ReadContent(out bool hasValue)
    {
        string? written = null;
        var (inValue, inFormula, inPhonetic) = (false, false, false);
        hasValue = false;
        length = 0;
        while (xml.Read())
        {
            var starts = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            switch (xml.NodeType)
            {
                case XmlNodeType.Element or XmlNodeType.EndElement when IsNamed(value) || IsNamed(text):
                    inValue = starts;
                    hasValue |= starts;
                    break;
                case XmlNodeType.Element or XmlNodeType.EndElement when IsNamed(formula):
                    inFormula = starts;
                    written ??= "=";
                    break;
                case XmlNodeType.Element or XmlNodeType.EndElement when IsNamed(phonetic):
                    inPhonetic = starts;
                    break;
                case XmlNodeType.EndElement when IsNamed(cell):
                    return written;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    if (inFormula)
                        written += xml.Value;
                    else if (inValue && !inPhonetic)
                        Append();
                    break;
                case XmlNodeType.Element when IsNamed(inline):
                    hasValue = true;
                    break;
            }
        }

        return written;
    }

    /// <summary>Adds the present text to the buffer without making a string of it; one character over a cell's limit is kept.</summary>
    private void Append()
    {
        int n;
        while (length <= XlsxXml.CellText && (n = xml.ReadValueChunk(characters, length, characters.Length - length)) > 0)
        {
            length += n;
            if (length == characters.Length)
                Array.Resize(ref characters, characters.Length * 2);
        }
    }

    private RawCell Interpret(int column, string type, int style)
    {
        switch (type)
        {
            case "s":
                return int.TryParse(characters.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < sharedStrings.Length
                        ? RawCell.OfText(column, sharedStrings[index])
                        : new RawCell(column, CellKind.Error, "#TEXT", double.NaN, 0);
            case "str" or "inlineStr":
                return RawCell.OfText(column, XlsxXml.Unescape(new string(characters, 0, length)));
            case "d":
                return RawCell.OfText(column, new string(characters, 0, length));
            case "b":
                return new RawCell(column, CellKind.Bool, length == 1 && characters[0] == '1' ? "TRUE" : "FALSE", double.NaN, 0);
            case "e":
                return new RawCell(column, CellKind.Error, new string(characters, 0, length), double.NaN, 0);
        }

        var number = Number();
        if (double.IsNaN(number))
            return new RawCell(column, CellKind.Error, new string(characters, 0, length), double.NaN, 0);
        var (date, zeros) = styles[style];
        return date
            ? new RawCell(column, CellKind.Date, null, dates1904 ? number + Days1904 : number, 0)
            : new RawCell(column, CellKind.Number, Exponent(), number, zeros);
    }

    private string? Exponent() =>
        characters.AsSpan(0, length).IndexOfAny('e', 'E') >= 0 ? new string(characters, 0, length) : null;

    private double Number() =>
        double.TryParse(characters.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : double.NaN;
}
