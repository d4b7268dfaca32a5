using System.Globalization;

namespace LandLedger.Plumbing;

/// <summary>Lines of CSV (RFC 4180) that a spreadsheet shows and does not run.</summary>
public static class Csv
{
    // What starts a formula in some spreadsheet, the full-width forms included; and what some of them drop before they look.
    private const string Dangerous = "=+-@＝＋－＠", Dropped = "\t\r\n\0";

    /// <summary>One line; each cell is quoted, and one that could start a formula gets an apostrophe in front.</summary>
    public static string Line(params ReadOnlySpan<string?> cells) => Line(',', cells);

    /// <summary>The same with another separator, for readers who need one.</summary>
    public static string Line(char separator, params ReadOnlySpan<string?> cells)
    {
        var line = new System.Text.StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                line.Append(separator);
            line.Append('"').Append(Safe(cells[i] ?? "").Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        return line.Append("\r\n").ToString();
    }

    private static string Safe(string cell)
    {
        if (cell.Length == 0)
            return cell;
        var first = cell.FirstOrDefault(
            character => !char.IsWhiteSpace(character) && char.GetUnicodeCategory(character) != UnicodeCategory.Format, ' ');
        var runs = Dropped.Contains(cell[0], StringComparison.Ordinal) || Dangerous.Contains(first, StringComparison.Ordinal);
        return runs ? "'" + cell : cell;
    }
}
