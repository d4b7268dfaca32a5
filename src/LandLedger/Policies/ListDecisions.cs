using System.Globalization;
using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Storage;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Policies;

/// <summary>GET /decisions.</summary>
public static class ListDecisionsEndpoint
{
    /// <summary>
    /// What rules decided on plots of the caller's communes, newest first. <c>policy</c> takes name and version, with or without the hash.
    /// Follows the events by a moment, as the audit trail does.
    /// </summary>
    [WolverineGet("/api/v1/decisions"), Permission(Permissions.ReadDecisions, Scope.Filtered)]
    [ProducesResponseType<Page<ListedDecision>>(200)]
    public static async Task<IResult> Get(
        string? rule, string? policy, string? commune, string? field, string? cursor, string? limit,
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, StoredEvents events, CancellationToken cancellation)
    {
        if (Paging.ByNumber(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (rule is not null && !Rules.All.Contains(rule))
            return Results.Problem(Refusal.Because("query-invalid", "rule"));
        var rows = await new DecisionQuery(http.User, rule, policy, commune, field)
            .RowsAsync(database, schema, events, paging.AfterNumber, paging.Limit + 1, cancellation);
        return Results.Ok(Page.Of(rows, paging.Limit, row => row.Sequence.ToString(CultureInfo.InvariantCulture), row => row));
    }
}

/// <summary>GET /decisions/count.</summary>
public static class CountDecisionsEndpoint
{
    /// <summary>How many differences, and of how many plots, each rule decided under each policy.</summary>
    [WolverineGet("/api/v1/decisions/count"), Permission(Permissions.ReadDecisions, Scope.Filtered)]
    [ProducesResponseType<DecisionCount[]>(200)]
    public static async Task<IResult> Get(
        string? rule, string? policy, string? commune, string? field,
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation) =>
        rule is not null && !Rules.All.Contains(rule)
            ? Results.Problem(Refusal.Because("query-invalid", "rule"))
            : Results.Ok(await new DecisionQuery(http.User, rule, policy, commune, field).CountAsync(database, schema, cancellation));
}
