using System.Globalization;
using System.Text;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Rows;

/// <summary>The row that a reject is about, as it stands in the file.</summary>
internal static class OriginalRow
{
    /// <summary>The text, cut to what a reject keeps, never within a character.</summary>
    public static string? Cut(string? text)
    {
        if (text is null || text.Length * 3 <= Reject.MostOriginalBytes || Encoding.UTF8.GetByteCount(text) <= Reject.MostOriginalBytes)
            return text;
        return Cut(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The text of bytes, cut in the same way.</summary>
    public static string Cut(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= Reject.MostOriginalBytes)
            return Encoding.UTF8.GetString(utf8);
        var end = Reject.MostOriginalBytes;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(utf8[..end]);
    }

    /// <summary>The cells of a sheet's row as one line of a text table, each in its column.</summary>
    public static string Of(RawRow row)
    {
        var line = new StringBuilder();
        var column = 0;
        foreach (ref readonly var cell in row.Cells)
        {
            if (line.Length > Reject.MostOriginalBytes)
                break;
            line.Append(',', cell.Column - column);
            column = cell.Column;
            var text = cell.Kind is CellKind.Number or CellKind.Date
                ? cell.Text ?? cell.Number.ToString("R", CultureInfo.InvariantCulture)
                : cell.Text ?? "";
            if (text.AsSpan().IndexOfAny(",\"\r\n") >= 0)
                line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else
                line.Append(text);
        }

        return line.ToString();
    }
}
