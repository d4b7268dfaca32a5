using LandLedger.Access;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>GET /rebuilds/{id}.</summary>
public static class ReadRebuildEndpoint
{
    /// <summary>How far a rebuild is, and what its comparison found.</summary>
    [WolverineGet("/api/v1/rebuilds/{id}"), Permission(Permissions.ReadRebuilds, Scope.Province)]
    [ProducesResponseType<ShownRebuild>(200)]
    public static async Task<IResult> Get(Guid id, IQuerySession session, RebuildProgress progress, CancellationToken cancellation) =>
        await session.LoadAsync<Rebuild>(id, cancellation) is { } rebuild
            ? Results.Ok(ShownRebuild.Of(rebuild, progress))
            : Results.Problem(Refusal.Because("rebuild-not-found"));
}

/// <summary>GET /rebuilds.</summary>
public static class ListRebuildsEndpoint
{
    /// <summary>Every rebuild there was, newest first.</summary>
    [WolverineGet("/api/v1/rebuilds"), Permission(Permissions.ReadRebuilds, Scope.Province)]
    [ProducesResponseType<Page<ShownRebuild>>(200)]
    public static async Task<IResult> Get(
        string? cursor, string? limit, IQuerySession session, RebuildProgress progress, CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        var rebuilds = (IQueryable<Rebuild>)session.Query<Rebuild>();
        if (paging.After is { } after)
            rebuilds = rebuilds.Where(rebuild => rebuild.Id.CompareTo(after) < 0);
        var found = await rebuilds.OrderByDescending(rebuild => rebuild.Id).Take(paging.Limit + 1).ToListAsync(cancellation);
        return Results.Ok(Page.Of(found, paging.Limit, rebuild => rebuild.Id.ToString(), rebuild => ShownRebuild.Of(rebuild, progress)));
    }
}
