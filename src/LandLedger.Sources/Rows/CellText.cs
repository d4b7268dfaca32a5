using System.Globalization;
using System.Text;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Rows;

/// <summary>The text of a cell, cleaned of what no reader can see.</summary>
internal static class CellText
{
    private const double LargestExactWhole = 9_007_199_254_740_992;

    /// <summary>
    /// Composed form, one kind of space, no zero-width characters, line breaks and tabs as spaces, trimmed. A null code and a
    /// null text: nothing stands there.
    /// </summary>
    /// <returns>The text, or the code of what is wrong.</returns>
    public static (string? Text, string? Code) Clean(string written)
    {
        if (written.Length > XlsxXml.CellText)
            return (null, "text-too-long");

        if (IsPlain(written))
            return (written, null);

        var clean = new StringBuilder(written.Length);
        foreach (var c in written)
        {
            if (VietnameseText.IsInvisible(c))
                continue;
            if (c is '\t' or '\n' or '\r' || char.IsWhiteSpace(c))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                    clean.Append(' ');
            }
            else if (c >= 'Ð' && VietnameseText.IsHomoglyph(c))
            {
                return (null, "homoglyph");
            }
            else if (char.IsControl(c) || c is '\uFFFE' or '\uFFFF')
            {
                return (null, "control-character");
            }
            else
            {
                clean.Append(c);
            }
        }

        if (clean.Length > 0 && clean[^1] == ' ')
            clean.Length--;
        if (clean.Length == 0)
            return (null, null);
        try
        {
            return (VietnameseText.Nfc(clean.ToString()), null);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair.
            return (null, "control-character");
        }
    }

    /// <summary>True if nothing has to be done, as with most cells: single spaces within, composed, nothing that is looked for.</summary>
    private static bool IsPlain(string written)
    {
        var (before, ascii) = (' ', true);
        foreach (var c in written)
        {
            if (c > '~')
            {
                if (char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || c >= '\uFFFE'
                    || VietnameseText.IsInvisible(c) || VietnameseText.IsHomoglyph(c))
                    return false;
                ascii = false;
            }
            else if (c < ' ' || (c == ' ' && before == ' '))
            {
                return false;
            }

            before = c;
        }

        return before != ' ' && (ascii || written.IsNormalized());
    }

    /// <summary>Digits of a number cell: padded as its format shows them, never otherwise.</summary>
    /// <returns>The digits, or the code of what is wrong.</returns>
    public static (string? Digits, string? Code) Digits(in RawCell cell)
    {
        if (cell.Number < 0 || cell.Number != Math.Floor(cell.Number))
            return (null, "id-unreadable");
        if (cell.Number >= LargestExactWhole)
            return (null, "id-damaged-by-excel");
        return (((long)cell.Number).ToString(CultureInfo.InvariantCulture).PadLeft(cell.ZeroPadding, '0'), null);
    }

    /// <summary>What a cell shows, for a reject.</summary>
    public static string Show(in RawCell cell)
    {
        var shown = cell.Kind switch
        {
            CellKind.Blank => "",
            CellKind.Number or CellKind.Date => cell.Number.ToString("R", CultureInfo.InvariantCulture),
            _ => cell.Text ?? "",
        };
        return Cut(shown);
    }

    /// <summary>
    /// True if a value may be personal wherever it stands: shifted columns put an ID or a name where a code belongs.
    /// </summary>
    public static bool MayBePersonal(string read)
    {
        var run = 0;
        foreach (var c in read)
        {
            run = char.IsAsciiDigit(c) ? run + 1 : 0;
            if (run == 9)
                return true;
        }

        // Names are words that each begin with a capital; the form's own words are not.
        var words = read.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 6 && words.All(word => char.IsUpper(word[0]));
    }

    /// <summary>At most 200 characters, none of them invisible to a person or harmful to a log.</summary>
    public static string Cut(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, 200));
        foreach (var c in text)
        {
            if (shown.Length == 200)
                break;
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c);
        }

        return shown.ToString();
    }
}
