using System.Text.Json.Serialization;
using NodaTime;

namespace LandLedger.Sources;

/// <summary>One plot as one source states it, already in codes. Printing it shows no personal data.</summary>
public sealed record SourcePlot
{
    /// <summary>How many earlier versions are kept; of more, the latest.</summary>
    public const int MostVersions = 32;

    /// <summary>The system that was read: <c>PL3</c>, <c>VNPT-iLIS</c>, <c>VBDLIS</c>.</summary>
    public required string System { get; init; }

    /// <summary>The first row of the file that tells of this plot, as a clerk counts rows (from 1).</summary>
    public required int Row { get; init; }

    /// <summary>All rows that tell of it: one for each person in a table; in VBDLIS the record and its earlier versions.</summary>
    public required int[] Rows { get; init; }

    /// <summary>What names this record within its system, the same in every export. Rows that repeat it repeat the record.</summary>
    public required string RecordKey { get; init; }

    /// <summary>Commune code of the list in force since <see cref="CodeLists.Communes.ListDate"/>, or of <see cref="UnderOldList"/>.</summary>
    public required string Commune { get; init; }

    /// <summary>Map sheet number as written: <c>12</c>, <c>007</c>.</summary>
    public required string Sheet { get; init; }

    /// <summary>Plot number as written: <c>345</c>, <c>03-1</c>, <c>PL9</c>.</summary>
    public required string Plot { get; init; }

    /// <summary>The national 12-character plot code as issued, in lower case; null if none is stated.</summary>
    public string? PlotCode { get; init; }

    /// <summary>Area of the whole plot.</summary>
    public required decimal AreaSquareMetres { get; init; }

    /// <summary>What the land is used for; the areas sum to the plot's within 0.5 m².</summary>
    public required SourceLandUse[] LandUses { get; init; }

    /// <summary>Address of the plot as written.</summary>
    public string? Address { get; init; }

    /// <summary>The certificate that the record was taken from, if it names one.</summary>
    public SourceCertificate? Certificate { get; init; }

    /// <summary>Those who hold the right, in the order of the file.</summary>
    public required SourceHolder[] Holders { get; init; }

    /// <summary>Whether commune and sheet are those of the list before, kept as they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool UnderOldList { get; init; }

    /// <summary>Commune code before <see cref="CodeLists.Communes.ListDate"/>, if the source names the plot by it.</summary>
    public string? FormerCommune { get; init; }

    /// <summary>Map sheet number before the last renumbering, if stated.</summary>
    public string? FormerSheet { get; init; }

    /// <summary>Plot number before the last renumbering, if stated.</summary>
    public string? FormerPlot { get; init; }

    /// <summary>Earlier versions of the record that the same file carries, oldest first; at most <see cref="MostVersions"/>.</summary>
    public SourcePlotVersion[] History { get; init; } = [];

    /// <summary>What is odd but not wrong, as <c>field:code</c>, such as <c>citizenId:id-was-number</c>. Never personal data.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>Names the record only.</summary>
    public override string ToString() => $"SourcePlot {System} {Commune}.{Sheet}.{Plot} row {Row} ({Holders.Length} holders ***)";
}

/// <summary>One use of a plot.</summary>
/// <param name="Purpose">Code of <see cref="CodeLists.LandPurposes"/>.</param>
/// <param name="AreaSquareMetres">Area so used.</param>
/// <param name="Origin">Code of <see cref="CodeLists.LandOrigins"/>, if stated.</param>
/// <param name="OriginTransfer">How the right was passed on, see <see cref="CodeLists.OriginWording"/>.</param>
/// <param name="Form"><c>private</c> or <c>shared</c>, if stated.</param>
/// <param name="Term"><c>long-term</c> or the last day as <c>2043-10-15</c>, if stated.</param>
public sealed record SourceLandUse(
    string Purpose, decimal AreaSquareMetres, string? Origin, string? OriginTransfer, string? Form, string? Term);

/// <summary>A certificate as a source names it.</summary>
/// <param name="Serial">Number of the paper form: letters, one space, digits, zeros kept.</param>
/// <param name="IssuedOn">Day of issue; null if only a year or nothing is stated.</param>
/// <param name="BookNumber">Entry in the book of certificates, as written.</param>
/// <param name="ScanFile">Name of the scanned file.</param>
public sealed record SourceCertificate(string Serial, LocalDate? IssuedOn, string? BookNumber, string? ScanFile);

/// <summary>A plot as an earlier version of a source's record has it. Nothing in it is about a person.</summary>
/// <param name="Version">The version as the source counts it, if it does.</param>
/// <param name="ValidFrom">Since when the version was valid, if stated; times without a zone are those of Vietnam.</param>
/// <param name="Sheet">Map sheet number as written.</param>
/// <param name="Plot">Plot number as written.</param>
/// <param name="AreaSquareMetres">Area of the whole plot.</param>
/// <param name="LandUses">What the land was used for; uses that could not be read are left out.</param>
/// <param name="Address">Address of the plot as written.</param>
public sealed record SourcePlotVersion(
    int? Version, Instant? ValidFrom, string? Sheet, string? Plot, decimal? AreaSquareMetres, SourceLandUse[] LandUses, string? Address)
{
    /// <summary>Names the version only.</summary>
    public override string ToString() => $"SourcePlotVersion {Version} {Sheet}.{Plot}";
}
