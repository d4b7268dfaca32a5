using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LandLedger.Plumbing;

/// <summary>
/// A JSON answer that says how long it is and leaves in one piece. The framework's own is sent in chunks, that is in two packets at least, which
/// for a small body costs as much as everything else the answer takes.
/// </summary>
/// <param name="value">What is written, in the dialect of HTTP.</param>
public sealed class WholeAnswer<T>(T value) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var json = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(value, json);
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = body.Length;
        // Not flushed here: the server sends it together with the headers when the request ends.
        httpContext.Response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }
}
