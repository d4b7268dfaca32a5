using System.Globalization;
using System.Text.RegularExpressions;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>Build a view anew beside the living one, or have a patrol compare a share of it.</summary>
/// <param name="View"><c>clean-view</c> or <c>audit-trail</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expected">Members of the view's documents that a changed rule is expected to change; none when nothing should differ.</param>
/// <param name="Share">For a patrol, which share of the plots: <c>0/28</c> is the first of twenty-eight, <c>0/1</c> all.</param>
public sealed record StartRebuild(string View, string Reason, string[]? Expected = null, string? Share = null) : IHaveReason;

/// <summary>POST /rebuilds.</summary>
public static partial class StartRebuildEndpoint
{
    private const int MostShares = 1_000;
    private const int MostMembers = 40;

    /// <summary>Queues the rebuild: 202, and the rebuild under Location. One at a time.</summary>
    [WolverinePost("/api/v1/rebuilds"), Permission(Permissions.RunRebuilds, Scope.Province)]
    [ProducesResponseType<ShownRebuild>(202)]
    public static async Task<IResult> Post(
        StartRebuild command, HttpContext http, IDocumentSession session, RebuildRunner runner, RebuildProgress progress,
        CancellationToken cancellation)
    {
        if (ReplayedView.Find(command.View) is not { } view)
            return Results.Problem(Refusal.Because("view-unknown", string.Join(", ", ReplayedView.All.Select(known => known.Name))));
        if (Faults(command) is { None: false } faults)
            return Results.Problem(Refusal.Invalid(faults));
        await session.TakeTurnAsync(cancellation);
        if (await session.ActiveAsync(cancellation) is { } active)
            return Results.Problem(Refusal.Because("rebuild-active", active.Id.ToString()));
        var rebuild = new Rebuild
        {
            Id = Guid.CreateVersion7(), View = view.Name, State = RebuildState.Queued, Share = ReadShare(command.Share),
            Expected = [.. (command.Expected ?? []).Distinct()],
            StartedBy = RebuildActor.Of(http, command.Reason),
        };
        session.Store(rebuild);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/rebuilds/{rebuild.Id}", ShownRebuild.Of(rebuild, progress));
    }

    private static FieldErrors Faults(StartRebuild command)
    {
        var errors = new FieldErrors();
        errors.Require(command.Share is null || ReadShare(command.Share) is not null, "share", "share-of-plots-form");
        var expected = command.Expected ?? [];
        for (var at = 0; at < expected.Length; at++)
            errors.Require(at < MostMembers && Member().IsMatch(expected[at]), $"expected[{at}]", "member-form");
        return errors;
    }

    // A member that only the living documents still have is one, too: so the form counts and not today's list.
    [GeneratedRegex(@"^[a-z][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex Member();

    private static Share? ReadShare(string? text) =>
        text?.Split('/') is [var number, var of] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var which)
            && int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var all) && which < all && all <= MostShares
            ? new(which, all)
            : null;
}
