namespace LandLedger.Counterparts.VnLis;

/// <summary>A plot as the provinces send it. Numbers with a fraction are strings, dates are yyyy-MM-dd.</summary>
internal sealed record PlotRecord(
    int SchemaVersion,
    Guid PlotId,
    long LedgerVersion,
    PlotNumber PlotNumber,
    string AreaSquareMetres,
    LandUse[] LandUses,
    Certificate[] Certificates,
    Holder[] Holders,
    string? PlotCode = null,
    Address? Address = null);

/// <summary>Commune, sheet and plot; the commune code means something only together with the date of its list.</summary>
internal sealed record PlotNumber(string Commune, DateOnly CodeListDate, string Sheet, string Plot);

/// <summary>What a part of the plot may be used for, until when ("long-term" or a date), and by what origin.</summary>
internal sealed record LandUse(string Purpose, string AreaSquareMetres, string? Origin = null, string? Form = null, string? Term = null);

/// <summary>Where the plot lies: as printed on the paper, and in today's two levels.</summary>
internal sealed record Address(string? Printed = null, string? Current = null);

/// <summary>A certificate by its serial.</summary>
internal sealed record Certificate(string Serial, string? BookNumber = null, DateOnly? IssuedOn = null);

/// <summary>Who holds what share, in which role.</summary>
internal sealed record Holder(
    string Kind, string FullName, string Role, string Share, string? CitizenId = null, string? BirthDate = null);
