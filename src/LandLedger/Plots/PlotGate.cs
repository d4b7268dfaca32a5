using JasperFx;
using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Plots;

/// <summary>
/// Before any change of an existing plot: does the caller's scope cover it, and does the caller know its present version?
/// </summary>
public static class PlotGate
{
    /// <summary>404, 428 and 412, in this order; the body is looked at only afterwards.</summary>
    public static ProblemDetails Before(Plot? plot, HttpContext http)
    {
        if (plot is null || !http.User.Covers(plot.Commune))
            return Refusal.Because("plot-not-found");
        var match = http.Request.GetTypedHeaders().IfMatch;
        if (match.Count == 0)
            return Refusal.Because("if-match-required");
        return match.Any(tag => tag.Tag == "*" || tag.Tag == $"\"{plot.Version}\"")
            ? WolverineContinue.NoProblems
            : Refusal.Because("plot-changed");
    }
}

/// <summary>What is answered when somebody else committed first.</summary>
public static class LostRace
{
    /// <summary>The number or code belongs to another live plot.</summary>
    public static ProblemDetails OnException(DocumentAlreadyExistsException taken, HttpContext http) =>
        Instead(http, CodeOf(taken));

    /// <summary>The code of what was taken.</summary>
    public static string CodeOf(DocumentAlreadyExistsException taken) =>
        ConstraintOf(taken) == PlotStore.CodeIndex ? "plot-code-taken" : "plot-number-taken";

    /// <summary>Only our two unique indexes; anything else is a fault.</summary>
    public static bool OnExceptionFilter(DocumentAlreadyExistsException taken) =>
        ConstraintOf(taken) is PlotStore.LiveNumberIndex or PlotStore.CodeIndex;

    /// <summary>The plot got another event in between.</summary>
    public static ProblemDetails OnException(ConcurrencyException _, HttpContext http) => Instead(http, "plot-changed");

    /// <summary>The unique index that a failed commit ran into, if any.</summary>
    public static string? ConstraintOf(Exception failed) =>
        failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } refused ? refused.ConstraintName : null;

    // The endpoint may have set its ETag and Location already; they would name something that does not exist.
    private static ProblemDetails Instead(HttpContext http, string code)
    {
        http.Response.Clear();
        return Refusal.Because(code);
    }
}

/// <summary>
/// Turns <c>{plot}</c> in a route, be it an id, a number <c>24787.12.345</c> or a plot code, into the id, so that an endpoint only ever
/// sees an id; for reads it also holds the caller to their communes.
/// </summary>
public sealed class PlotInRoute(RequestDelegate next, PlotRows rows)
{
    /// <summary>Runs after authorization.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.RouteValues.TryGetValue("plot", out var value) && value is string text
            && http.User.Identity is { IsAuthenticated: true } && http.GetEndpoint()?.Metadata.GetMetadata<LoadsCardAttribute>() is null
            && !(HttpMethods.IsPost(http.Request.Method) && Guid.TryParse(text, out _)))
        {
            if (await rows.FindAsync(text, http.RequestAborted) is not { } plot || !http.User.Covers(plot.Commune))
            {
                await Results.Problem(Refusal.Because("plot-not-found")).ExecuteAsync(http);
                return;
            }

            http.Request.RouteValues["plot"] = plot.Id.ToString();
        }

        await next(http);
    }
}
