using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>Build a view anew beside the living one.</summary>
/// <param name="View"><c>clean-view</c> or <c>audit-trail</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expected">Members of the view's documents that a changed rule is expected to change; none when nothing should differ.</param>
public sealed record StartRebuild(string View, string Reason, string[]? Expected = null) : IHaveReason;

/// <summary>POST /rebuilds.</summary>
public static class StartRebuildEndpoint
{
    /// <summary>Queues the rebuild: 202, and the rebuild under Location. One at a time.</summary>
    [WolverinePost("/api/v1/rebuilds"), Permission(Permissions.RunRebuilds, Scope.Province)]
    [ProducesResponseType<ShownRebuild>(202)]
    public static async Task<IResult> Post(
        StartRebuild command, HttpContext http, IDocumentSession session, RebuildRunner runner, RebuildProgress progress,
        CancellationToken cancellation)
    {
        if (ReplayedView.Find(command.View) is not { } view)
            return Results.Problem(Refusal.Because("view-unknown", string.Join(", ", ReplayedView.All.Select(known => known.Name))));
        await session.TakeTurnAsync(cancellation);
        if (await session.ActiveAsync(cancellation) is { } active)
            return Results.Problem(Refusal.Because("rebuild-active", active.Id.ToString()));
        var rebuild = new Rebuild
        {
            Id = Guid.CreateVersion7(), View = view.Name, State = RebuildState.Queued,
            Expected = [.. (command.Expected ?? []).Distinct()],
            StartedBy = new(http.User.Subject(), http.User.DisplayName(), command.Reason.Normalize(),
                SystemClock.Instance.GetCurrentInstant()),
        };
        session.Store(rebuild);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/rebuilds/{rebuild.Id}", ShownRebuild.Of(rebuild, progress));
    }
}
