using LandLedger.Access;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Marten;
using NodaTime;
using Npgsql;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.VnLis;

/// <summary>Where one plot stands with VnLIS.</summary>
public sealed record ListedSync(Guid Id, ShownPlotNumber PlotNumber, SyncState State, string? Receipt, long? Version, Instant? At,
    string? RejectedFor);

/// <summary>How many plots of a commune stand where.</summary>
public sealed record SyncCoverage(string Commune, string? CommuneName, long Plots, long Synced, long Behind, long Rejected, long Never);

/// <summary>GET /sync.</summary>
public static class ListSyncEndpoint
{
    /// <summary>Plots of the caller's communes by their sync state.</summary>
    [WolverineGet("/api/v1/sync"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<Page<ListedSync>>(200)]
    public static async Task<IResult> Get(
        string? state, string? commune, string? cursor, string? limit, HttpContext http, IQuerySession session,
        CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        var plots = CardQuery.Visible(session, http.User, commune);
        if (state is not null)
        {
            if (!Enum.TryParse<SyncState>(state, ignoreCase: true, out var wanted) || int.TryParse(state, out _))
                return Results.Problem(Refusal.Because("query-invalid", "state"));
            plots = plots.Where(card => card.Sync.State == wanted);
        }

        var found = await CardQuery.PageAsync(plots, paging, cancellation);
        return Results.Ok(Page.Of(found, paging.Limit, card => card.Id.ToString(), card => new ListedSync(
            card.Id, ShownPlotNumber.Of(card.PlotNumber), card.Sync.State, card.Sync.Receipt, card.Sync.Version, card.Sync.At,
            card.Sync.RejectedFor)));
    }
}

/// <summary>GET /sync/coverage.</summary>
public static class SyncCoverageEndpoint
{
    /// <summary>One row for each commune of the caller that has plots.</summary>
    [WolverineGet("/api/v1/sync/coverage"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    public static async Task<IReadOnlyList<SyncCoverage>> Get(
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select data -> 'numberKey' ->> 'commune', count(*), count(*) filter (where data -> 'sync' ->> 'state' = 'synced'),
                count(*) filter (where data -> 'sync' ->> 'state' = 'behind'),
                count(*) filter (where data -> 'sync' ->> 'state' = 'rejected'),
                count(*) filter (where data -> 'sync' ->> 'state' = 'never')
            from {schema.Name}.mt_doc_plotcard
            where $1 or data -> 'numberKey' ->> 'commune' = any($2)
            group by 1 order by 1
            """);
        command.Parameters.AddWithValue(http.User.CoversProvince());
        command.Parameters.AddWithValue(http.User.Communes());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var coverage = new List<SyncCoverage>();
        while (await row.ReadAsync(cancellation))
        {
            var commune = row.GetString(0);
            coverage.Add(new(commune, CommuneList.Find(commune)?.Name,
                row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)));
        }

        return coverage;
    }
}
