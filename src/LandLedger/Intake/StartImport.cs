using LandLedger.Access;
using LandLedger.Documents;
using LandLedger.Plumbing;
using Marten;
using NodaTime;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Intake;

/// <summary>POST /imports, a multipart form: <c>system</c> and <c>file</c>.</summary>
public static class StartImportEndpoint
{
    /// <summary>The largest file in bytes: about a quarter of a million rows of PL3.</summary>
    public const int MaxBytes = 50 * 1024 * 1024;

    /// <summary>Keeps the file sealed and queues the run: 202, and the run under Location.</summary>
    [WolverinePost("/api/v1/imports"), Permission(Permissions.ImportSources, Scope.Filtered)]
    [ProducesResponseType<ShownImport>(202)]
    public static async Task<IResult> Post(
        IFormFile? file, HttpContext http, IDocumentSession session, IScanStore files, ImportRunner runner, CancellationToken cancellation)
    {
        var system = (await http.Request.ReadFormAsync(cancellation))["system"].ToString();
        if (!SourceReaders.Known(system))
            return Results.Problem(Refusal.Because("import-system-unknown"));
        if (file is null or { Length: 0 })
            return Results.Problem(Refusal.Because("import-file-missing"));
        if (file.Length > MaxBytes)
            return Results.Problem(Refusal.Because("body-too-large", "50 MiB"));

        var bytes = new byte[file.Length];
        await using (var stream = file.OpenReadStream())
            await stream.ReadExactlyAsync(bytes, cancellation);
        var id = Guid.CreateVersion7();
        var stored = await files.PutAsync(id, bytes, cancellation);
        var now = SystemClock.Instance.GetCurrentInstant();
        var run = new ImportRun
        {
            Id = id, System = system, FileSha256 = stored.Sha256, Actor = ImportActor.Of(http), State = ImportState.Queued, QueuedAt = now,
        };
        session.Store(run);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/imports/{id}", ShownImport.Of(run, now));
    }
}

/// <summary>GET /imports/{id}.</summary>
public static class ReadImportEndpoint
{
    /// <summary>How far a run is.</summary>
    [WolverineGet("/api/v1/imports/{id}"), Permission(Permissions.ImportSources, Scope.ImportRun)]
    [ProducesResponseType<ShownImport>(200)]
    public static async Task<IResult> Get(Guid id, HttpContext http, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<ImportRun>(id, cancellation) is { } run && run.Actor.VisibleTo(http.User)
            ? Results.Ok(ShownImport.Of(run, SystemClock.Instance.GetCurrentInstant()))
            : Results.Problem(Refusal.Because("import-not-found"));
}

/// <summary>GET /imports/{id}/rejects.</summary>
public static class ReadRejectsEndpoint
{
    /// <summary>The rows held back, as CSV: row, column, code, what it means, what was read (personal values masked).</summary>
    [WolverineGet("/api/v1/imports/{id}/rejects"), Permission(Permissions.ImportSources, Scope.ImportRun)]
    public static async Task<IResult> Get(Guid id, HttpContext http, IQuerySession session, RejectList rejects,
        CancellationToken cancellation)
    {
        if (await session.LoadAsync<ImportRun>(id, cancellation) is not { } run || !run.Actor.VisibleTo(http.User))
            return Results.Problem(Refusal.Because("import-not-found"));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(body => rejects.WriteCsvAsync(id, body, cancellation), "text/csv; charset=utf-8", $"rejects-{id}.csv");
    }
}

/// <summary>POST /imports/{id}/cancel.</summary>
public static class CancelImportEndpoint
{
    /// <summary>Stops a run after its present batch.</summary>
    [WolverinePost("/api/v1/imports/{id}/cancel"), Permission(Permissions.ImportSources, Scope.ImportRun)]
    [ProducesResponseType<ShownImport>(202)]
    public static async Task<IResult> Post(Guid id, HttpContext http, IDocumentSession session, ImportRunner runner,
        CancellationToken cancellation)
    {
        if (await session.LoadAsync<ImportRun>(id, cancellation) is not { } run || !run.Actor.VisibleTo(http.User))
            return Results.Problem(Refusal.Because("import-not-found"));
        if (run.State is not (ImportState.Queued or ImportState.Running))
            return Results.Problem(Refusal.Because("import-not-running"));
        runner.Cancel(id);
        return Results.Accepted($"/api/v1/imports/{id}", ShownImport.Of(run, SystemClock.Instance.GetCurrentInstant()));
    }
}

/// <summary>POST /imports/{id}/resume.</summary>
public static class ResumeImportEndpoint
{
    /// <summary>Goes on with a cancelled run where it stopped.</summary>
    [WolverinePost("/api/v1/imports/{id}/resume"), Permission(Permissions.ImportSources, Scope.ImportRun)]
    [ProducesResponseType<ShownImport>(202)]
    public static async Task<IResult> Post(Guid id, HttpContext http, IDocumentSession session, ImportRunner runner,
        CancellationToken cancellation)
    {
        if (await session.LoadAsync<ImportRun>(id, cancellation) is not { } run || !run.Actor.VisibleTo(http.User))
            return Results.Problem(Refusal.Because("import-not-found"));
        if (run.State is not ImportState.Cancelled)
            return Results.Problem(Refusal.Because("import-not-resumable"));
        var queued = run with { State = ImportState.Queued, FinishedAt = null };
        session.Store(queued);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/imports/{id}", ShownImport.Of(queued, SystemClock.Instance.GetCurrentInstant()));
    }
}
