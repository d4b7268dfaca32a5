using NodaTime;

namespace LandLedger.Sources.Rows;

/// <summary>One row after interpretation: a plot and one person on it, or the reasons why not.</summary>
internal sealed class PlotRow
{
    public required int Number { get; init; }

    /// <summary>The row as it stands in the file.</summary>
    public string? Original { get; init; }

    /// <summary>Reasons to hold the row back; empty for a good row.</summary>
    public List<Reject> Rejects { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>The whole line, if it is so malformed that nothing in it can be told apart.</summary>
    public string? Raw { get; init; }

    public string? RecordId { get; set; }

    public string? Commune { get; set; }

    public string? Sheet { get; set; }

    public string? Plot { get; set; }

    public bool UnderOldList { get; set; }

    public string? FormerCommune { get; set; }

    public string? FormerSheet { get; set; }

    public string? FormerPlot { get; set; }

    public string? Serial { get; set; }

    public string? PlotCode { get; set; }

    public decimal Area { get; set; }

    public string? Address { get; set; }

    public LocalDate? IssuedOn { get; set; }

    public string? BookNumber { get; set; }

    public string? ScanFile { get; set; }

    public List<SourceLandUse> LandUses { get; } = [];

    public List<SourceHolder> Holders { get; } = [];

    /// <summary>True if a person stands in the row.</summary>
    public bool NamesPerson { get; set; }

    /// <summary>True if the row names no plot at all, as the lower row of vertically merged cells does.</summary>
    public bool NamesNoPlot => Raw is null && Commune is null && Sheet is null && Plot is null && Serial is null;

    /// <summary>
    /// True if both rows are of one certificate and plot. In a rejected row a part that could not be read matches anything, as
    /// long as the certificate, or sheet and plot, are known to be the same.
    /// </summary>
    public bool IsOfSamePlotAs(PlotRow other)
    {
        if (Rejects.Count == 0 && other.Rejects.Count == 0)
            return Commune == other.Commune && Sheet == other.Sheet && Plot == other.Plot && Serial == other.Serial
                && RecordId == other.RecordId;

        if (Raw is not null || other.Raw is not null)
            return Raw is null ? other.Mentions(this) : Mentions(other);
        return Agree(Commune, other.Commune) && Agree(Sheet, other.Sheet) && Agree(Plot, other.Plot) && Agree(Serial, other.Serial)
            && (AreSame(Serial, other.Serial) || (AreSame(Sheet, other.Sheet) && AreSame(Plot, other.Plot)));
    }

    /// <summary>True if both rows say the same of the plot itself.</summary>
    public bool DescribesPlotAs(PlotRow other) =>
        Area == other.Area
        && PlotCode == other.PlotCode
        && (IssuedOn is null || other.IssuedOn is null || IssuedOn == other.IssuedOn)
        && LandUses.SequenceEqual(other.LandUses);

    /// <summary>True if the other row's certificate, or its sheet and plot, stand somewhere in this malformed line.</summary>
    private bool Mentions(PlotRow other)
    {
        var line = WithoutSpaces(Raw!);
        return other.Serial is not null
            ? line.Contains(WithoutSpaces(other.Serial), StringComparison.OrdinalIgnoreCase)
            : other is { Sheet: not null, Plot: not null }
                && line.Contains(other.Sheet, StringComparison.OrdinalIgnoreCase)
                && line.Contains(other.Plot, StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static bool Agree(string? a, string? b) => a is null || b is null || a == b;

    private static bool AreSame(string? a, string? b) => a is not null && a == b;
}
