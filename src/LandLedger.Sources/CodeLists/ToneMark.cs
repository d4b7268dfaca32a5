using System.Buffers;
using System.Text;

namespace LandLedger.Sources.CodeLists;

/// <summary>
/// Puts the tone mark of a Vietnamese syllable on the vowel where the older spelling has it. Both places are in use
/// (<c>hòa</c> and <c>hoà</c>), and Unicode does not know that they are one word.
/// </summary>
internal static class ToneMark
{
    /// <summary>The syllable, in lower case and composed form, with its tone in the older place; anything else unchanged.</summary>
    public static string Place(string syllable)
    {
        var decomposed = syllable.Normalize(NormalizationForm.FormD);
        var at = decomposed.AsSpan().IndexOfAny(Tones);
        if (at < 0 || decomposed.AsSpan(at + 1).IndexOfAny(Tones) >= 0)
            return syllable;

        var letters = decomposed.Remove(at, 1).Normalize(NormalizationForm.FormC);
        var vowel = BearerOf(letters);
        if (vowel < 0)
            return syllable;

        return (letters[..(vowel + 1)] + decomposed[at] + letters[(vowel + 1)..]).Normalize(NormalizationForm.FormC);
    }

    // Grave, acute, tilde, hook above, dot below.
    private static readonly SearchValues<char> Tones = SearchValues.Create("\u0300\u0301\u0303\u0309\u0323");
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aăâeêioôơuưy");
    private static readonly SearchValues<char> MarkedVowels = SearchValues.Create("ăâêôơư");

    /// <summary>Index of the vowel that bears the tone, or -1 if the letters are not one syllable.</summary>
    private static int BearerOf(string letters)
    {
        var start = letters.AsSpan().IndexOfAny(Vowels);
        if (start < 0)
            return -1;
        if (OnsetEndsInVowel(letters, start))
            start++;

        var end = start;
        while (end < letters.Length && Vowels.Contains(letters[end]))
            end++;
        if (letters.AsSpan(end).IndexOfAny(Vowels) >= 0)
            return -1;

        var group = letters.AsSpan(start, end - start);
        var marked = group.LastIndexOfAny(MarkedVowels);
        if (marked >= 0)
            return start + marked;
        if (end < letters.Length)
            return end - 1;
        return group.Length switch
        {
            1 or 2 => start,
            3 => start + 1,
            _ => -1,
        };
    }

    /// <summary>The u of <c>qu</c> and the i of <c>gi</c> belong to the consonant if another vowel follows: quý, giá, but gì.</summary>
    private static bool OnsetEndsInVowel(string letters, int vowel) =>
        vowel == 1
        && letters.Length > 2
        && Vowels.Contains(letters[2])
        && (letters[0], letters[1]) is ('q', 'u') or ('g', 'i');
}
