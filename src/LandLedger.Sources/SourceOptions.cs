using LandLedger.Sources.MapSheets;

namespace LandLedger.Sources;

/// <summary>Which list of communes a file's codes are from. All 124 present codes named other units before, so no code can tell.</summary>
public enum CommuneCodes
{
    /// <summary>The list in force since <see cref="CodeLists.Communes.ListDate"/>.</summary>
    New,

    /// <summary>The list before; read as the numbers of today, through the table of map sheets.</summary>
    Old,

    /// <summary>The list before; the numbers are kept as they are, until a reorganisation renumbers them.</summary>
    Kept,
}

/// <summary>What a reader has to be told, because the file does not say it.</summary>
public sealed record SourceOptions
{
    /// <summary>Present commune codes, no table of map sheets.</summary>
    public static SourceOptions Default { get; } = new();

    /// <summary>The list of communes; a row that carries a date of its own is read by that date.</summary>
    public CommuneCodes CommuneCodes { get; init; } = CommuneCodes.New;

    /// <summary>Which old map sheet became which; needed for old codes, except where a commune was neither merged nor divided.</summary>
    public MapSheetTable? MapSheets { get; init; }
}
