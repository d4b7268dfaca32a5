using System.Text;
using LandLedger.Access;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Communes;

/// <summary>GET /reorganisations/{id}/left.</summary>
public static class ReadLeftPlotsEndpoint
{
    /// <summary>
    /// The plots that the reorganisation leaves to a person, as CSV with semicolons: plot, number, reason as code and in words, and the
    /// sheets (or communes) that it may lie on. Found at the moment of asking: whoever was settled since is not in it any more.
    /// </summary>
    [WolverineGet("/api/v1/reorganisations/{id}/left"), Permission(Permissions.ReadReorganisations, Scope.Province)]
    public static async Task<IResult> Get(Guid id, HttpContext http, IQuerySession session, ReferenceTables tables, RenumberingPass pass,
        CancellationToken cancellation)
    {
        if (await session.LoadAsync<Reorganisation>(id, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("reorganisation-not-found"));
        var plan = RenumberingPlan.Of(run, await tables.OfAsync(run, cancellation));
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(body => WriteAsync(plan, pass, body, http.RequestAborted), "text/csv; charset=utf-8", $"left-{id}.csv");
    }

    private static async Task WriteAsync(RenumberingPlan plan, RenumberingPass pass, Stream body, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(true), 32 * 1024, leaveOpen: true);
        await text.WriteAsync(Csv.Line(';', "plot", "number", "code", "vi", "en", "candidates"));
        var at = ReorganisationPosition.Start;
        while (await pass.NextAsync(plan, at, cancellation) is { } page)
        {
            foreach (var plot in page.Page.Where(plot => plot.Code is not null))
            {
                var (meaning, number) = (LeftCodes.Meaning(plot.Code!), plot.Card.PlotNumber);
                await text.WriteAsync(Csv.Line(';', plot.Card.Id.ToString(),
                    $"{PlotNumberKey.CommuneOf(number.Commune, number.CodeListDate)}.{number.Sheet}.{number.Plot}",
                    plot.Code, meaning?.Vi, meaning?.En, string.Join(", ", plot.Candidates)));
            }

            at = page.Behind;
        }
    }
}
