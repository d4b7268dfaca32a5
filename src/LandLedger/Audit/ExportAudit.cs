using System.Globalization;
using System.Text;
using System.Text.Json;
using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Marten;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Audit;

/// <summary>GET /audit/export.</summary>
public static class ExportAuditEndpoint
{
    private static readonly string[] Header =
        ["sequence", "at", "event", "plot", "version", "commune", "actor", "name", "roles", "office", "reason", "instrument", "field",
            "from", "to"];

    /// <summary>
    /// The rows of a search as CSV (one line a changed field, safe to open in a spreadsheet) or, with <c>format=ndjson</c>, one JSON a
    /// line. Persons stay ids. The export itself is logged.
    /// </summary>
    [WolverineGet("/api/v1/audit/export"), Permission(Permissions.SearchAudit, Scope.Filtered)]
    public static async Task<IResult> Get(
        string? actor, string? commune, string? plot, string? @event, string? from, string? to, string? format,
        HttpContext http, IDocumentStore store, NpgsqlDataSource database, LedgerSchema schema, ReadLog log, CancellationToken cancellation)
    {
        if (AuditQuery.Read(http.User, actor, commune, plot, @event, from, to, out var wrong) is not { } query)
            return Results.Problem(Refusal.Because("query-invalid", wrong));
        if (format is not (null or "csv" or "ndjson"))
            return Results.Problem(Refusal.Because("query-invalid", "format"));
        await log.WriteAsync(http, "audit-export", null, commune, null, cancellation);
        var rows = query.RowsAsync(store, database, schema, null, int.MaxValue, cancellation);
        return format == "ndjson"
            ? Results.Stream(body => NdjsonAsync(rows, body, cancellation), "application/x-ndjson", "audit.ndjson")
            : Results.Stream(body => CsvAsync(rows, body, cancellation), "text/csv; charset=utf-8", "audit.csv");
    }

    private static async Task NdjsonAsync(IAsyncEnumerable<AuditRow> rows, Stream body, CancellationToken cancellation)
    {
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await JsonSerializer.SerializeAsync(body, row, LedgerJson.Stored, cancellation);
            await body.WriteAsync("\n"u8.ToArray(), cancellation);
        }
    }

    private static async Task CsvAsync(IAsyncEnumerable<AuditRow> rows, Stream body, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(true), leaveOpen: true);
        await text.WriteAsync(Csv.Line(Header));
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            foreach (var change in row.Changes.DefaultIfEmpty(new("", null, null)))
            {
                await text.WriteAsync(Csv.Line(
                    row.Sequence.ToString(CultureInfo.InvariantCulture), row.At?.ToString(), row.Event, row.Plot.ToString(),
                    row.Version.ToString(CultureInfo.InvariantCulture), row.Commune, row.Actor.Subject, row.Actor.Name, row.Actor.Roles,
                    row.Actor.Office, row.Reason, row.Instrument, change.Field, change.From, change.To));
            }
        }
    }
}
