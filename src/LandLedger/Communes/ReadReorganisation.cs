using LandLedger.Access;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Communes;

/// <summary>GET /reorganisations/{id}.</summary>
public static class ReadReorganisationEndpoint
{
    /// <summary>What the dry run counted, how far the renumbering is, what has come of it.</summary>
    [WolverineGet("/api/v1/reorganisations/{id}"), Permission(Permissions.ReadReorganisations, Scope.Province)]
    [ProducesResponseType<ShownReorganisation>(200)]
    public static async Task<IResult> Get(Guid id, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<Reorganisation>(id, cancellation) is { } run
            ? Results.Ok(ShownReorganisation.Of(run))
            : Results.Problem(Refusal.Because("reorganisation-not-found"));
}

/// <summary>GET /reorganisations.</summary>
public static class ListReorganisationsEndpoint
{
    /// <summary>All reorganisations, newest first, without sheets and findings.</summary>
    [WolverineGet("/api/v1/reorganisations"), Permission(Permissions.ReadReorganisations, Scope.Province)]
    [ProducesResponseType<Page<ShownReorganisation>>(200)]
    public static async Task<IResult> Get(string? cursor, string? limit, IQuerySession session, CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        var runs = (IQueryable<Reorganisation>)session.Query<Reorganisation>();
        if (paging.After is { } after)
            runs = runs.Where(run => run.Id.CompareTo(after) < 0);
        var found = await runs.OrderByDescending(run => run.Id).Take(paging.Limit + 1).ToListAsync(cancellation);
        return Results.Ok(Page.Of(found, paging.Limit, run => run.Id.ToString(), run => ShownReorganisation.Of(run with
        {
            Findings = [], Examined = run.Examined with { Sheets = [] },
        })));
    }
}
