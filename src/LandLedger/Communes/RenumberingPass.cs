using LandLedger.Plots;

namespace LandLedger.Communes;

/// <summary>Some plots that are decided on together.</summary>
/// <param name="Page">Those that come next in the order of numbers, and what becomes of each.</param>
/// <param name="Moves">All that move together with them: those of the page, and those further on that a number has to be got from.</param>
/// <param name="Behind">How far the pass is with them behind it.</param>
public sealed record RenumberingPage(List<JudgedPlot> Page, List<JudgedPlot> Moves, ReorganisationPosition Behind);

/// <summary>
/// Goes through the plots of a plan in the order of their numbers. Whoever holds a number that a plot is to get, or is to get the same one,
/// is decided on in the same group: so numbers may swap, and no order of the sheets has to be found.
/// </summary>
public sealed class RenumberingPass(PlotsByNumber plots, IConfiguration settings)
{
    // Chains of sheets (1 becomes 2, 2 becomes 3, ...) make groups larger than their page; beyond this the page is cut.
    private const int Widest = 4;

    private readonly int most = settings.GetValue("Communes:BatchPlots", 2_000);

    /// <summary>The next page behind a place; null at the end.</summary>
    public async Task<RenumberingPage?> NextAsync(RenumberingPlan plan, ReorganisationPosition from, CancellationToken cancellation)
    {
        for (var at = from; at.Commune < plan.Communes.Count; at = new(at.Commune + 1, "", ""))
        {
            var read = await plots.PageAsync(plan.Communes[at.Commune], at.Sheet, at.Plot, most, plan.OnlyOf, cancellation);
            if (read.Count > 0)
                return await JudgeAsync(plan, at.Commune, read, cancellation);
        }

        return null;
    }

    private async Task<RenumberingPage> JudgeAsync(RenumberingPlan plan, int commune, List<PlotCard> read, CancellationToken cancellation)
    {
        while (true)
        {
            var (last, page) = (read[^1].NumberKey, read.Where(plan.IsAbout).ToList());
            var (group, others) = await WithAllConcernedAsync(plan, page, cancellation);
            if (group is null)
            {
                read = read[..((read.Count + 1) / 2)];
                continue;
            }

            var judged = Judgement.Of(plan, group.Values, others.Values);
            var own = page.Select(card => card.Id).ToHashSet();
            return new([.. judged.Where(plot => own.Contains(plot.Card.Id))], [.. judged.Where(plot => plot.To is not null)],
                new(commune, last.Sheet, last.Plot));
        }
    }

    // Null when the group became too wide and can still be made smaller.
    private async Task<(Dictionary<Guid, PlotCard>? Group, Dictionary<Guid, PlotCard> Others)> WithAllConcernedAsync(
        RenumberingPlan plan, List<PlotCard> page, CancellationToken cancellation)
    {
        var (group, others, asked) = (page.ToDictionary(card => card.Id), new Dictionary<Guid, PlotCard>(), new HashSet<PlotNumberKey>());
        for (var next = page; next.Count > 0;)
        {
            var numbers = next.SelectMany(card => Concerned(plan, card)).Where(asked.Add).ToList();
            next = [];
            foreach (var card in await plots.HoldersAsync(numbers, cancellation))
            {
                if (!plan.IsAbout(card))
                    others.TryAdd(card.Id, card);
                else if (group.TryAdd(card.Id, card))
                    next.Add(card);
            }

            if (group.Count > Widest * most && page.Count > 1)
                return (null, others);
        }

        return (group, others);
    }

    private static IEnumerable<PlotNumberKey> Concerned(RenumberingPlan plan, PlotCard card) =>
        plan.WhereGoes(card).To is { } to && PlotNumberKey.Of(to) is var key
            ? plan.Rivals(card.NumberKey, key).Prepend(key)
            : [];
}
