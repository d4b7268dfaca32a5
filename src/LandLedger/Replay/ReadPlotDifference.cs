using System.Text.Json;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>A version of a plot, and when it was recorded.</summary>
public sealed record PlotPoint(int Version, Instant RecordedAt);

/// <summary>One field that differs, persons masked; text as it is, anything else as JSON.</summary>
public sealed record ToldDifference(string Path, string? From, string? To, Sentence Summary);

/// <summary>What differs between two points in the life of a plot.</summary>
public sealed record PlotDifference(Guid Plot, PlotPoint From, PlotPoint To, ToldDifference[] Changes);

/// <summary>GET /plots/{plot}/difference.</summary>
public static class ReadPlotDifferenceEndpoint
{
    /// <summary>
    /// What differs between two points, field by field and in sentences. <c>from</c> and <c>to</c> take a version, an instant or a date
    /// (the end of that day in Vietnam); without <c>to</c> it is the plot as it is now.
    /// </summary>
    [WolverineGet("/api/v1/plots/{plot}/difference"), Permission(Permissions.ReadPlots, Scope.Plot), LoadsCard]
    [ProducesResponseType<PlotDifference>(200)]
    public static async Task<IResult> Get(
        string plot, string? from, string? to, HttpContext http, PlotRows rows, PlotPast history, TimeProvider clock, PersonVault vault,
        CancellationToken cancellation)
    {
        var now = await rows.CardAsync(plot, cancellation);
        if (now is null || !http.User.Covers(now.PlotNumber.Commune))
            return Results.Problem(Refusal.Because("plot-not-found"));
        if (from is null)
            return Results.Problem(Refusal.Because("query-invalid", "from"));
        var asked = new AskedPast(now, history, Instant.FromDateTimeOffset(clock.GetUtcNow()));
        var (left, refusal) = await PointAsync(asked, from, cancellation);
        if (left is null)
            return Results.Problem(refusal!);
        (var right, refusal) = to is null ? (now, null) : await PointAsync(asked, to, cancellation);
        if (right is null)
            return Results.Problem(refusal!);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new PlotDifference(
            now.Id, new(left.Version, left.ChangedAt), new(right.Version, right.ChangedAt), await BetweenAsync(left, right, vault, cancellation)));
    }

    private static Task<(PlotCard? Card, ProblemDetails? Refusal)> PointAsync(AskedPast asked, string written, CancellationToken cancellation) =>
        written.Length > 0 && written.All(char.IsAsciiDigit)
            ? asked.VersionAsync(written, cancellation)
            : asked.AtAsync(written, cancellation);

    private static async Task<ToldDifference[]> BetweenAsync(
        PlotCard left, PlotCard right, PersonVault vault, CancellationToken cancellation)
    {
        var persons = await vault.MaskedAsync(
            [.. left.Holders.Concat(right.Holders).Select(holder => holder.PersonId).Distinct()], cancellation);
        var found = DifferenceWords.Tell(
            JsonSerializer.SerializeToNode(ShownPlot.Of(left, persons), LedgerJson.Stored)!.AsObject(),
            JsonSerializer.SerializeToNode(ShownPlot.Of(right, persons), LedgerJson.Stored)!.AsObject());
        var names = await PersonsInWords.OfAsync(vault, found.SelectMany(one => (string?[])[one.From, one.To, one.Summary.En]), cancellation);
        return
        [
            .. found.Select(one => one with { From = names.In(one.From), To = names.In(one.To), Summary = names.In(one.Summary) }),
        ];
    }
}
