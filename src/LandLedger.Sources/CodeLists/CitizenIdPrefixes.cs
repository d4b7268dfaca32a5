using System.Collections.Frozen;

namespace LandLedger.Sources.CodeLists;

/// <summary>The first three digits of a citizen ID: where the birth was registered (Circular 07/2016/TT-BCA, annex 1).</summary>
public static class CitizenIdPrefixes
{
    private static readonly FrozenDictionary<string, string> Provinces =
        CodeListFile.Rows("cccd_province_codes.csv").ToFrozenDictionary(row => row[0], row => row[1], StringComparer.Ordinal);

    /// <summary>All known prefixes.</summary>
    public static IReadOnlyCollection<string> All => Provinces.Keys;

    /// <summary>
    /// The province as named in 2016, or null. Null is no proof of a wrong number: births registered abroad carry country
    /// codes, and no list of these is public.
    /// </summary>
    public static string? ProvinceOf(string threeDigits) => Provinces.GetValueOrDefault(threeDigits);
}
