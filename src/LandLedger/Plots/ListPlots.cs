using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Sources.CodeLists;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Plots;

/// <summary>One plot in a list.</summary>
public sealed record ListedPlot(
    Guid Id, int Version, ShownPlotNumber PlotNumber, string? PlotCode, decimal AreaSquareMetres, SyncState Sync, int Group,
    string[] Missing, int OpenConflicts)
{
    /// <summary>The short form of a card.</summary>
    public static ListedPlot Of(PlotCard card) => new(
        card.Id, card.Version, ShownPlotNumber.Of(card.PlotNumber), card.PlotCode, card.AreaSquareMetres, card.Sync.State,
        card.Quality.Group, card.Quality.Missing, card.Conflicts.Count(conflict => conflict.State != ConflictState.Resolved));
}

/// <summary>GET /plots.</summary>
public static class ListPlotsEndpoint
{
    /// <summary>
    /// Plots of the caller's communes, in the order of their registration. <c>q</c> takes a number, a code or a certificate serial. With
    /// <c>asOf</c>, an instant or the end of a day in Vietnam, the plots that lay in <c>commune</c> then, as they were recorded then;
    /// <c>sheet</c>, <c>group</c> and <c>sync</c> are those of that time, <c>q</c> is not taken, and a page may be short while
    /// <c>next</c> goes on.
    /// </summary>
    [WolverineGet("/api/v1/plots"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<Page<ListedPlot>>(200)]
    public static async Task<IResult> Get(
        string? commune, string? sheet, string? group, string? sync, string? q, string? asOf, string? cursor, string? limit,
        HttpContext http, IQuerySession session, PlotsAsOf past, TimeProvider clock, CancellationToken cancellation)
    {
        if (asOf is not null)
            return await new AskedList(commune, sheet, group, sync, q, cursor, limit).ReadAsync(asOf, http.User, past, clock, cancellation);
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        var plots = CardQuery.Visible(session, http.User, commune);
        if (sheet is not null)
        {
            var named = PlotNumberKey.Part(sheet);
            plots = plots.Where(card => card.NumberKey.Sheet == named);
        }

        if (group is not null)
        {
            if (!int.TryParse(group, out var number))
                return Results.Problem(Refusal.Because("query-invalid", "group"));
            plots = plots.Where(card => card.Quality.Group == number);
        }

        if (sync is not null)
        {
            if (StateOf(sync) is not { } state)
                return Results.Problem(Refusal.Because("query-invalid", "sync"));
            plots = plots.Where(card => card.Sync.State == state);
        }

        if (q is not null)
            plots = Matching(plots, q.Trim());
        var found = await CardQuery.PageAsync(plots, paging, cancellation);
        return Results.Ok(Page.Of(found, paging.Limit, card => card.Id.ToString(), ListedPlot.Of));
    }

    /// <summary>The state that a word names.</summary>
    public static SyncState? StateOf(string word) =>
        Enum.TryParse<SyncState>(word, ignoreCase: true, out var state) && !int.TryParse(word, out _) ? state : null;

    private static IQueryable<PlotCard> Matching(IQueryable<PlotCard> plots, string q)
    {
        if (PlotNumber.Parse(q, CommuneList.ListDate) is { } number)
        {
            // Who asks for an old number knows its digits, not the date of its list.
            var (key, old) = (PlotNumberKey.Of(number), PlotNumberKey.Of(number with { CodeListDate = OldCommunes.ListDate }));
            var (text, oldText) = (key.ToString(), old.ToString());
            return plots.Where(card => ((card.NumberKey.Commune == key.Commune || card.NumberKey.Commune == old.Commune)
                && card.NumberKey.Sheet == key.Sheet && card.NumberKey.Plot == key.Plot)
                || card.FormerNumbers.Contains(text) || card.FormerNumbers.Contains(oldText));
        }

        return PlotCode.IsWellFormed(q)
            ? plots.Where(card => card.PlotCode == q)
            : plots.Where(card => card.Certificates.Any(certificate => certificate.Serial == q));
    }
}
