using LandLedger.Access;
using LandLedger.Communes;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Intake;

/// <summary>POST /imports, a multipart form: <c>system</c> and <c>file</c>, optionally <c>manifest</c> and <c>signature</c>.</summary>
public static class StartImportEndpoint
{
    /// <summary>
    /// Keeps the file sealed while it arrives and queues the run: 202, and the run under Location. The same file of the same system by
    /// the same person, while a run of it waits or goes on, is answered with that run.
    /// </summary>
    [WolverinePost("/api/v1/imports"), Permission(Permissions.ImportSources, Scope.Filtered), NeedsWitness]
    [ProducesResponseType<ShownImport>(202)]
    public static async Task<IResult> Post(
        HttpContext http, IDocumentSession session, ImportFiles files, ImportSettings settings, ManifestCheck manifests,
        ImportRunner runner, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7();
        ImportRun? queued = null;
        try
        {
            var upload = await ImportUpload.ReadAsync(http.Request, id, files, settings.Largest, cancellation);
            if (upload.Problem is { } problem)
                return Results.Problem(problem);
            var manifest = manifests.Check(upload, out var unsure);
            if (unsure is not null)
                return Results.Problem(unsure);
            var (now, file) = (SystemClock.Instance.GetCurrentInstant(), upload.File!);
            queued = await QueueAsync(session, new()
            {
                Id = id, System = upload.System, CommuneCodes = upload.CommuneCodes,
                FileSha256 = file.Sha256, FileBytes = file.Bytes, ContentMac = file.ContentMac,
                Actor = ImportActor.Of(http), State = ImportState.Queued, QueuedAt = now, Manifest = manifest,
            }, cancellation);
            if (queued is null)
                return Results.Problem(Refusal.Because("reorganisation-running"));
            runner.Wake();
            return Results.Accepted($"/api/v1/imports/{queued.Id}", ShownImport.Of(queued, now));
        }
        finally
        {
            if (queued?.Id != id)
                files.Delete(id);
        }
    }

    // Two uploads of one file at the same moment: the second waits for the first to be recorded, and finds it.
    // Null while plots are being renumbered.
    private static async Task<ImportRun?> QueueAsync(IDocumentSession session, ImportRun run, CancellationToken cancellation)
    {
        await session.TakeTurnAsync(cancellation);
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        {
            Parameters = { new() { Value = $"import {run.ContentMac}" } },
        };
        await session.ExecuteAsync(turn, cancellation);
        var (mac, system, subject) = (run.ContentMac, run.System, run.Actor.Subject);
        var same = await session.Query<ImportRun>()
            .Where(other => (other.State == ImportState.Queued || other.State == ImportState.Running) && other.ContentMac == mac
                && other.System == system && other.Actor.Subject == subject)
            .FirstOrDefaultAsync(cancellation);
        if (same is not null)
            return same;
        if (await session.RenumbersAsync(cancellation))
            return null;
        session.Store(run);
        await session.SaveChangesAsync(cancellation);
        return run;
    }
}
