using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Wolverine.Http;

namespace LandLedger.Documents;

/// <summary>GET /plots/{plot}/documents/{documentId}/content.</summary>
public static class ReadDocumentEndpoint
{
    /// <summary>
    /// The scan as it was attached. Its stored bytes are hashed again and compared with the event; the reading is logged before a byte
    /// leaves.
    /// </summary>
    [WolverineGet("/api/v1/plots/{plot}/documents/{documentId}/content"), Permission(Permissions.ReadScans, Scope.Plot)]
    public static async Task<IResult> Get(
        Guid plot, Guid documentId, HttpContext http, IQuerySession session, IScanStore scans, ReadLog log, CancellationToken cancellation)
    {
        var card = await session.LoadAsync<PlotCard>(plot, cancellation);
        if (card?.Documents.FirstOrDefault(document => document.DocumentId == documentId) is not { } document)
            return Results.Problem(Refusal.Because("document-not-found"));
        await log.WriteAsync(http, "scan", plot, card.PlotNumber.Office(), documentId, cancellation);
        try
        {
            var bytes = await scans.GetAsync(documentId, document.Sha256, cancellation);
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.File(bytes, document.MediaType, $"{documentId}{Extension(document.MediaType)}");
        }
        catch (Exception damaged) when (damaged is ScanDamagedException or ScanMissingException)
        {
            return Results.Problem(Refusal.Because("document-damaged"));
        }
    }

    private static string Extension(string mediaType) => mediaType switch
    {
        "application/pdf" => ".pdf",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        _ => ".tif",
    };
}
