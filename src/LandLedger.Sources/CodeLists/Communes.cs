using System.Collections.Frozen;
using NodaTime;

namespace LandLedger.Sources.CodeLists;

/// <summary>A commune-level unit of Lâm Đồng.</summary>
/// <param name="Code">Five digits. Every one of them named another unit before <see cref="Communes.ListDate"/>.</param>
/// <param name="Name">Full name, such as "Phường Mũi Né".</param>
/// <param name="NameEn">Name without tone marks, such as "Mui Ne".</param>
/// <param name="Kind"><c>ward</c>, <c>commune</c> or <c>special-zone</c>.</param>
public sealed record Commune(string Code, string Name, string NameEn, string Kind);

/// <summary>The 124 commune-level units of Lâm Đồng since the two-level reorganisation.</summary>
public static class Communes
{
    /// <summary>From when the codes of this list mean what they say here (Decision 19/2025/QĐ-TTg).</summary>
    public static readonly LocalDate ListDate = new(2025, 7, 1);

    /// <summary>All communes, by code.</summary>
    public static IReadOnlyList<Commune> All { get; } =
        [.. CodeListFile.Rows("communes_lamdong.csv").Select(row => new Commune(row[0], row[1], row[2], row[3]))];

    private static readonly FrozenDictionary<string, Commune> ByCode =
        All.ToFrozenDictionary(commune => commune.Code, StringComparer.Ordinal);

    /// <summary>The commune with this code, or null.</summary>
    public static Commune? Find(string code) => ByCode.GetValueOrDefault(code);
}
