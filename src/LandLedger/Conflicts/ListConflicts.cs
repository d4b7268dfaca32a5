using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Conflicts;

/// <summary>A conflict in the queue; persons masked.</summary>
public sealed record ListedConflict(Guid Plot, int PlotVersion, ShownPlotNumber PlotNumber, CardConflict Conflict);

/// <summary>GET /conflicts.</summary>
public static class ListConflictsEndpoint
{
    /// <summary>
    /// Conflicts of the caller's communes: unsettled ones unless <c>state=resolved</c> is asked for. One page holds the conflicts of up
    /// to <c>limit</c> plots.
    /// </summary>
    [WolverineGet("/api/v1/conflicts"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<Page<ListedConflict>>(200)]
    public static async Task<IResult> Get(
        string? commune, string? state, string? cursor, string? limit,
        HttpContext http, IQuerySession session, PersonVault vault, CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (state is not null && (!Enum.TryParse<ConflictState>(state, ignoreCase: true, out _) || int.TryParse(state, out _)))
            return Results.Problem(Refusal.Because("query-invalid", "state"));
        ConflictState? wanted = state is null ? null : Enum.Parse<ConflictState>(state, ignoreCase: true);

        var plots = CardQuery.Visible(session, http.User, commune);
        plots = wanted == ConflictState.Resolved
            ? plots.Where(card => card.Conflicts.Any(conflict => conflict.State == ConflictState.Resolved))
            : plots.Where(card => card.InConflict);
        var found = await CardQuery.PageAsync(plots, paging, cancellation);
        var rows = found.Take(paging.Limit).SelectMany(card => card.Conflicts
            .Where(conflict => wanted is null ? conflict.State != ConflictState.Resolved : conflict.State == wanted)
            .Select(conflict => new ListedConflict(card.Id, card.Version, ShownPlotNumber.Of(card.PlotNumber), conflict))).ToArray();
        var names = await PersonsInWords.OfAsync(vault,
            rows.SelectMany(row => (string?[])[row.Conflict.Held.Value, row.Conflict.Offered.Value, row.Conflict.Settled,
                .. row.Conflict.Moved ?? []]), cancellation);
        ListedConflict[] shown = [.. rows.Select(row => row with { Conflict = names.In(row.Conflict) })];
        return Results.Ok(new Page<ListedConflict>(shown,
            found.Count > paging.Limit ? Paging.Cursor(found[paging.Limit - 1].Id.ToString()) : null));
    }
}
