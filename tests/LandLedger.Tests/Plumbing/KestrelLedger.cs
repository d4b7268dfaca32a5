using JasperFx.CommandLine;
using LandLedger.Access;
using LandLedger.Tests.Harness;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LandLedger.Tests.Plumbing;

/// <summary>The ledger behind its real web server: what a socket does to it cannot be seen in memory.</summary>
public sealed class KestrelLedger : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("landledger-kestrel-").FullName;
    private string connection = "";

    /// <summary>Where it listens.</summary>
    public Uri Url => ClientOptions.BaseAddress;

    /// <summary>A token of a registrar of the whole province.</summary>
    public string Token => Services.GetRequiredService<DevelopmentIssuer>()
        .TokenFor(new("reg-1", null, [Roles.Registrar], [Caller.Province]));

    public async ValueTask InitializeAsync()
    {
        JasperFxEnvironment.AutoStartHost = true;
        connection = await TestCluster.NewDatabaseAsync() + ";Maximum Pool Size=8";
        UseKestrel(0);
        StartServer();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:ledger", connection);
        builder.UseSetting("Vault:KeyFile", Path.Combine(folder, "vault.key"));
        builder.UseSetting("Documents:Folder", Path.Combine(folder, "documents"));
        // Small enough that a test can send more.
        builder.UseSetting("Intake:MaxFileBytes", $"{50 * 1024 * 1024}");
        builder.UseSetting("Intake:BatchPlots", "200");
    }
}
