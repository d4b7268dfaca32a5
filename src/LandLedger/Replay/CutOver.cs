using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Communes;
using LandLedger.Intake;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>Put the rebuilt view in the place of the living one.</summary>
/// <param name="Reason">Why it is right.</param>
/// <param name="Unexplained">Why differences that nobody had expected are right, too; needed when there are any.</param>
public sealed record CutOver(string Reason, string? Unexplained = null) : IHaveReason;

/// <summary>POST /rebuilds/{id}/cutover.</summary>
public static class CutOverEndpoint
{
    /// <summary>Approves the switch, as another person than who started the rebuild: 202; the rebuild says when it was done.</summary>
    [WolverinePost("/api/v1/rebuilds/{id}/cutover"), Permission(Permissions.ApproveRebuilds, Scope.Province), NeedsWitness]
    [ProducesResponseType<ShownRebuild>(202)]
    public static async Task<IResult> Post(
        CutOver command, Guid id, HttpContext http, IDocumentSession session, RebuildRunner runner, RebuildProgress progress,
        CancellationToken cancellation)
    {
        if (await session.FindLockedAsync(id, cancellation) is not { } rebuild)
            return Results.Problem(Refusal.Because("rebuild-not-found"));
        if (rebuild.StartedBy.Subject == http.User.Subject())
            return Results.Problem(Refusal.Because("four-eyes"));
        if (rebuild is not { State: RebuildState.Ready, Compared: { } compared })
            return Results.Problem(Refusal.Because("rebuild-not-ready"));
        var unexplained = command.Unexplained?.Trim().Normalize();
        if (compared.Unexplained > 0 && string.IsNullOrEmpty(unexplained))
            return Results.Problem(Refusal.Because("differences-unexplained", $"{compared.Unexplained}"));
        var errors = new FieldErrors();
        if (unexplained is { Length: > 0 })
            Plots.FreeText.Check(errors, "unexplained", unexplained);
        if (!errors.None)
            return Results.Problem(Refusal.Invalid(errors));
        if (await session.Query<ImportRun>().AnyAsync(run => run.State == ImportState.Running, cancellation))
            return Results.Problem(Refusal.Because("import-runs-now"));
        if (await session.RenumbersAsync(cancellation))
            return Results.Problem(Refusal.Because("reorganisation-running"));
        rebuild = rebuild with
        {
            State = RebuildState.Switching, FinishedAt = null, FailedFor = null, FailedBecause = null, AcceptedUnexplained = unexplained,
            ApprovedBy = RebuildActor.Of(http, command.Reason),
        };
        session.Store(rebuild);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/rebuilds/{id}", ShownRebuild.Of(rebuild, progress));
    }
}
