using LandLedger.Access;
using LandLedger.Persons;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Marten;
using NodaTime;
using Npgsql;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Audit;

/// <summary>GET /audit.</summary>
public static class SearchAuditEndpoint
{
    /// <summary>
    /// Who changed what, across plots, newest first. <c>plot</c> takes an id or any number the plot ever had; <c>from</c> and <c>to</c>
    /// an instant or a date.
    /// </summary>
    [WolverineGet("/api/v1/audit"), Permission(Permissions.SearchAudit, Scope.Filtered)]
    [ProducesResponseType<Page<AuditRow>>(200)]
    public static async Task<IResult> Get(
        string? actor, string? commune, string? plot, string? @event, string? from, string? to, string? cursor, string? limit,
        HttpContext http, IDocumentStore store, NpgsqlDataSource database, LedgerSchema schema, PersonVault vault,
        CancellationToken cancellation)
    {
        if (Paging.ByNumber(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (AuditQuery.Read(http.User, actor, commune, plot, @event, from, to, out var wrong) is not { } query)
            return Results.Problem(Refusal.Because("query-invalid", wrong));
        var rows = await query.RowsAsync(store, database, schema, paging.AfterNumber, paging.Limit + 1, cancellation).ToListAsync(cancellation);
        var names = await PersonsInWords.OfAsync(vault, rows.SelectMany(row => row.Changes)
            .SelectMany(change => (string?[])[change.From, change.To]), cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(Page.Of(rows, paging.Limit, row => row.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
            row => row with { Changes = [.. row.Changes.Select(names.In)], Summary = names.In(row.Summary) }));
    }
}

/// <summary>One reading.</summary>
public sealed record ReadRow(long Id, Instant At, Actor Actor, string Kind, Guid? Plot, string? Commune, Guid? Document);

/// <summary>GET /audit/reads.</summary>
public static class SearchReadsEndpoint
{
    /// <summary>Who looked at what, newest first.</summary>
    [WolverineGet("/api/v1/audit/reads"), Permission(Permissions.SearchAudit, Scope.Filtered)]
    [ProducesResponseType<Page<ReadRow>>(200)]
    public static async Task<IResult> Get(
        string? actor, string? plot, string? cursor, string? limit,
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        if (Paging.ByNumber(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        Guid? plotId = null;
        if (plot is not null)
        {
            if (!Guid.TryParse(plot, out var id))
                return Results.Problem(Refusal.Because("query-invalid", "plot"));
            plotId = id;
        }

        await using var command = database.CreateCommand(
            $"""
            select id, read_at, actor, actor_name, roles, office, kind, plot_id, commune, document_id from {schema.Name}.read_log
            where ($1 or commune is null or commune = any($2)) and ($3::varchar is null or actor = $3)
                and ($4::uuid is null or plot_id = $4) and ($5::bigint is null or id < $5)
            order by id desc limit $6
            """);
        command.Parameters.AddWithValue(http.User.CoversProvince());
        command.Parameters.AddWithValue(http.User.Communes());
        command.Parameters.Add(new() { Value = actor ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = plotId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(
            new() { Value = paging.AfterNumber ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        command.Parameters.AddWithValue(paging.Limit + 1);
        var rows = new List<ReadRow>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            rows.Add(new(row.GetInt64(0), row.GetFieldValue<Instant>(1),
                new(row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)),
                row.GetString(6), row.IsDBNull(7) ? null : row.GetGuid(7), row.IsDBNull(8) ? null : row.GetString(8),
                row.IsDBNull(9) ? null : row.GetGuid(9)));
        }

        return Results.Ok(Page.Of(rows, paging.Limit, read => read.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            read => read));
    }
}
