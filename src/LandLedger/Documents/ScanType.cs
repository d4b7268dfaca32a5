namespace LandLedger.Documents;

/// <summary>What a scan is, by its first bytes; names and declared types are not believed.</summary>
public static class ScanType
{
    /// <summary>First bytes that <see cref="Sniff"/> needs.</summary>
    public const int HeadLength = 8;

    /// <summary>The media type of an accepted scan (PDF, JPEG, PNG, TIFF), or null for anything else.</summary>
    /// <param name="head">The first <see cref="HeadLength"/> bytes or more.</param>
    public static string? Sniff(ReadOnlySpan<byte> head) =>
        head.StartsWith("%PDF-"u8) ? "application/pdf"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) ? "image/tiff"
        : null;
}
