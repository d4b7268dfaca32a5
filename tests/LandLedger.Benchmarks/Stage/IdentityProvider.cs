using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LandLedger.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LandLedger.Benchmarks.Stage;

/// <summary>
/// A provider of access tokens over https, so that the ledger can be measured with the settings of production. Its certificate is its own:
/// the ledger is told to trust it by <c>SSL_CERT_FILE</c>, which works on Linux.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly WebApplication app;

    private IdentityProvider(WebApplication app, string certificateFile)
    {
        this.app = app;
        CertificateFile = certificateFile;
    }

    /// <summary>Its address, which is also the issuer named in its tokens.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>Who its tokens are for.</summary>
    public const string Audience = "land-ledger";

    /// <summary>Its certificate as PEM.</summary>
    public string CertificateFile { get; }

    public static async Task<IdentityProvider> StartAsync(string folder)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        var file = Path.Combine(folder, "identity-provider.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, at => at.UseHttps(certificate)));
        var provider = new IdentityProvider(builder.Build(), file);
        provider.app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = provider.Authority,
            ["jwks_uri"] = $"{provider.Authority}/keys",
        }));
        provider.app.MapGet("/keys", () => Results.Json(new { keys = new[] { provider.PublicKey() } }));
        await provider.app.StartAsync();
        var address = provider.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        provider.Authority = $"https://localhost:{new Uri(address).Port}";
        return provider;
    }

    /// <summary>A token as an identity provider of an authority would issue it, signed with RS256.</summary>
    public string TokenFor(string user, string role) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Authority,
        Audience = Audience,
        TokenType = "at+jwt",
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(2),
        SigningCredentials = new(new RsaSecurityKey(key) { KeyId = "benchmark" }, SecurityAlgorithms.RsaSha256),
        Claims = new Dictionary<string, object>
        {
            ["sub"] = user,
            ["name"] = $"Officer {user}",
            ["sid"] = Guid.CreateVersion7().ToString("N"),
            ["role"] = (string[])[role],
            ["communes"] = (string[])[Caller.Province],
        },
    });

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }

    private Dictionary<string, string> PublicKey()
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new()
        {
            ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = "benchmark",
            ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
            ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }
}
