namespace LandLedger.Sources;

/// <summary>Why a row was held back.</summary>
/// <param name="Row">Row of the sheet, or line of the text file, as a clerk counts (from 1).</param>
/// <param name="Column">
/// Where: column letters and field (<c>Z purpose-1</c>), or the heading in a text file; empty for the whole row.
/// </param>
/// <param name="Code">Stable code, see <see cref="ReadingCodes"/>.</param>
/// <param name="Read">What stood there, cut to 200 characters.</param>
/// <param name="Personal">True if <paramref name="Read"/> holds personal data.</param>
/// <param name="Original">
/// The whole row as it stands in the file, cut to <see cref="MostOriginalBytes"/>: the line, the cells as one line of a text table, or
/// the record's own text. Always personal data. Null if it could not be kept.
/// </param>
public sealed record Reject(int Row, string Column, string Code, string Read, bool Personal, string? Original = null)
{
    /// <summary>How many bytes of UTF-8 of a row are kept.</summary>
    public const int MostOriginalBytes = 8192;

    /// <summary>Shows what was read only if it is not personal, and never the row.</summary>
    public override string ToString() => $"Reject row {Row} [{Column}] {Code}: {(Personal ? "***" : Read)}";
}
