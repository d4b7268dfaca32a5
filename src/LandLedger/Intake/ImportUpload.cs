using System.Text;
using LandLedger.Plumbing;
using LandLedger.Sources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LandLedger.Intake;

/// <summary>The form of an upload, read in one pass while it arrives: its parts may come in any order.</summary>
public sealed class ImportUpload
{
    private const int LongestManifest = 64 * 1024, LongestWord = 1024;

    /// <summary>The part <c>system</c>.</summary>
    public string System { get; private set; } = "";

    /// <summary>The part <c>communeCodes</c>: which list the commune codes are from; the present one when it is left out.</summary>
    public CommuneCodes CommuneCodes { get; private set; }

    /// <summary>The part <c>file</c>, stored; null when it is missing or empty.</summary>
    public StoredImportFile? File { get; private set; }

    /// <summary>The exact bytes of the part <c>manifest</c>, if there is one.</summary>
    public byte[]? Manifest { get; private set; }

    /// <summary>The part <c>signature</c> as it was written, if there is one.</summary>
    public string? Signature { get; private set; }

    /// <summary>Why the form is refused, or null.</summary>
    public ProblemDetails? Problem { get; private set; }

    /// <summary>Reads the form and stores its file. What has been stored of a form that is refused is the caller's to delete.</summary>
    /// <param name="request">The request; no byte of its body has been read yet.</param>
    /// <param name="runId">The run that the file will belong to.</param>
    /// <param name="files">Where to.</param>
    /// <param name="largest">What to say of a file that is too large, such as <c>4096 MiB</c>.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<ImportUpload> ReadAsync(
        HttpRequest request, Guid runId, ImportFiles files, string largest, CancellationToken cancellation)
    {
        var upload = new ImportUpload();
        if (Boundary(request) is not { } boundary)
        {
            upload.Problem = Refusal.Because("unsupported-media-type", "multipart/form-data");
            return upload;
        }

        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (upload.Problem is null && await reader.ReadNextSectionAsync(cancellation) is { } section)
                upload.Problem = await upload.TakeAsync(section, runId, files, cancellation);
        }
        catch (ImportFileTooLargeException)
        {
            upload.Problem = Refusal.Because("body-too-large", largest);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or IOException and not BadHttpRequestException)
        {
            upload.Problem = Refusal.Because("request-malformed");
        }

        upload.Problem ??= SourceReaders.Known(upload.System) ? null : Refusal.Because("import-system-unknown");
        upload.Problem ??= upload.File is null ? Refusal.Because("import-file-missing") : null;
        return upload;
    }

    private async Task<ProblemDetails?> TakeAsync(
        MultipartSection section, Guid runId, ImportFiles files, CancellationToken cancellation)
    {
        switch (HeaderUtilities.RemoveQuotes(section.GetContentDispositionHeader()?.Name ?? default).Value)
        {
            case "system":
                System = Encoding.UTF8.GetString(await SmallAsync(section, LongestWord, cancellation)).Trim();
                // Known before the file arrives: nothing of it need be taken.
                return SourceReaders.Known(System) ? null : Refusal.Because("import-system-unknown");
            case "communeCodes":
                return Enum.TryParse<CommuneCodes>(
                    Encoding.UTF8.GetString(await SmallAsync(section, LongestWord, cancellation)).Trim(), true, out var codes)
                    && Enum.IsDefined(CommuneCodes = codes) ? null : Refusal.Because("import-commune-codes");
            case "manifest":
                Manifest = await SmallAsync(section, LongestManifest, cancellation);
                return null;
            case "signature":
                Signature = Encoding.ASCII.GetString(await SmallAsync(section, LongestWord, cancellation)).Trim();
                return null;
            case "file" when File is not null:
                return Refusal.Because("request-malformed");
            case "file":
                var stored = await files.PutAsync(runId, section.Body, cancellation);
                File = stored.Bytes > 0 ? stored : null;
                return File is null ? Refusal.Because("import-file-missing") : null;
            default:
                return null;
        }
    }

    private static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data",
            StringComparison.OrdinalIgnoreCase) && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 200 } boundary
            ? boundary
            : null;

    private static async Task<byte[]> SmallAsync(MultipartSection section, int longest, CancellationToken cancellation)
    {
        var bytes = new byte[longest + 1];
        var read = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return read <= longest ? bytes[..read] : throw new InvalidDataException("A part of the form is too long.");
    }
}
