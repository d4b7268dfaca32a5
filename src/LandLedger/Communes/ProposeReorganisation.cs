using LandLedger.Access;
using LandLedger.Intake;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Sources;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using Wolverine.Http;

namespace LandLedger.Communes;

/// <summary>
/// POST /reorganisations, a multipart form: <c>file</c> (the reference table, XLSX or CSV), <c>resolution</c>, <c>effectiveOn</c>,
/// <c>reason</c>, and <c>communeCodes</c> where the table renumbers within today's list.
/// </summary>
public static class ProposeReorganisationEndpoint
{
    /// <summary>The largest reference table in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Keeps the table and begins the dry run: 202, and the reorganisation under Location. Nothing is renumbered before another person
    /// has approved what the dry run counted.
    /// </summary>
    [WolverinePost("/api/v1/reorganisations"), Permission(Permissions.ProposeReorganisations, Scope.Province)]
    [ProducesResponseType<ShownReorganisation>(202)]
    public static async Task<IResult> Post(
        HttpContext http, IDocumentSession session, ReorganisationRunner runner, CancellationToken cancellation)
    {
        if (!http.Request.HasFormContentType)
            return Results.Problem(Refusal.Because("unsupported-media-type", "multipart/form-data"));
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(cancellation);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Results.Problem(Refusal.Because("request-malformed"));
        }

        var errors = new FieldErrors();
        var (proposed, content) = (Read(form, http, errors), await BytesAsync(form, errors, cancellation));
        if (content?.Length > MaxBytes)
            return Results.Problem(Refusal.Because("body-too-large", "16 MiB"));
        if (!errors.None)
            return Results.Problem(Refusal.Invalid(errors));
        try
        {
            proposed = proposed with { TableRows = ReferenceTables.Read(content!).Rows.Count, TableSha256 = ReferenceTables.HashOf(content!) };
        }
        catch (UnreadableFile unreadable)
        {
            return Results.Problem(Refusal.Because("reference-table-unreadable", unreadable.Code));
        }

        await session.TakeTurnAsync(cancellation);
        if (await session.ReorganisesAsync(cancellation))
            return Results.Problem(Refusal.Because("reorganisation-open"));
        session.Store(new ReferenceTable(proposed.TableSha256, content!));
        session.Store(proposed);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/reorganisations/{proposed.Id}", ShownReorganisation.Of(proposed));
    }

    private static Reorganisation Read(IFormCollection form, HttpContext http, FieldErrors errors)
    {
        var (resolution, reason, codes) = (form["resolution"].ToString(), form["reason"].ToString(), form["communeCodes"].ToString());
        FreeText.Check(errors, "resolution", resolution);
        FreeText.Check(errors, "reason", reason);
        var on = LocalDatePattern.Iso.Parse(form["effectiveOn"].ToString());
        if (on.Success)
            PlotRules.Effect(errors, "effectiveOn", on.Value);
        errors.Require(on.Success, "effectiveOn", "wrong-type");
        errors.Require(codes is "" or "old" or "new", "communeCodes", "wrong-type");
        return new()
        {
            Id = Guid.CreateVersion7(), State = ReorganisationState.Examining,
            CommuneCodes = codes == "new" ? CommuneCodes.New : CommuneCodes.Old,
            TableName = FreeText.Cleaned(Path.GetFileName(form.Files.GetFile("file")?.FileName ?? "")),
            Resolution = errors.None ? resolution.Normalize() : "", Reason = errors.None ? reason.Normalize() : "",
            EffectiveOn = on.Success ? on.Value : default, ProposedBy = ImportActor.Of(http),
            ProposedAt = SystemClock.Instance.GetCurrentInstant(),
        };
    }

    private static async Task<byte[]?> BytesAsync(IFormCollection form, FieldErrors errors, CancellationToken cancellation)
    {
        var file = form.Files.GetFile("file");
        errors.Require(file is { Length: > 0 }, "file", "required");
        if (file is null || file.Length > MaxBytes)
            return file is null ? null : new byte[MaxBytes + 1];
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
