using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Intake;

/// <summary>Who may see which runs.</summary>
public static class ImportSight
{
    /// <summary>
    /// The run, for whoever started it, for a person whose scope is the province, and for an approver who answers for every commune that
    /// it may touch; null for others, as if there were none.
    /// </summary>
    public static async Task<ImportRun?> FindAsync(
        this IQuerySession session, Guid id, ClaimsPrincipal user, CancellationToken cancellation) =>
        await session.LoadAsync<ImportRun>(id, cancellation) is { } run && run.SeenBy(user) ? run : null;

    /// <summary>Whether a person may see a run.</summary>
    public static bool SeenBy(this ImportRun run, ClaimsPrincipal user) =>
        run.Actor.VisibleTo(user)
        || (user.IsInRole(Roles.Approver) && run.Actor is { Province: false, Communes.Length: > 0 } && run.Actor.Communes.All(user.Covers));
}

/// <summary>GET /imports/{id}.</summary>
public static class ReadImportEndpoint
{
    /// <summary>How far a run is, and what has come of it so far.</summary>
    [WolverineGet("/api/v1/imports/{id}"), Permission(Permissions.ReadImports, Scope.ImportRun)]
    [ProducesResponseType<ShownImport>(200)]
    public static async Task<IResult> Get(Guid id, HttpContext http, IQuerySession session, CancellationToken cancellation) =>
        await session.FindAsync(id, http.User, cancellation) is { } run
            ? Results.Ok(ShownImport.Of(run, SystemClock.Instance.GetCurrentInstant()))
            : Results.Problem(Refusal.Because("import-not-found"));
}

/// <summary>GET /imports.</summary>
public static class ListImportsEndpoint
{
    /// <summary>The runs that the caller may see, newest first.</summary>
    [WolverineGet("/api/v1/imports"), Permission(Permissions.ReadImports, Scope.Filtered)]
    [ProducesResponseType<Page<ShownImport>>(200)]
    public static async Task<IResult> Get(
        string? state, string? cursor, string? limit, HttpContext http, IQuerySession session, CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        var runs = (IQueryable<ImportRun>)session.Query<ImportRun>();
        if (state is not null)
        {
            if (!Enum.TryParse<ImportState>(state, ignoreCase: true, out var asked) || int.TryParse(state, out _))
                return Results.Problem(Refusal.Because("query-invalid", "state"));
            runs = runs.Where(run => run.State == asked);
        }

        var now = SystemClock.Instance.GetCurrentInstant();
        var found = await PageAsync(runs, paging, http.User, cancellation);
        return Results.Ok(Page.Of(found, paging.Limit, run => run.Id.ToString(), run => ShownImport.Of(run, now)));
    }

    // Whose runs an approver sees is decided by each run's communes, which no index knows: runs are few.
    private static async Task<List<ImportRun>> PageAsync(
        IQueryable<ImportRun> runs, Paging paging, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var (page, after, subject) = (new List<ImportRun>(), paging.After, user.Subject());
        if (!user.CoversProvince() && !user.IsInRole(Roles.Approver))
            runs = runs.Where(run => run.Actor.Subject == subject);
        while (true)
        {
            var rest = after is { } last ? runs.Where(run => run.Id.CompareTo(last) < 0) : runs;
            var read = await rest.OrderByDescending(run => run.Id).Take(paging.Limit + 1).ToListAsync(cancellation);
            page.AddRange(read.Where(run => run.SeenBy(user)).Take(paging.Limit + 1 - page.Count));
            if (read.Count <= paging.Limit || page.Count > paging.Limit)
                return page;
            after = read[^1].Id;
        }
    }
}
