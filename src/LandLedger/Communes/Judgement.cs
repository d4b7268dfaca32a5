using LandLedger.Plots;

namespace LandLedger.Communes;

/// <summary>A plot and what becomes of it.</summary>
/// <param name="Card">The plot, at the version that the event builds on.</param>
/// <param name="To">The number from now on; null when it is left to a person.</param>
/// <param name="Row">The row of the table that says so.</param>
/// <param name="Code">Why it is left; null when it moves.</param>
/// <param name="Candidates">The sheets that it may lie on.</param>
public sealed record JudgedPlot(PlotCard Card, PlotNumber? To, int? Row, string? Code, string[] Candidates)
{
    /// <summary>Its new number as numbers are compared.</summary>
    public PlotNumberKey? Key { get; } = To is null ? null : PlotNumberKey.Of(To);

    /// <summary>Left to a person after all.</summary>
    public JudgedPlot Stays(string code) => new(Card, null, Row, code, [$"{To!.Commune}.{To.Sheet}"]);
}

/// <summary>
/// Decides on a group of plots that holds everything that any of them depends on: whoever holds a number that one of them is to get, and
/// whoever is to get the same number. Pure.
/// </summary>
public static class Judgement
{
    /// <summary>What becomes of each plot.</summary>
    /// <param name="plan">Where each goes by itself.</param>
    /// <param name="group">The plots that the plan is about.</param>
    /// <param name="others">Live plots that it is not about, and that hold numbers of interest.</param>
    public static List<JudgedPlot> Of(RenumberingPlan plan, IReadOnlyCollection<PlotCard> group, IEnumerable<PlotCard> others)
    {
        var judged = group.Select(card => Alone(plan, card)).ToList();
        var held = others.Select(card => card.NumberKey).Concat(judged.Where(plot => plot.To is null).Select(plot => plot.Card.NumberKey))
            .ToHashSet();
        var shared = judged.Where(plot => plot.Key is not null).GroupBy(plot => plot.Key!).Where(same => same.Count() > 1)
            .Select(same => same.Key).ToHashSet();
        Leave(judged, held, plot => shared.Contains(plot.Key!), LeftCodes.NumberShared);

        // A plot that stays keeps its number from whoever waits for it, and so on along the line.
        while (Leave(judged, held, plot => held.Contains(plot.Key!), LeftCodes.NumberTaken))
        {
        }

        return judged;
    }

    private static bool Leave(List<JudgedPlot> judged, HashSet<PlotNumberKey> held, Predicate<JudgedPlot> which, string code)
    {
        var any = false;
        for (var at = 0; at < judged.Count; at++)
        {
            if (judged[at].To is null || !which(judged[at]))
                continue;
            held.Add(judged[at].Card.NumberKey);
            judged[at] = judged[at].Stays(code);
            any = true;
        }

        return any;
    }

    private static JudgedPlot Alone(RenumberingPlan plan, PlotCard card)
    {
        var goes = plan.WhereGoes(card);
        return new(card, goes.To, goes.Row, goes.Code,
            [.. goes.Candidates.Length > 0 ? goes.Candidates.Select(sheet => sheet.ToString()) : goes.Communes]);
    }
}
