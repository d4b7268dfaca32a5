using System.Text;

namespace LandLedger.Sources.CodeLists;

/// <summary>
/// Vietnamese text for comparing. What is stored and shown stays as it was written; only <see cref="Nfc"/> may touch it.
/// </summary>
public static class VietnameseText
{
    /// <summary>False in an environment without Unicode data, where normalising silently does nothing: refuse to start.</summary>
    public static bool NormalizationWorks => "ễ".Normalize(NormalizationForm.FormD).Length == 3;

    /// <summary>The text in composed form (NFC): one letter, one character.</summary>
    /// <exception cref="ArgumentException">The text holds half of a surrogate pair.</exception>
    public static string Nfc(string s) => s.Normalize(NormalizationForm.FormC);

    /// <summary>
    /// The comparison key: two spellings of the same words have the same key. Lower case, one space between words, one form of
    /// the apostrophe, the tone mark in the older place (<c>hòa</c>, <c>thủy</c>). Other tones stay other words.
    /// </summary>
    public static string Key(string s)
    {
        var text = Nfc(s);
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (IsInvisible(c))
                continue;
            if (char.IsWhiteSpace(c))
            {
                // One space between words, none in front, none behind an apostrophe: K' Brếp is K'Brếp.
                if (key.Length > 0 && key[^1] is not (' ' or '\''))
                    key.Append(' ');
            }
            else
            {
                key.Append(IsApostrophe(c) ? '\'' : char.ToLowerInvariant(c));
            }
        }

        if (key.Length > 0 && key[^1] == ' ')
            key.Length--;
        return PlaceTones(key.ToString());
    }

    /// <summary>Zero-width characters and the soft hyphen: seen by no reader, yet different for a computer.</summary>
    internal static bool IsInvisible(char c) => c is >= '\u200B' and <= '\u200F' or '\u2060' or '\uFEFF' or '\u00AD';

    /// <summary>
    /// Letters that look like Vietnamese ones and are others: Greek, Cyrillic, full-width, and the crossed letters of Icelandic and
    /// Ewe that old fonts put for Đ. A name that holds one is found by nobody who types it.
    /// </summary>
    internal static bool IsHomoglyph(char c) =>
        c is 'Ð' or 'ð' or '\u0189' or '\u0256' or (>= '\u0370' and <= '\u052F') or (>= '\u1F00' and <= '\u1FFF')
            or (>= '\uFF21' and <= '\uFF5A');

    private static bool IsApostrophe(char c) => c is '\'' or '’' or '‘' or 'ʼ' or '´' or '`';

    private static string PlaceTones(string text)
    {
        var placed = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            while (end < text.Length && char.IsLetter(text[end]))
                end++;
            if (end == i)
                placed.Append(text[i++]);
            else
                placed.Append(ToneMark.Place(text[i..end]));
            i = Math.Max(i, end);
        }

        return placed.ToString();
    }
}
