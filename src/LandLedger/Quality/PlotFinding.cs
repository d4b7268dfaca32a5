using System.Security.Cryptography;
using System.Text;
using LandLedger.Audit;
using LandLedger.Holders;
using LandLedger.Plots;

namespace LandLedger.Quality;

/// <summary>How sure it is that something is wrong.</summary>
public enum Severity
{
    /// <summary>Perhaps nothing is wrong, but the ledger cannot tell.</summary>
    Low,

    /// <summary>Something is odd; a person should look.</summary>
    Medium,

    /// <summary>The records contradict each other.</summary>
    High,
}

/// <summary>The types of findings, as clients write them.</summary>
public static class FindingTypes
{
    /// <summary>What looks like one plot under two numbers.</summary>
    public const string SamePlotTwoNumbers = "same-plot-two-numbers";

    /// <summary>Several certificates on one plot, none of which clearly replaces the others.</summary>
    public const string TwoLiveCertificates = "two-live-certificates-one-right";

    /// <summary>One certificate on plots that cannot share it.</summary>
    public const string SharedCertificate = "one-certificate-on-plots-that-cannot-share-it";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [SamePlotTwoNumbers, TwoLiveCertificates, SharedCertificate];
}

/// <summary>As much of a card as findings need.</summary>
public sealed record ExaminedPlot(
    Guid Id, int Version, PlotNumber PlotNumber, decimal AreaSquareMetres, CardHolder[] Holders, CardCertificate[] Certificates)
{
    /// <summary>Its holders; a card without any is stored without the list.</summary>
    public CardHolder[] Holders { get; init; } = Holders ?? [];

    /// <summary>Its certificates, the newest last; likewise.</summary>
    public CardCertificate[] Certificates { get; init; } = Certificates ?? [];

    /// <summary>Everybody who holds it, as one text to compare; empty when nobody does.</summary>
    public string HolderSet => Set(Holders);

    /// <summary>Everybody who owns it, as one text to compare; empty when nobody is known to.</summary>
    public string OwnerSet => Set(Holders.Where(holder => holder.Role == HolderRole.Owner));

    private static string Set(IEnumerable<CardHolder> holders) =>
        string.Join(' ', holders.Select(holder => holder.PersonId).Distinct().Order());
}

/// <summary>Something about plots that should not be.</summary>
/// <param name="Type">One of <see cref="FindingTypes"/>.</param>
/// <param name="Severity">How sure it is.</param>
/// <param name="Plots">The plots.</param>
/// <param name="Sentence">What was found. Names no person.</param>
/// <param name="ToDo">What a registrar does about it.</param>
public sealed record PlotFinding(string Type, Severity Severity, ExaminedPlot[] Plots, Sentence Sentence, Sentence ToDo)
{
    /// <summary>The same for the same type and plots, whenever it is asked for.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [Type, .. Plots.Select(plot => plot.Id.ToString()).Order(StringComparer.Ordinal)]))))[..32];

    /// <summary>The communes of the plots.</summary>
    public string[] Communes => [.. Plots.Select(plot => plot.PlotNumber.Office()).Distinct().Order(StringComparer.Ordinal)];
}
