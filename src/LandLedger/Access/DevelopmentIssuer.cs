using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LandLedger.Access;

/// <summary>Who a development token is for.</summary>
/// <param name="User">Subject of the token.</param>
/// <param name="Name">Name to show; the subject when left out.</param>
/// <param name="Roles">Roles, see <see cref="Access.Roles"/>.</param>
/// <param name="Communes">Commune codes, or the single word <c>province</c>.</param>
public sealed record TokenRequest(string User, string? Name = null, string[]? Roles = null, string[]? Communes = null);

/// <summary>
/// Hands out tokens in development, so that the ledger can be tried without an identity provider. Its key lives as long as the process.
/// </summary>
public sealed class DevelopmentIssuer(TimeProvider clock) : IDisposable
{
    /// <summary>Issuer named in its tokens.</summary>
    public const string Issuer = "urn:land-ledger:development";

    /// <summary>Audience named in its tokens.</summary>
    public const string Audience = "land-ledger";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The key that verifies its tokens.</summary>
    public SecurityKey VerificationKey => new ECDsaSecurityKey(key) { KeyId = "development" };

    /// <summary>Makes a token, good for a working day.</summary>
    public string TokenFor(TokenRequest request)
    {
        var claims = new Dictionary<string, object>
        {
            ["sub"] = request.User,
            ["name"] = request.Name ?? request.User,
            ["sid"] = Guid.CreateVersion7().ToString("N"),
            ["role"] = request.Roles ?? [],
            ["communes"] = request.Communes ?? [],
        };
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Claims = claims,
            TokenType = "at+jwt",
            Expires = clock.GetUtcNow().UtcDateTime.AddHours(10),
            SigningCredentials = new SigningCredentials(VerificationKey, SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Maps <c>POST /dev/token</c>: a token in development over loopback, 404 anywhere else.</summary>
    public static void Map(WebApplication app)
    {
        // A container's host is not its loopback: there the issuer has to be switched on, and production refuses to start with that.
        var development = app.Environment.IsDevelopment();
        var anywhere = app.Configuration.GetValue<bool>("Access:DevelopmentIssuer");
        app.MapPost("/dev/token", (TokenRequest request, HttpContext http) =>
            development && (anywhere || IsLoopback(http)) && !string.IsNullOrWhiteSpace(request.User)
                ? Results.Ok(new { token = http.RequestServices.GetRequiredService<DevelopmentIssuer>().TokenFor(request) })
                : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
    }

    /// <inheritdoc />
    public void Dispose() => key.Dispose();

    // A test host has no address at all.
    private static bool IsLoopback(HttpContext http) =>
        http.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
}
