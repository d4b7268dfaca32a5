namespace LandLedger.Sources.Xlsx;

/// <summary>What a workbook may cost. The defaults let honest files of about 400,000 rows through.</summary>
public sealed record XlsxLimits
{
    /// <summary>The limits for files from outside.</summary>
    public static XlsxLimits Default { get; } = new();

    /// <summary>Parts in the archive.</summary>
    public int Entries { get; init; } = 10_000;

    /// <summary>Unpacked size of all parts together, in bytes.</summary>
    public long TotalBytes { get; init; } = 2L << 30;

    /// <summary>Unpacked over packed size of one part. Honest sheets stay below 20, a file of zeros reaches 1,000.</summary>
    public int Ratio { get; init; } = 100;

    /// <summary>Texts in the table of shared texts.</summary>
    public int SharedStrings { get; init; } = 8_000_000;

    /// <summary>Characters of all shared texts together.</summary>
    public long SharedCharacters { get; init; } = 256L << 20;
}
