using LandLedger.Plots;
using NodaTime;

namespace LandLedger.Quality;

/// <summary>What is wrong with plots that were read together. Pure: cards in, findings out.</summary>
public static class Examination
{
    /// <summary>
    /// A plot with several certificates. The one recorded last replaces the others when it was issued after each of them; otherwise two
    /// papers stand side by side for one right, or, where a date is missing, nobody can tell.
    /// </summary>
    public static IEnumerable<PlotFinding> OfCertificates(ExaminedPlot plot)
    {
        if (plot.Certificates is not [.. { Length: > 0 } earlier, var last])
            yield break;
        var others = earlier.Where(certificate => certificate.Serial != last.Serial).ToArray();
        if (others.Length == 0 || others.All(certificate => Before(certificate.IssuedOn, last.IssuedOn) == true))
            yield break;
        var severity = others.Any(certificate => Before(certificate.IssuedOn, last.IssuedOn) == false) ? Severity.High : Severity.Low;
        yield return FindingWords.TwoLiveCertificates(plot, severity, [.. others.Select(certificate => certificate.Serial), last.Serial]);
    }

    /// <summary>A plot that had a number which another plot has now.</summary>
    public static IEnumerable<PlotFinding> OfFormerNumbers(ExaminedPlot plot, IReadOnlyList<ExaminedPlot> bearers)
    {
        // With the same paper, area and holders they are found by their paper, and more surely.
        ExaminedPlot[] others =
            [.. bearers.Where(bearer => !OnePaper(plot, bearer)).DistinctBy(bearer => bearer.Id)];
        if (others.Length > 0)
            yield return FindingWords.FormerNumber(plot, others);
    }

    /// <summary>Plots that name the same certificate as their newest.</summary>
    public static IEnumerable<PlotFinding> OfOneSerial(string serial, IReadOnlyList<ExaminedPlot> plots)
    {
        foreach (var alike in plots.Where(plot => plot.HolderSet.Length > 0).GroupBy(plot => (plot.AreaSquareMetres, plot.HolderSet))
            .Where(alike => alike.Count() > 1).OrderBy(alike => alike.First().Id))
            yield return FindingWords.SamePaper(serial, [.. alike]);

        var owners = plots.Select(plot => plot.OwnerSet).Where(set => set.Length > 0).Distinct().Count();
        var communes = plots.Select(plot => plot.PlotNumber.Office()).Distinct().Count();
        if (owners > 1 || communes > 1)
            yield return FindingWords.SharedCertificate(serial, [.. plots], owners > 1, communes > 1);
    }

    private static bool OnePaper(ExaminedPlot one, ExaminedPlot other) =>
        one.Certificates is [.., var ours] && other.Certificates is [.., var theirs] && ours.Serial == theirs.Serial
        && one.AreaSquareMetres == other.AreaSquareMetres && one.HolderSet.Length > 0 && one.HolderSet == other.HolderSet;

    private static bool? Before(LocalDate? one, LocalDate? other) => one is { } earlier && other is { } later ? earlier < later : null;
}
