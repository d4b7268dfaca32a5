using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LandLedger.Counterparts;

/// <summary>JSON as the contracts want it: camelCase, nothing unknown, nothing twice, nothing missing.</summary>
internal static partial class ContractJson
{
    public static JsonSerializerOptions Strict { get; } = Sealed();

    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    /// <summary>Reads the body of a call.</summary>
    /// <returns>The body, or the refusal to answer with.</returns>
    public static async Task<(T? Body, IResult? Refused)> Read<T>(HttpContext context) where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Strict, context.RequestAborted);
            return body is null ? (null, Refusal.Malformed("the body is null")) : (body, null);
        }
        catch (JsonException problem)
        {
            // Only a plain member path is told: the text of the exception can quote what was sent.
            var place = problem.Path is { } path && MemberPath().IsMatch(path) ? path : "$";
            return (null, Refusal.Malformed($"the body does not follow the contract at {place}"));
        }
        catch (BadHttpRequestException problem) when (problem.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refusal.TooLarge);
        }
    }

    /// <summary>SHA-256 of what a body says: white space and the order of members do not count.</summary>
    public static string Digest<T>(T body) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, Strict)));

    private static JsonSerializerOptions Sealed()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict) { MaxDepth = 32 };
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    [GeneratedRegex(@"^\$[A-Za-z0-9.\[\]]{0,80}$")]
    private static partial Regex MemberPath();
}
