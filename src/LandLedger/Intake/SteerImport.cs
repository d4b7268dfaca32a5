using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Communes;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Intake;

/// <summary>POST /imports/{id}/cancel.</summary>
public static class CancelImportEndpoint
{
    /// <summary>Stops a run after its present batch.</summary>
    [WolverinePost("/api/v1/imports/{id}/cancel"), Permission(Permissions.ImportSources, Scope.ImportRun)]
    [ProducesResponseType<ShownImport>(202)]
    public static async Task<IResult> Post(Guid id, HttpContext http, IDocumentSession session, ImportRunner runner,
        CancellationToken cancellation)
    {
        if (await session.FindAsync(id, http.User, cancellation) is not { } run)
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
        ImportProgress progress, CancellationToken cancellation)
    {
        if (await session.FindAsync(id, http.User, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("import-not-found"));
        if (run.State is not ImportState.Cancelled)
            return Results.Problem(Refusal.Because("import-not-resumable"));
        await session.TakeTurnAsync(cancellation);
        if (await session.RenumbersAsync(cancellation))
            return Results.Problem(Refusal.Because("reorganisation-running"));
        var queued = run with { State = ImportState.Queued, FinishedAt = null };
        session.Store(queued);
        await session.SaveChangesAsync(cancellation);
        progress.Publish(queued);
        runner.Wake();
        return Results.Accepted($"/api/v1/imports/{id}", ShownImport.Of(queued, SystemClock.Instance.GetCurrentInstant()));
    }
}

/// <summary>Let a held run go on.</summary>
/// <param name="Reason">Why what it was held for is right after all.</param>
public sealed record ReleaseImport(string Reason) : IHaveReason;

/// <summary>POST /imports/{id}/release.</summary>
public static class ReleaseImportEndpoint
{
    /// <summary>Queues a held run again, by an approver who did not start it; who, when and why stays with the run.</summary>
    [WolverinePost("/api/v1/imports/{id}/release"), Permission(Permissions.ReleaseImports, Scope.ImportRun)]
    [ProducesResponseType<ShownImport>(202)]
    public static async Task<IResult> Post(ReleaseImport command, Guid id, HttpContext http, IDocumentSession session,
        ImportRunner runner, ImportProgress progress, CancellationToken cancellation)
    {
        if (await session.FindAsync(id, http.User, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("import-not-found"));
        if (run.Actor.Subject == http.User.Subject())
            return Results.Problem(Refusal.Because("four-eyes"));
        if (run.State is not ImportState.Held)
            return Results.Problem(Refusal.Because("import-not-held"));
        await session.TakeTurnAsync(cancellation);
        if (await session.RenumbersAsync(cancellation))
            return Results.Problem(Refusal.Because("reorganisation-running"));
        var now = SystemClock.Instance.GetCurrentInstant();
        var released = run with
        {
            State = ImportState.Queued, FinishedAt = null,
            ReleasedBy = new(http.User.Subject(), http.User.DisplayName(), command.Reason.Normalize(), now),
        };
        session.Store(released);
        await session.SaveChangesAsync(cancellation);
        progress.Publish(released);
        runner.Wake();
        return Results.Accepted($"/api/v1/imports/{id}", ShownImport.Of(released, now));
    }
}
