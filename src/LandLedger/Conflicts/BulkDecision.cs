using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;

namespace LandLedger.Conflicts;

/// <summary>What becomes of one plot of a bulk proposal: the rules of the single proposal and approval, plot by plot.</summary>
public static class BulkDecision
{
    /// <summary>The next plots whose open conflicts a filter finds, one more than the page takes.</summary>
    public static Task<IReadOnlyList<PlotCard>> FindAsync(
        IQuerySession session, ProposeInBulk command, Paging paging, CancellationToken cancellation)
    {
        var commune = command.Filter.Commune;
        var plots = session.Query<PlotCard>().Where(card => card.NumberKey.Commune == commune);
        return CardQuery.PageAsync(command.Choice == BulkChoice.Suggested ? WithSuggestion(plots, command.Filter)
            : plots.WithConflict(command.Filter.Open), paging, cancellation);
    }

    /// <summary>What is proposed for a plot that the filter found.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="found">The plot as the filter found it.</param>
    /// <param name="plot">The plot as it is now.</param>
    public static BulkItem Propose(BulkProposal proposal, PlotCard found, Plot plot)
    {
        CardConflict[] meant = [.. found.Conflicts.Where(conflict => proposal.Filter.Open.Matches(conflict)
            && Side(proposal.Choice, conflict) is not null)];
        var item = new BulkItem(plot.Id, meant[0].ConflictId, plot.Version, null, BulkOutcome.LeftOut, null);
        if (meant.Length > 1)
            return item.Not(BulkOutcome.LeftOut, "several-conflicts");
        if (plot.Conflict(item.ConflictId) is not { State: ConflictState.Open } || plot.Commune != proposal.Commune)
            return item.Not(BulkOutcome.LeftOut, "plot-changed");
        return item with { Choice = Side(proposal.Choice, meant[0]), Version = plot.Version + 1, Outcome = BulkOutcome.Proposed };
    }

    /// <summary>Why a plot is not settled by an approval, as a code; null when it is.</summary>
    public static string? WhyNot(Plot plot, BulkItem item, string approver)
    {
        if (plot.Conflict(item.ConflictId) is not { } conflict)
            return "conflict-not-found";
        if (conflict.State == ConflictState.Resolved)
            return "settled-otherwise";
        return plot.Version != item.Version
            ? "plot-changed"
            : ApproveResolutionEndpoint.WhyNot(plot, conflict, item.Choice!.Value, approver);
    }

    private static IQueryable<PlotCard> WithSuggestion(IQueryable<PlotCard> plots, BulkFilter filter) => filter.Suggested is null
        ? plots.WithConflict(filter.Open with { Suggested = ConflictChoice.Held }, filter.Open with { Suggested = ConflictChoice.Offered })
        : plots.WithConflict(filter.Open);

    private static ConflictChoice? Side(BulkChoice choice, CardConflict conflict) => choice switch
    {
        BulkChoice.Held => ConflictChoice.Held,
        BulkChoice.Offered => ConflictChoice.Offered,
        _ => conflict.Suggested,
    };
}
