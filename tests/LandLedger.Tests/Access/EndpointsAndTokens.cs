using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using LandLedger.Access;
using LandLedger.Tests.Harness;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LandLedger.Tests.Access;

/// <summary>An endpoint as the service itself lists it.</summary>
public sealed record ListedEndpoint(string Method, string Path, PermissionAttribute? Permission, bool Anonymous, Type? Body, bool Form)
{
    /// <summary>Everything that is mapped.</summary>
    public static ListedEndpoint[] All(LedgerHost ledger) =>
    [
        .. ledger.Alba.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct()
            .SelectMany(endpoint => Methods(endpoint).Select(method => Of(method, endpoint))),
    ];

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    private static ListedEndpoint Of(string method, RouteEndpoint endpoint)
    {
        var path = endpoint.RoutePattern.RawText!;
        return new(
            method, path, endpoint.Metadata.GetMetadata<PermissionAttribute>(), endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType,
            path.EndsWith("/documents", StringComparison.Ordinal) || path is "/api/v1/imports" or "/api/v1/reorganisations");
    }

    /// <summary>A request to it, about things that do not exist.</summary>
    public HttpRequestMessage Request(string? token)
    {
        var path = Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Split('/')
            .Select(part => part is "plot" or "person" or "id" or "holderId" or "conflictId" or "documentId" ? Guid.CreateVersion7().ToString() : part);
        var request = new HttpRequestMessage(new(Method), string.Join('/', path));
        if (Form)
            request.Content = new MultipartFormDataContent { { new StringContent("x"), "x" } };
        else if (Method == "POST")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Tokens, good ones and bad ones.</summary>
public static class Tokens
{
    /// <summary>A token of the development issuer for one person in the whole province.</summary>
    public static string For(LedgerHost ledger, params string[] roles) =>
        ledger.Alba.Services.GetRequiredService<DevelopmentIssuer>().TokenFor(new("someone", "Someone", roles, [Caller.Province]));

    /// <summary>A client whose token says exactly this.</summary>
    public static HttpClient Client(LedgerHost ledger, TokenRequest said)
    {
        var client = ledger.Anonymous();
        client.DefaultRequestHeaders.Authorization =
            new("Bearer", ledger.Alba.Services.GetRequiredService<DevelopmentIssuer>().TokenFor(said));
        return client;
    }

    /// <summary>Every way in which a token for a registrar can be wrong.</summary>
    public static IEnumerable<(string Name, string? Token)> Wrong(LedgerHost ledger)
    {
        var key = ledger.Alba.Services.GetRequiredService<DevelopmentIssuer>().VerificationKey;
        var now = DateTime.UtcNow;
        var good = Signed(key, DevelopmentIssuer.Issuer, DevelopmentIssuer.Audience, now.AddHours(1));
        using var anothers = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        yield return ("no token", null);
        yield return ("garbage", "garbage");
        yield return ("three parts of garbage", "a.b.c");
        yield return ("expired", Signed(key, DevelopmentIssuer.Issuer, DevelopmentIssuer.Audience, now.AddMinutes(-5)));
        yield return ("another key", Signed(new ECDsaSecurityKey(anothers) { KeyId = "development" }, DevelopmentIssuer.Issuer,
            DevelopmentIssuer.Audience, now.AddHours(1)));
        yield return ("wrong audience", Signed(key, DevelopmentIssuer.Issuer, "somebody-else", now.AddHours(1)));
        yield return ("wrong issuer", Signed(key, "urn:somebody-else", DevelopmentIssuer.Audience, now.AddHours(1)));
        yield return ("algorithm none", $"{Part("""{"alg":"none","typ":"at+jwt"}""")}.{good.Split('.')[1]}.");
        yield return ("signature cut off", good[..(good.LastIndexOf('.') + 1)]);
        yield return ("claims exchanged",
            $"{good.Split('.')[0]}.{Part("""{"sub":"x","role":["registrar"],"communes":["province"]}""")}.{good.Split('.')[2]}");
        yield return ("signed with a shared secret",
            Signed(new SymmetricSecurityKey(new byte[32]), DevelopmentIssuer.Issuer, DevelopmentIssuer.Audience, now.AddHours(1)));
        yield return ("without an end", Part("""{"alg":"ES256"}""") + "." + Part("""{"sub":"x"}""") + ".c2ln");
    }

    private static string Signed(SecurityKey key, string issuer, string audience, DateTime expires) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            TokenType = "at+jwt",
            NotBefore = expires.AddHours(-2),
            IssuedAt = expires.AddHours(-2),
            Expires = expires,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = "someone", ["role"] = new[] { Roles.Registrar }, ["communes"] = new[] { Caller.Province },
            },
            SigningCredentials = new(key, key is SymmetricSecurityKey ? SecurityAlgorithms.HmacSha256 : SecurityAlgorithms.EcdsaSha256),
        });

    private static string Part(string json) => Base64UrlEncoder.Encode(json);
}
