using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plumbing;
using Marten;
using Wolverine.Http;

namespace LandLedger.Intake;

/// <summary>GET /imports/{id}/rejects.</summary>
public static class ReadRejectsEndpoint
{
    /// <summary>
    /// The rows held back, as CSV with semicolons: row, column, code, what it means, what was read (personal values masked), and the row
    /// as it stood in the file: in clear for whoever started the run, in outline for others. The reading is logged before a byte leaves.
    /// </summary>
    [WolverineGet("/api/v1/imports/{id}/rejects"), Permission(Permissions.ReadImports, Scope.ImportRun)]
    public static async Task<IResult> Get(Guid id, HttpContext http, IQuerySession session, RejectList rejects, ReadLog log,
        CancellationToken cancellation)
    {
        if (await session.FindAsync(id, http.User, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("import-not-found"));
        var starter = run.Actor.Subject == http.User.Subject();
        await log.WriteAsync(http, starter ? "import-rejects-clear" : "import-rejects", null, null, id, cancellation);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(body => rejects.WriteCsvAsync(id, starter, body, cancellation), "text/csv; charset=utf-8",
            $"rejects-{id}.csv");
    }
}
