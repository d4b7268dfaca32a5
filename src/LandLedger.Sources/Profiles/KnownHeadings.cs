using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Profiles;

/// <summary>Headings that tables of plots are known to use, in Vietnamese and as names of columns.</summary>
internal static class KnownHeadings
{
    private static readonly FrozenDictionary<string, Field> Fields = CodeListFile.Rows("heading_words.csv")
        .SelectMany(row => row[0].EndsWith("-*", StringComparison.Ordinal) ? Numbered(row[0][..^2], row[1]) : [(row[0], row[1])])
        .ToFrozenDictionary(row => Fold(row.Item2), row => FieldNames.Find(row.Item1)!.Value, StringComparer.Ordinal);

    /// <summary>The field that a heading names, or null. Case, tones, blanks and signs do not count: "Số tờ" is <c>SO_TO</c>.</summary>
    public static Field? Find(string heading) => Fields.TryGetValue(Fold(heading), out var field) ? field : null;

    private static IEnumerable<(string, string)> Numbered(string field, string words)
    {
        for (var number = 1; number <= 3; number++)
            yield return ($"{field}-{number}", $"{words}{number}");
    }

    private static string Fold(string heading)
    {
        var folded = new StringBuilder(heading.Length);
        foreach (var c in heading.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && char.IsLetterOrDigit(c))
                folded.Append(c is 'đ' or 'Đ' ? 'd' : char.ToLowerInvariant(c));
        }

        return folded.ToString();
    }
}
