using System.Collections.Frozen;
using LandLedger.Sources.CodeLists;

namespace LandLedger.Sources;

/// <summary>A code that a reader gives, and what it means to a user.</summary>
/// <param name="Kind"><c>file</c> (the file is refused), <c>row</c> (the row is held back) or <c>warning</c> (read, but odd).</param>
/// <param name="Code">Stable code.</param>
/// <param name="Vi">Meaning in Vietnamese.</param>
/// <param name="En">Meaning in English.</param>
public sealed record ReadingCode(string Kind, string Code, string Vi, string En);

/// <summary>All codes that readers give.</summary>
public static class ReadingCodes
{
    /// <summary>All codes, in the order of the list.</summary>
    public static IReadOnlyList<ReadingCode> All { get; } =
        [.. CodeListFile.Rows("reading_codes.csv").Select(row => new ReadingCode(row[0], row[1], row[2], row[3]))];

    private static readonly FrozenDictionary<string, ReadingCode> ByCode =
        All.ToFrozenDictionary(code => code.Code, StringComparer.Ordinal);

    /// <summary>The code's meaning, or null.</summary>
    public static ReadingCode? Find(string code) => ByCode.GetValueOrDefault(code);
}
