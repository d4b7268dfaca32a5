using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Replay;

/// <summary>One document that differs, as a client sees it. Persons are ids.</summary>
/// <param name="Key">Its key in the view.</param>
/// <param name="Plot">Its plot.</param>
/// <param name="Kind"><c>missing</c>, <c>extra</c> or <c>different</c>.</param>
/// <param name="Commune">Commune of the plot.</param>
/// <param name="Cause">What it has in common with others.</param>
/// <param name="Explained">Whether only members differ that were expected to.</param>
/// <param name="Fields">Where it differs.</param>
public sealed record ShownDifference(
    string Key, Guid Plot, string Kind, string? Commune, string Cause, bool Explained, IReadOnlyList<ShownDifference.Field> Fields)
{
    /// <summary>One place in which the sides differ, each value as JSON.</summary>
    public sealed record Field(string Path, string? Live, string? Rebuilt);
}

/// <summary>GET /rebuilds/{id}/differences.</summary>
public static class ReadDifferencesEndpoint
{
    /// <summary>
    /// What the living view and the rebuilt one disagree on, document by document, in the order of keys; <c>format=csv</c> gives all of it
    /// as CSV, one line a field.
    /// </summary>
    [WolverineGet("/api/v1/rebuilds/{id}/differences"), Permission(Permissions.ReadRebuilds, Scope.Province)]
    [ProducesResponseType<Page<ShownDifference>>(200)]
    public static async Task<IResult> Get(
        Guid id, string? cause, string? commune, string? format, string? cursor, string? limit, IQuerySession session,
        NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        if (Paging.ByKey(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (format is not (null or "json" or "csv"))
            return Results.Problem(Refusal.Because("query-invalid", "format"));
        if (await session.LoadAsync<Rebuild>(id, cancellation) is null)
            return Results.Problem(Refusal.Because("rebuild-not-found"));
        if (format == "csv")
        {
            var all = RowsAsync(database, schema, id, cause, commune, null, null, cancellation);
            return Results.Stream(body => CsvAsync(all, body, cancellation), "text/csv; charset=utf-8", $"differences-{id}.csv");
        }

        var rows = await RowsAsync(database, schema, id, cause, commune, paging.Key, paging.Limit + 1, cancellation)
            .ToListAsync(cancellation);
        return Results.Ok(Page.Of(rows, paging.Limit, row => row.Key, row => row));
    }

    private static async IAsyncEnumerable<ShownDifference> RowsAsync(
        NpgsqlDataSource database, LedgerSchema schema, Guid rebuild, string? cause, string? commune, string? after, int? limit,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select key, plot_id, kind, commune, cause, explained, fields from {schema.Name}.replay_difference
            where rebuild = $1 and ($2::varchar is null or cause = $2) and ($3::varchar is null or commune = $3)
                and ($4::varchar is null or key > $4)
            order by key limit $5
            """);
        command.Parameters.AddWithValue(rebuild);
        foreach (var filter in (string?[])[cause, commune, after])
            command.Parameters.Add(new() { Value = filter ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = limit ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var fields = JsonSerializer.Deserialize<JsonDifference[]>(row.GetString(6), LedgerJson.Stored)!;
            yield return new(row.GetString(0), row.GetGuid(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
                row.GetBoolean(5), [.. fields.Select(field => new ShownDifference.Field(field.Path, field.Left, field.Right))]);
        }
    }

    private static async Task CsvAsync(IAsyncEnumerable<ShownDifference> rows, Stream body, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(true), leaveOpen: true);
        await text.WriteAsync(Csv.Line("key", "plot", "kind", "commune", "cause", "explained", "field", "live", "rebuilt"));
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            foreach (var field in row.Fields.DefaultIfEmpty(new("", null, null)))
            {
                await text.WriteAsync(Csv.Line(row.Key, row.Plot.ToString(), row.Kind, row.Commune, row.Cause, row.Explained ? "yes" : "no",
                    field.Path, field.Live, field.Rebuilt));
            }
        }
    }
}
