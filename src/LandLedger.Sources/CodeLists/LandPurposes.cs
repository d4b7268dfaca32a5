using System.Collections.Frozen;

namespace LandLedger.Sources.CodeLists;

/// <summary>A purpose for which land is used.</summary>
/// <param name="Code">Symbol as printed, such as <c>ODT</c>.</param>
/// <param name="NameVi">Name in the circular.</param>
/// <param name="NameEn">English name; empty for symbols of earlier circulars.</param>
/// <param name="Successor">The present symbol, if this one is from an earlier circular and has one.</param>
/// <param name="Leaf">False for groups such as "Đất ở", which say too little for a plot.</param>
public sealed record LandPurpose(string Code, string NameVi, string NameEn, string? Successor, bool Leaf);

/// <summary>The land use purposes of Circular 08/2024/TT-BTNMT, with the earlier symbols that are still on paper.</summary>
public static class LandPurposes
{
    /// <summary>All purposes and groups.</summary>
    public static IReadOnlyList<LandPurpose> All { get; } =
    [
        .. CodeListFile.Rows("land_purpose_codes.csv").Select(row =>
            new LandPurpose(row[0], row[2], row[3], CodeListFile.OrNull(row[5]), row[4] != "group")),
    ];

    private static readonly FrozenDictionary<string, LandPurpose> ByCode =
        All.ToFrozenDictionary(purpose => purpose.Code, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, LandPurpose> ByWords = Wordings();

    /// <summary>The purpose or group with this code, or null.</summary>
    public static LandPurpose? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>
    /// The purpose meant by words as people write them ("Đất ở tại đô thị") or by a code. Null if unknown, and null for a
    /// group: "Đất ở" alone is rural or urban, and a guess would be a wrong record.
    /// </summary>
    public static LandPurpose? FromWords(string words) => Match(words) is { Leaf: true } purpose ? purpose : null;

    /// <summary>True if the words name a group of purposes rather than one purpose.</summary>
    public static bool NamesGroup(string words) => Match(words) is { Leaf: false };

    private static LandPurpose? Match(string words) => ByWords.GetValueOrDefault(KeyOf(words));

    // The circulars before 2024 spell "hàng năm", the present one "hằng năm".
    private static string KeyOf(string words) =>
        VietnameseText.Key(words).Replace("hàng năm", "hằng năm", StringComparison.Ordinal);

    private static FrozenDictionary<string, LandPurpose> Wordings()
    {
        var wordings = new Dictionary<string, LandPurpose>(StringComparer.Ordinal);
        foreach (var purpose in All)
        {
            wordings[KeyOf(purpose.Code)] = purpose;
            wordings.TryAdd(KeyOf(purpose.NameVi), purpose);
        }

        foreach (var row in CodeListFile.Rows("land_purpose_words.csv"))
            wordings.TryAdd(KeyOf(row[1]), ByCode[row[0]]);
        return wordings.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
