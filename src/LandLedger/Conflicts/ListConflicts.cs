using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Conflicts;

/// <summary>A paper of the plot that whoever decides can open.</summary>
public sealed record DocumentAtHand(Guid DocumentId, string Kind, string MediaType, Instant AttachedAt)
{
    /// <summary>As it stands on the card.</summary>
    public static DocumentAtHand Of(CardDocument document) =>
        new(document.DocumentId, document.Kind, document.MediaType, document.AttachedAt);
}

/// <summary>A conflict in the queue with the papers at hand; persons masked.</summary>
public sealed record ListedConflict(
    Guid Plot, int PlotVersion, ShownPlotNumber PlotNumber, CardConflict Conflict, DocumentAtHand[] Documents)
{
    /// <summary>The conflicts of a card that are meant.</summary>
    public static IEnumerable<ListedConflict> On(PlotCard card, ConflictFilter filter)
    {
        DocumentAtHand[] documents = [.. card.Documents.Select(DocumentAtHand.Of)];
        return card.Conflicts.Where(filter.Matches).Select(conflict =>
            new ListedConflict(card.Id, card.Version, ShownPlotNumber.Of(card.PlotNumber), conflict, documents));
    }

    /// <summary>The texts of a conflict in which persons are named.</summary>
    public static IEnumerable<string?> Texts(CardConflict conflict) =>
        [conflict.Held.Value, conflict.Offered.Value, conflict.Settled, .. conflict.Moved ?? []];
}

/// <summary>GET /conflicts.</summary>
public static class ListConflictsEndpoint
{
    /// <summary>
    /// Conflicts of the caller's communes: unsettled ones unless <c>state=resolved</c> is asked for. <c>source</c> is the system that
    /// offers another value than the one held, <c>suggested</c> the side that the policy proposes. One page holds the conflicts of up
    /// to <c>limit</c> plots.
    /// </summary>
    [WolverineGet("/api/v1/conflicts"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<Page<ListedConflict>>(200)]
    public static async Task<IResult> Get(
        string? commune, string? field, string? source, string? suggested, string? state, string? cursor, string? limit,
        HttpContext http, IQuerySession session, PersonVault vault, CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (ConflictFilter.Read(field, source, suggested, state, out var wrong) is not { } filter)
            return Results.Problem(Refusal.Because("query-invalid", wrong));

        var found = await CardQuery.PageAsync(
            CardQuery.Visible(session, http.User, commune).WithConflict(filter), paging, cancellation);
        var rows = found.Take(paging.Limit).SelectMany(card => ListedConflict.On(card, filter)).ToArray();
        var names = await PersonsInWords.OfAsync(vault, rows.SelectMany(row => ListedConflict.Texts(row.Conflict)), cancellation);
        ListedConflict[] shown = [.. rows.Select(row => row with { Conflict = names.In(row.Conflict) })];
        return Results.Ok(new Page<ListedConflict>(shown,
            found.Count > paging.Limit ? Paging.Cursor(found[paging.Limit - 1].Id.ToString()) : null));
    }
}

/// <summary>GET /conflicts/count.</summary>
public static class CountConflictsEndpoint
{
    /// <summary>How many conflicts of the caller's communes wait, by commune, field and state; takes the filters of the queue.</summary>
    [WolverineGet("/api/v1/conflicts/count"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<ConflictCount[]>(200)]
    public static async Task<IResult> Get(
        string? commune, string? field, string? source, string? suggested, string? state,
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation) =>
        ConflictFilter.Read(field, source, suggested, state, out var wrong) is { } filter
            ? Results.Ok(await ConflictQuery.CountAsync(database, schema, http.User, commune, filter, cancellation))
            : Results.Problem(Refusal.Because("query-invalid", wrong));
}
