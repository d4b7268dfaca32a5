using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Plumbing;
using Marten;

namespace LandLedger.Plots;

/// <summary>
/// What every list over the clean view has in common: only the caller's communes, in the order of registration, page by page.
/// </summary>
public static class CardQuery
{
    /// <summary>The cards that a caller may see, of one commune if it is named.</summary>
    public static IQueryable<PlotCard> Visible(IQuerySession session, ClaimsPrincipal user, string? commune)
    {
        var plots = (IQueryable<PlotCard>)session.Query<PlotCard>();
        if (!user.CoversProvince())
        {
            string[] communes = [.. user.Communes().SelectMany(PlotNumberKey.CommunesOf)];
            plots = plots.Where(card => card.NumberKey.Commune.IsOneOf(communes));
        }

        if (commune is null)
            return plots;
        var asked = PlotNumberKey.CommunesOf(commune);
        return asked.Length == 1
            ? plots.Where(card => card.NumberKey.Commune == commune)
            : plots.Where(card => card.NumberKey.Commune.IsOneOf(asked));
    }

    /// <summary>One row more than the page shows.</summary>
    public static Task<IReadOnlyList<PlotCard>> PageAsync(IQueryable<PlotCard> plots, Paging paging, CancellationToken cancellation)
    {
        if (paging.After is { } after)
            plots = plots.Where(card => card.Id.CompareTo(after) > 0);
        return plots.OrderBy(card => card.Id).Take(paging.Limit + 1).ToListAsync(cancellation);
    }
}
