using System.Text.Json;
using JasperFx;
using JasperFx.CodeGeneration;
using Wolverine.Http;
using Wolverine.Persistence;

namespace LandLedger.Plumbing;

/// <summary>
/// Every POST with a JSON body honours <c>Idempotency-Key</c>: the same key with the same body gets the same answer for a day, with
/// another body 422. Uploads are recognised by their content instead.
/// </summary>
public sealed class IdempotentPosts : IHttpPolicy
{
    /// <inheritdoc />
    public void Apply(IReadOnlyList<HttpChain> chains, GenerationRules rules, IServiceContainer container)
    {
        foreach (var chain in chains.Where(chain => chain.HttpMethods.Contains("POST") && !TakesForm(chain)))
        {
            chain.DeduplicatedWithResponse ??= new()
            {
                Scope = DeduplicationScope.User | DeduplicationScope.Endpoint,
                Required = false,
            };
        }
    }

    private static bool TakesForm(HttpChain chain) =>
        chain.RoutePattern!.RawText is "/api/v1/imports" or "/api/v1/reorganisations" or "/api/v1/plots/{plot}/documents"
        || chain.RoutePattern.RawText!.StartsWith("/api/v1/imports/", StringComparison.Ordinal);
}

/// <summary>A replayed answer carries status, Location and body but no ETag: it is put back from the body's version.</summary>
public sealed class ReplayedTag(RequestDelegate next)
{
    /// <summary>Looks at the answers of keyed POSTs only.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.Headers.ContainsKey("Idempotency-Key"))
        {
            await next(http);
            return;
        }

        var client = http.Response.Body;
        using var held = new MemoryStream();
        http.Response.Body = held;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = client;
        }

        if (http.Response.StatusCode is 200 or 201 or 202 && http.Response.Headers.ETag.Count == 0 && VersionIn(held) is { } version)
            http.Response.Headers.ETag = $"\"{version}\"";
        if (held.Length == 0)
            return;
        // Known length: one packet instead of chunks.
        http.Response.ContentLength = held.Length;
        await client.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), http.RequestAborted);
    }

    private static long? VersionIn(MemoryStream body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("version", out var version)
                && version.TryGetInt64(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
