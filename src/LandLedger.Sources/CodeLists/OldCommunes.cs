using System.Collections.Frozen;
using NodaTime;

namespace LandLedger.Sources.CodeLists;

/// <summary>A commune as it was before <see cref="Communes.ListDate"/>, and one commune that it became.</summary>
/// <param name="Code">Its code then. The same digits name another unit now.</param>
/// <param name="Name">Its full name then.</param>
/// <param name="District">Its district, a level that no longer exists.</param>
/// <param name="Province">Its province then: Lâm Đồng, Đắk Nông or Bình Thuận.</param>
/// <param name="NewCode">The commune of <see cref="Communes"/> that it became, or became part of.</param>
/// <param name="Split">True if it was divided between several new communes: which one, only a person can say.</param>
public sealed record OldCommune(string Code, string Name, string District, string Province, string NewCode, bool Split);

/// <summary>The 329 communes that became the 124 of today (Resolution 1671/NQ-UBTVQH15).</summary>
public static class OldCommunes
{
    /// <summary>From when the list before was in force (Decision 124/2004/QĐ-TTg), by which its codes are told from those of today.</summary>
    public static readonly LocalDate ListDate = new(2004, 7, 8);

    /// <summary>All old communes; a divided one appears once for each new commune.</summary>
    public static IReadOnlyList<OldCommune> All { get; } =
    [
        .. CodeListFile.Rows("communes_mapping_lamdong.csv")
            .Select(row => new OldCommune(row[0], row[1], row[2], row[3], row[4], row[5] == "Y")),
    ];

    private static readonly ILookup<string, OldCommune> ByCode = All.ToLookup(commune => commune.Code, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Keeping = All.Select(commune => commune.Code)
        .Where(code => ByCode[code].ToArray() is [var became] && All.Count(commune => commune.NewCode == became.NewCode) == 1)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What the commune with this old code became: one entry, several if it was divided, none if unknown.</summary>
    public static IEnumerable<OldCommune> Find(string oldCode) => ByCode[oldCode];

    /// <summary>True if the commune was neither merged with another nor divided, so that its map sheets keep their numbers.</summary>
    public static bool KeepsSheets(string oldCode) => Keeping.Contains(oldCode);
}
