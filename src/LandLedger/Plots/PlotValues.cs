using System.Globalization;
using System.Text.RegularExpressions;
using LandLedger.Sources.CodeLists;
using NodaTime;

namespace LandLedger.Plots;

/// <summary>
/// The cadastral address of a plot: commune, map sheet, plot. All 124 present commune codes of the province are recycled old ones, so the
/// code means something only together with the date of its code list.
/// </summary>
/// <param name="Commune">Five-digit commune code.</param>
/// <param name="CodeListDate">From when the list that the code belongs to is in force.</param>
/// <param name="Sheet">Map sheet; text, because <c>007</c> and letters are real.</param>
/// <param name="Plot">Plot on the sheet; text, because <c>03-1</c> and <c>PL9</c> are real.</param>
public sealed partial record PlotNumber(string Commune, LocalDate CodeListDate, string Sheet, string Plot)
{
    /// <summary>The short form <c>24787.12.345</c>.</summary>
    public override string ToString() => $"{Commune}.{Sheet}.{Plot}";

    /// <summary>
    /// The present commune whose officers decide on the plot. Of a former commune that was divided nobody can say it, so only those of the
    /// whole province do.
    /// </summary>
    public string Office() =>
        CodeListDate == CommuneList.ListDate ? Commune
        : CodeListDate == OldCommunes.ListDate && OldCommunes.Find(Commune).ToArray() is [{ Split: false } became] ? became.NewCode
        : PlotNumberKey.CommuneOf(Commune, CodeListDate);

    /// <summary>Whether a text can be a sheet or plot number.</summary>
    public static bool IsPart(string text) => Part().IsMatch(text);

    /// <summary>Reads the short form under the present code list; null when it is not one.</summary>
    public static PlotNumber? Parse(string text, LocalDate codeListDate) =>
        text.Split('.') is [{ Length: 5 } commune, var sheet, var plot] && commune.All(char.IsAsciiDigit) && IsPart(sheet) && IsPart(plot)
            ? new(commune, codeListDate, sheet, plot)
            : null;

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}/-]{0,19}\z")]
    private static partial Regex Part();
}

/// <summary>
/// The national plot code: 12 characters of GeoHash, kept as issued (Circular 19/2026/TT-BNNMT). The whole country lies in the cell
/// <c>w</c>, so a citizen ID, whose twelve digits are GeoHash characters too, never passes for one.
/// </summary>
public static partial class PlotCode
{
    /// <summary>Whether a text has the form of a plot code.</summary>
    public static bool IsWellFormed(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"^w[0-9b-hjkmnp-z]{11}\z")]
    private static partial Regex Form();
}

/// <summary>One purpose of a plot.</summary>
/// <param name="Purpose">Code of the land purpose (Circular 08/2024/TT-BTNMT).</param>
/// <param name="AreaSquareMetres">Its area in m².</param>
/// <param name="Origin">Code of the origin, if known.</param>
/// <param name="Form">private or shared, if known.</param>
/// <param name="Term">long-term, or a date yyyy-MM-dd, if known.</param>
public sealed record LandUse(string Purpose, decimal AreaSquareMetres, string? Origin = null, string? Form = null, string? Term = null)
{
    /// <summary>The largest difference between a plot's area and its uses: three roundings to 0.1 m² of a certificate.</summary>
    public const decimal ToleranceSquareMetres = 0.5m;

    /// <summary>Whether uses sum to an area.</summary>
    public static bool SumTo(decimal areaSquareMetres, IEnumerable<LandUse> uses) =>
        Math.Abs(uses.Sum(use => use.AreaSquareMetres) - areaSquareMetres) <= ToleranceSquareMetres;

    /// <summary>
    /// Uses as one line, such as <c>ODT 120.5 CNQ-CTT private long-term; CLN 80 - - -</c>: how they are compared and shown.
    /// </summary>
    public static string Text(IEnumerable<LandUse> uses) => string.Join("; ", uses.Select(use => string.Join(' ',
        use.Purpose, use.AreaSquareMetres.ToString(CultureInfo.InvariantCulture), use.Origin ?? "-", use.Form ?? "-", use.Term ?? "-")));

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    public static LandUse[] Read(string text) =>
        [.. text.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(part =>
            new LandUse(part[0], decimal.Parse(part[1], CultureInfo.InvariantCulture), Known(part[2]), Known(part[3]), Known(part[4])))];

    private static string? Known(string part) => part == "-" ? null : part;
}

/// <summary>Where the plot lies, in words.</summary>
/// <param name="Printed">As printed on the paper, old names and all.</param>
public sealed record PlotAddress(string Printed);

/// <summary>Where a reference table of map sheets says what it is relied on for.</summary>
/// <param name="Table">Name of the file.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Row">The row, counted from 1; left out where the sheet kept its number and the table need not name it.</param>
public sealed record ReferenceTableRow(string Table, string Sha256, int? Row);

/// <summary>One field's old and new value, as text.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="From">The value before, if there was one.</param>
/// <param name="To">The value from now on, if there is one.</param>
public sealed record FieldChange(string Field, string? From, string? To);

/// <summary>One value that a source stated.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Value">What the source says, if anything.</param>
public sealed record SourceValue(string Field, string? Value);

/// <summary>An earlier version of a record, as the system that keeps it states it.</summary>
/// <param name="Version">As the system counts it, if it does.</param>
/// <param name="ValidFrom">Since when it was valid, if stated.</param>
/// <param name="Values">The values that are not personal.</param>
public sealed record SourceVersion(int? Version, Instant? ValidFrom, SourceValue[] Values);

/// <summary>Who gave a field its value, and of which date that statement is.</summary>
/// <param name="System">A land system, or <see cref="Ledger"/>.</param>
/// <param name="On">The date, if known.</param>
public readonly record struct ValueSource(string System, LocalDate? On)
{
    /// <summary>What a person entered in the ledger itself.</summary>
    public const string Ledger = "ledger";
}

/// <summary>One side of a conflict. For holders the value lists person ids, never names.</summary>
/// <param name="Value">The value, as text.</param>
/// <param name="Source">The system or instrument it comes from.</param>
/// <param name="On">The date of that source, if known.</param>
public sealed record ConflictSide(string? Value, string Source, LocalDate? On);

/// <summary>Which side of a conflict is right.</summary>
public enum ConflictChoice
{
    /// <summary>What the ledger holds.</summary>
    Held,

    /// <summary>What the other source offers.</summary>
    Offered,
}

/// <summary>That one side of a settled pair is no longer what it was when the pair was settled.</summary>
/// <param name="Side">The side.</param>
/// <param name="From">What it was then, if anything.</param>
/// <param name="To">What it is now, if anything.</param>
public sealed record MovedValue(ConflictChoice Side, string? From, string? To);

/// <summary>Why the register did not confirm a holder.</summary>
public enum MatchFailure
{
    /// <summary>The number is known, other fields differ.</summary>
    Mismatch,

    /// <summary>The number is not known.</summary>
    Unknown,

    /// <summary>The person has died.</summary>
    Deceased,

    /// <summary>Several persons fit.</summary>
    Ambiguous,
}
