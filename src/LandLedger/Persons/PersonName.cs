using System.Buffers;
using System.Globalization;
using System.Text;

namespace LandLedger.Persons;

/// <summary>When two spellings are the same name.</summary>
public static class PersonName
{
    // Grave, acute, tilde, hook above, dot below: the five tone marks. Circumflex, breve and horn make other letters and stay.
    private static readonly SearchValues<char> Tones = SearchValues.Create("\u0300\u0301\u0303\u0309\u0323");

    /// <summary>
    /// Equal for spellings that differ only in case, spacing, Unicode form, or the vowel that carries the tone (<c>Hoà</c>, <c>Hòa</c>).
    /// Other letters and missing marks stay different: Vietnamese names often differ by nothing else.
    /// </summary>
    public static string ComparisonKey(string fullName)
    {
        var letters = fullName.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture).Normalize(NormalizationForm.FormD);
        var key = new StringBuilder(letters.Length);
        var tone = '\0';
        foreach (var letter in letters)
        {
            if (Tones.Contains(letter))
            {
                tone = letter;
            }
            else if (!char.IsWhiteSpace(letter))
            {
                key.Append(letter);
            }
            else
            {
                EndWord(key, ref tone);
            }
        }

        EndWord(key, ref tone);
        return key.ToString().TrimEnd(' ');
    }

    private static void EndWord(StringBuilder key, ref char tone)
    {
        if (tone != '\0')
        {
            key.Append(tone);
            tone = '\0';
        }

        if (key.Length > 0 && key[^1] != ' ')
        {
            key.Append(' ');
        }
    }
}
