using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Quality;

/// <summary>A plot that a finding is about.</summary>
public sealed record PlotInFinding(Guid Id, ShownPlotNumber PlotNumber, int Version);

/// <summary>A finding in a list.</summary>
/// <param name="Id">The same for the same type and plots.</param>
/// <param name="Type">One of the types.</param>
/// <param name="Severity">high, medium or low.</param>
/// <param name="Communes">Those of the plots shown.</param>
/// <param name="Plots">The plots within the caller's communes.</param>
/// <param name="Elsewhere">How many further plots lie outside the caller's communes.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="ToDo">What a registrar does about it.</param>
public sealed record ShownFinding(
    string Id, string Type, Severity Severity, string[] Communes, PlotInFinding[] Plots, int Elsewhere, Sentence Sentence, Sentence ToDo)
{
    /// <summary>What a caller may see of a finding.</summary>
    public static ShownFinding Of(PlotFinding finding, ClaimsPrincipal user)
    {
        var seen = finding.Plots.Where(plot => user.Covers(plot.PlotNumber.Office())).ToArray();
        return new(finding.Id, finding.Type, finding.Severity, [.. finding.Communes.Where(user.Covers)],
            [.. seen.Select(plot => new PlotInFinding(plot.Id, ShownPlotNumber.Of(plot.PlotNumber), plot.Version))],
            finding.Plots.Length - seen.Length, finding.Sentence, finding.ToDo);
    }
}

/// <summary>How many findings there are of one kind. A finding about plots of several communes counts in each.</summary>
public sealed record FindingCount(string Type, Severity Severity, string Commune, long Findings);

/// <summary>GET /findings.</summary>
public static class ListFindingsEndpoint
{
    /// <summary>
    /// What looks like a duplicate or a contradiction among live plots of the caller's communes, read from the clean view at this moment.
    /// </summary>
    [WolverineGet("/api/v1/findings"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<Page<ShownFinding>>(200)]
    public static async Task<IResult> Get(string? commune, string? type, string? severity, string? cursor, string? limit,
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        if (Paging.ByKey(cursor, limit) is not { } paging || FindingPlace.Read(paging.Key) is not { } place)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (Read(commune, type, severity, out var wrong) is not { } filter)
            return Results.Problem(Refusal.Because("query-invalid", wrong));
        var found = new List<FoundAt>(paging.Limit + 1);
        await foreach (var finding in new FindingQuery(database, schema, http.User, filter).FromAsync(place, cancellation))
        {
            found.Add(finding);
            if (found.Count > paging.Limit)
                break;
        }

        return Results.Ok(Page.Of(found, paging.Limit, at => at.Next.ToString(), at => ShownFinding.Of(at.Finding, http.User)));
    }

    /// <summary>Reads the filters of a request; null, with the name of the wrong one, when one cannot be read.</summary>
    public static FindingFilter? Read(string? commune, string? type, string? severity, out string wrong)
    {
        wrong = type is not null && !FindingTypes.All.Contains(type) ? "type" : "";
        Severity? asked = severity switch
        {
            "low" => Severity.Low,
            "medium" => Severity.Medium,
            "high" => Severity.High,
            _ => null,
        };
        if (severity is not null && asked is null)
            wrong = "severity";
        if (commune?.Contains('\0', StringComparison.Ordinal) == true)
            wrong = "commune";
        return wrong.Length == 0 ? new(commune, type, asked) : null;
    }
}

/// <summary>GET /findings/count.</summary>
public static class CountFindingsEndpoint
{
    /// <summary>How many findings there are by type, severity and commune. Goes through all plots of the caller's communes.</summary>
    [WolverineGet("/api/v1/findings/count"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<FindingCount[]>(200)]
    public static async Task<IResult> Get(string? commune, string? type, string? severity,
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        if (ListFindingsEndpoint.Read(commune, type, severity, out var wrong) is not { } filter)
            return Results.Problem(Refusal.Because("query-invalid", wrong));
        var counts = new SortedDictionary<(string, Severity, string), long>();
        var query = new FindingQuery(database, schema, http.User, filter);
        await foreach (var (_, finding) in query.FromAsync(FindingPlace.Start, cancellation))
        {
            foreach (var of in finding.Communes.Where(of => http.User.Covers(of) && (commune is null || of == commune)))
            {
                var kind = (finding.Type, finding.Severity, of);
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
            }
        }

        return Results.Ok(counts.Select(count =>
            new FindingCount(count.Key.Item1, count.Key.Item2, count.Key.Item3, count.Value)).ToArray());
    }
}
