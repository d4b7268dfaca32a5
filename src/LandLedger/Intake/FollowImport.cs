using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using LandLedger.Access;
using LandLedger.Plumbing;
using Marten;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Intake;

/// <summary>GET /imports/{id}/events.</summary>
public static class FollowImportEndpoint
{
    /// <summary>Name of the events while a run goes on, and of the last one.</summary>
    public const string Progress = "progress", End = "end";

    // Another process may be at the run: then only the database knows.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    // A silent line is cut by what lies between, and a client that has gone is noticed only by writing to it.
    private static readonly TimeSpan SilentAtMost = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The run as server-sent events: <c>progress</c> whenever it changed, <c>end</c> when it rests (finished, failed, cancelled or held),
    /// each with the run as data. Then the answer ends.
    /// </summary>
    [WolverineGet("/api/v1/imports/{id}/events"), Permission(Permissions.ReadImports, Scope.ImportRun)]
    public static async Task<IResult> Get(Guid id, HttpContext http, IQuerySession session, IDocumentStore store, ImportProgress progress,
        IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        if (await session.FindAsync(id, http.User, cancellation) is null)
            return Results.Problem(Refusal.Because("import-not-found"));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(FollowAsync(id, store, progress, lifetime.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<ShownImport>> FollowAsync(
        Guid id, IDocumentStore store, ImportProgress progress, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken aborted)
    {
        using var watch = progress.Begin(id);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        var silent = Duration.Zero;
        // Looked up after the watch began: what happens in between is said twice rather than not at all.
        var shown = await LookAsync(store, id, aborted);
        yield return Item(shown);
        while (!ShownImport.Rests(shown.State))
        {
            ImportRun? said;
            try
            {
                said = await watch.NextAsync(LookEvery, either.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }

            silent = said is null ? silent + Duration.FromTimeSpan(LookEvery) : Duration.Zero;
            var run = said ?? await LookAsync(store, id, aborted);
            if (said is null && Same(run, shown) && silent < Duration.FromTimeSpan(SilentAtMost))
                continue;
            (shown, silent) = (run, Duration.Zero);
            yield return Item(run);
        }
    }

    private static async Task<ImportRun> LookAsync(IDocumentStore store, Guid id, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<ImportRun>(id, cancellation))!;
    }

    private static bool Same(ImportRun one, ImportRun other) =>
        one.State == other.State && one.RecordsDone == other.RecordsDone && one.Rows == other.Rows;

    private static SseItem<ShownImport> Item(ImportRun run) =>
        new(ShownImport.Of(run, SystemClock.Instance.GetCurrentInstant()), ShownImport.Rests(run.State) ? End : Progress);
}
