using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.Documents;

/// <summary>A file as it came in.</summary>
public sealed record Uploaded(byte[] Bytes, string Kind, string Reason, bool TooLarge);

/// <summary>POST /plots/{plot}/documents, a multipart form: <c>file</c>, and optionally <c>kind</c> and <c>reason</c>.</summary>
public static class AttachDocumentEndpoint
{
    /// <summary>The largest scan in bytes.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>What a document can be.</summary>
    public static readonly string[] Kinds = ["certificate", "identity-paper", "contract", "decision", "survey", "other"];

    /// <summary>Reads the file once.</summary>
    public static async Task<Uploaded> LoadAsync(IFormFile? file, HttpRequest request, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        var kind = form["kind"].ToString() is { Length: > 0 } given ? given : "other";
        var reason = form["reason"].ToString() is { Length: > 0 } why ? why : "document attached";
        if (file is null or { Length: 0 } || file.Length > MaxBytes)
            return new([], kind, reason, file?.Length > MaxBytes);
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return new(bytes, kind, reason, false);
    }

    /// <summary>A file, of a kind and type that is taken. The type is what the bytes say, whatever the name says.</summary>
    public static ProblemDetails Validate(Uploaded uploaded, IDocumentSession session)
    {
        if (uploaded.TooLarge)
            return Refusal.Because("body-too-large", "20 MiB");
        var errors = new FieldErrors();
        errors.Require(uploaded.Bytes.Length > 0, "file", "required");
        errors.Require(Kinds.Contains(uploaded.Kind), "kind", "wrong-type");
        FreeText.Check(errors, "reason", uploaded.Reason);
        if (!errors.None)
            return Refusal.Invalid(errors);
        if (ScanType.Sniff(uploaded.Bytes.AsSpan(0, Math.Min(uploaded.Bytes.Length, ScanType.HeadLength))) is null)
            return Refusal.Because("document-type-unknown");
        session.SetHeader(Provenance.Reason, uploaded.Reason.Normalize());
        return WolverineContinue.NoProblems;
    }

    /// <summary>
    /// Stores the bytes sealed, then appends the event. A file that the plot has already is recognised and changes nothing.
    /// </summary>
    [WolverinePost("/api/v1/plots/{plot}/documents"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static async Task<(PlotChanged, Events)> Post(
        [NotBody] Uploaded uploaded, [WriteAggregate("plot")] Plot plot, IScanStore scans, CancellationToken cancellation)
    {
        var documentId = Guid.CreateVersion7();
        var stored = await scans.PutAsync(documentId, uploaded.Bytes, cancellation);
        if (plot.Documents.FirstOrDefault(known => known.ContentMac == stored.ContentMac) is { } known)
        {
            await scans.DeleteAsync(documentId, cancellation);
            return (PlotChanged.By(0, plot, known.DocumentId, ["document-already-attached"]), []);
        }

        var attached = new DocumentAttached(documentId, uploaded.Kind,
            ScanType.Sniff(uploaded.Bytes.AsSpan(0, ScanType.HeadLength))!, uploaded.Bytes.Length, stored.Sha256, stored.ContentMac);
        return (PlotChanged.By(1, plot, documentId), [attached]);
    }
}
