using LandLedger.Intake;
using Microsoft.AspNetCore.Http.Features;

namespace LandLedger.Plumbing;

/// <summary>
/// How much a body may hold: little for JSON, more for scans, much for imports, which are never held whole. Judged before a byte is kept.
/// </summary>
public sealed class BodyLimits(RequestDelegate next, ImportSettings imports)
{
    /// <summary>The largest upload in bytes, the form's own parts included.</summary>
    public const long LargestUpload = 52 * 1024 * 1024;

    /// <summary>The largest JSON body in bytes.</summary>
    public const long LargestJson = 256 * 1024;

    /// <summary>Refuses what says that it is too large, and caps what does not say.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        var limit = !http.Request.HasFormContentType ? LargestJson
            : http.Request.Path.Equals("/api/v1/imports", StringComparison.OrdinalIgnoreCase) ? imports.MaxBodyBytes
            : LargestUpload;
        if (http.Request.ContentLength > limit)
        {
            await Results.Problem(Refusal.Because("body-too-large")).ExecuteAsync(http);
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge
            && !http.Response.HasStarted)
        {
            http.Response.Clear();
            await Results.Problem(Refusal.Because("body-too-large")).ExecuteAsync(http);
        }
    }
}
