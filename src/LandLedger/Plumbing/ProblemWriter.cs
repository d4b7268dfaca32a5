using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace LandLedger.Plumbing;

/// <summary>
/// Gives every problem that leaves the service its code and its words in the reader's language, also those that ASP.NET and
/// Wolverine write by themselves, and takes out what they say about our types.
/// </summary>
public static partial class ProblemWriter
{
    /// <summary>Hooks the writer in.</summary>
    public static void AddLedgerProblems(this IServiceCollection services) =>
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            Dress(context.HttpContext, context.ProblemDetails));

    /// <summary>Puts code, title, detail and field texts into a problem, by the request's language.</summary>
    public static void Dress(HttpContext http, ProblemDetails problem)
    {
        var vietnamese = PrefersVietnamese(http.Request);
        var code = Refusal.CodeOf(problem);
        if (code is null)
        {
            code = Foreign(http, problem);
            problem.Extensions["code"] = code;
        }

        problem.Type = $"urn:land-ledger:problem:{code}";
        problem.Title = Problems.Text(code, vietnamese);
        problem.Instance = null;
        foreach (var noise in (string[])["traceId", "lineNumber", "bytePositionInLine", "exception"])
            problem.Extensions.Remove(noise);
        if (System.Diagnostics.Activity.Current?.TraceId.ToString() is { } trace)
            problem.Extensions["correlationId"] = trace;
        if (problem.Extensions.TryGetValue("errors", out var errors) && errors is IReadOnlyDictionary<string, List<FieldError>> faults)
            problem.Extensions["errors"] = InWords(faults, vietnamese);
        http.Response.Headers.ContentLanguage = vietnamese ? "vi" : "en";
    }

    /// <summary>Vietnamese unless the client prefers English.</summary>
    public static bool PrefersVietnamese(HttpRequest request)
    {
        var best = request.GetTypedHeaders().AcceptLanguage?
            .OrderByDescending(language => language.Quality ?? 1).FirstOrDefault()?.Value.Value;
        return best is null || !best.StartsWith("en", StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string[]> InWords(IReadOnlyDictionary<string, List<FieldError>> faults, bool vietnamese) =>
        faults.ToDictionary(
            fault => fault.Key,
            fault => fault.Value.Select(error => Problems.Text(error.Code, vietnamese)
                + (error.Found is { } found ? (vietnamese ? $" (đọc được: {found})" : $" (read: {found})") : "")).ToArray());

    // A problem that the framework made: the status says which one it is; its detail may name our types or carry the value that
    // could not be read, which may be personal, so only the path of the member is kept.
    private static string Foreign(HttpContext http, ProblemDetails problem)
    {
        var text = problem.Detail ?? "";
        problem.Detail = null;
        var tooLarge = http.Features.Get<IHttpMaxRequestBodySizeFeature>() is not null
            && text.Contains("too large", StringComparison.OrdinalIgnoreCase);
        switch (tooLarge ? 413 : problem.Status ?? http.Response.StatusCode)
        {
            case 401: return "not-signed-in";
            case 403: return "not-permitted";
            case 404: return "not-found";
            case 405: return "method-not-allowed";
            case 413:
                problem.Status = http.Response.StatusCode = 413;
                return "body-too-large";
            case 415: return "unsupported-media-type";
            case 422: return "idempotency-key-reused";
            case 429: return "too-many-requests";
            case >= 400 and < 500:
                var errors = new FieldErrors();
                if (Unmapped().Match(text) is { Success: true } member)
                    errors.Add(Within(http, text) + member.Groups[1].Value, "unknown-member");
                else if (Missing().Match(text) is { Success: true } missing)
                    missing.Groups[1].Captures.ToList().ForEach(name => errors.Add(Within(http, text) + name.Value, "required"));
                else if (JsonPath().Match(text) is { Success: true } at)
                    errors.Add(at.Groups[1].Value, FaultIn(text));
                if (!errors.None)
                    problem.Extensions["errors"] = errors.ByPath;
                return "request-malformed";
            default: return "internal-error";
        }
    }

    private static string FaultIn(string text) =>
        text.Contains("doesn't allow null", StringComparison.Ordinal) ? "required"
        : "wrong-type";

    // About a member that is missing or unknown the serializer names the type that it belongs to, and no path: it is looked up in the
    // body's type.
    private static string Within(HttpContext http, string text)
    {
        var body = http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var type = TypeName().Match(text);
        return body is not null && type.Success ? PathTo(body, type.Groups[1].Value) ?? "" : "";
    }

    private static string? PathTo(Type within, string name)
    {
        if (within.FullName == name)
            return "";
        foreach (var member in within.GetProperties())
        {
            var type = member.PropertyType.IsArray ? member.PropertyType.GetElementType()! : member.PropertyType;
            if (type.Assembly == within.Assembly && !type.IsEnum && type != within && PathTo(type, name) is { } rest)
                return JsonNamingPolicy.CamelCase.ConvertName(member.Name) + (member.PropertyType.IsArray ? "[]." : ".") + rest;
        }

        return null;
    }

    [GeneratedRegex(@"Path: \$\.?([A-Za-z0-9_.\[\]]*)(?= |$)")]
    private static partial Regex JsonPath();

    [GeneratedRegex(@"JSON property '([A-Za-z][A-Za-z_]{0,79})' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"missing required properties including:(?:,? '([A-Za-z0-9]{1,80})')+")]
    private static partial Regex Missing();

    [GeneratedRegex(@"type '([A-Za-z0-9_.+]+)'")]
    private static partial Regex TypeName();
}
