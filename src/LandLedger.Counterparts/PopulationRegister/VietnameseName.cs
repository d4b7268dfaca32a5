using System.Globalization;
using System.Text;

namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>Compares full names as a registrar would: by letters and tones, not by how they were typed.</summary>
internal static class VietnameseName
{
    // Grave, acute, tilde, hook above, dot below. Breve, circumflex and horn make other letters and stay where they are.
    private const string Tones = "\u0300\u0301\u0303\u0309\u0323";

    private const string Apostrophes = "'\u2018\u2019\u02BC\u0060\u00B4\u2032";

    /// <summary>
    /// The same text for every way of typing one name: composed or decomposed, upper or lower case, any spacing, the tone on
    /// either vowel ("Hòa", "Hoà"), any apostrophe ("K'Brẹo", "K’ Brẹo"), the Icelandic Ð in place of Đ. Empty for no letters.
    /// </summary>
    public static string Key(string name)
    {
        var key = new StringBuilder(name.Length + 8);
        var tone = '\0';
        foreach (var mark in Unified(name).Normalize(NormalizationForm.FormKD).ToUpperInvariant())
        {
            if (Tones.Contains(mark, StringComparison.Ordinal))
            {
                tone = mark;
            }
            else if (char.IsWhiteSpace(mark) || mark == '\'')
            {
                EndSyllable(key, ref tone, mark);
            }
            else if (char.GetUnicodeCategory(mark) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                key.Append(mark);
            }
        }
        EndSyllable(key, ref tone, ' ');
        return key.ToString().TrimEnd(' ');
    }

    private static string Unified(string name)
    {
        var unified = new StringBuilder(name);
        foreach (var apostrophe in Apostrophes)
        {
            unified.Replace(apostrophe, '\'');
        }
        return unified.Replace('\u00D0', 'Đ').Replace('\u00F0', 'đ').ToString();
    }

    private static void EndSyllable(StringBuilder key, ref char tone, char separator)
    {
        if (tone != '\0')
        {
            key.Append(tone);
            tone = '\0';
        }
        var last = key.Length == 0 ? ' ' : key[^1];
        if (separator == '\'' && last == ' ' && key.Length > 0)
        {
            key[^1] = '\'';
        }
        else if (last is not (' ' or '\'') || (separator == '\'' && last != '\''))
        {
            key.Append(separator);
        }
    }
}
