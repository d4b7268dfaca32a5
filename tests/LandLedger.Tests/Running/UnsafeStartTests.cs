using System.Net;
using System.Net.Http.Json;
using LandLedger.Access;
using LandLedger.Proof;
using LandLedger.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Running;

/// <summary>What the service refuses to start with outside development: exit code 78, and one line for each unsafe setting.</summary>
public sealed class Starting_in_production : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("landledger-production-").FullName;
    private Dictionary<string, string> safe = [];

    public async ValueTask InitializeAsync()
    {
        var keyFile = Path.Combine(folder, "vault.key");
        await File.WriteAllTextAsync(keyFile, "");
        using var log = SigningKey.Parse(SigningKey.NewLine("land.example.vn/ledger/1", NoteAlgorithm.Ed25519));
        using var witness = SigningKey.Parse(SigningKey.NewLine("witness.example.vn", NoteAlgorithm.Cosignature));
        var keysFile = Path.Combine(folder, "keys");
        await File.WriteAllTextAsync(keysFile, $"log {log.Verifier}\nwitness {witness.Verifier}\nquorum 1\n");
        safe = new()
        {
            ["Proof__Name"] = "land.example.vn/ledger/1",
            ["Proof__Folder"] = Path.Combine(folder, "log"),
            ["Proof__OriginKeyFile"] = keyFile,
            ["Proof__LogKeyFile"] = keyFile,
            ["Proof__KeysFile"] = keysFile,
            ["Proof__CosignatureAge"] = "1.00:00:00",
            ["ConnectionStrings__sequencer"] = "Host=127.0.0.1;Port=1;Database=ledger;Username=ledger_seq;Password=x;Timeout=5",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Access__Authority"] = "https://example.org/",
            ["Access__Audience"] = "land-ledger",
            ["Vault__KeyFile"] = keyFile,
            ["Documents__Folder"] = Path.Combine(folder, "documents"),
            ["ConnectionStrings__ledger"] = "Host=127.0.0.1;Port=1;Database=ledger;Username=ledger_app;Password=x;Timeout=5",
            ["PopulationRegister__Url"] = "https://example.org/",
            ["PopulationRegister__ApiKey"] = "k1",
            ["VnLis__Url"] = "https://example.org/",
            ["VnLis__ApiKey"] = "k2",
        };
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Access__Authority", "", "Access__Authority is not set")]
    [InlineData("Access__Authority", "http://example.org/", "Access__Authority is not https")]
    [InlineData("Access__Audience", "", "Access__Audience is not set")]
    [InlineData("Access__DevelopmentIssuer", "true", "Access__DevelopmentIssuer is on")]
    [InlineData("DetailedErrors", "true", "DetailedErrors is on")]
    [InlineData("Vault__KeyFile", "", "Vault__KeyFile does not name an existing key file")]
    [InlineData("Vault__KeyFile", "/nowhere/vault.key", "Vault__KeyFile does not name an existing key file")]
    [InlineData("Documents__Folder", "", "Documents__Folder is not set")]
    [InlineData("ConnectionStrings__ledger", "", "ConnectionStrings__ledger is not set")]
    [InlineData("ConnectionStrings__ledger", "Host=db.example.vn;Username=ledger_app", "ConnectionStrings__ledger does not verify")]
    [InlineData("ConnectionStrings__ledger", "Host=db.example.vn;Username=ledger_app;SSL Mode=Require", "ConnectionStrings__ledger does not verify")]
    [InlineData("ConnectionStrings__ledger", "Host=127.0.0.1,db.example.vn;Username=ledger_app", "ConnectionStrings__ledger does not verify")]
    [InlineData("ConnectionStrings__ledger", "Host=127.0.0.1;Username=postgres", "ConnectionStrings__ledger signs in as the superuser")]
    [InlineData("ConnectionStrings__ledger", "Host=127.0.0.1;Username=ledger_app;Include Error Detail=true",
        "ConnectionStrings__ledger has Include Error Detail")]
    [InlineData("ConnectionStrings__ledger", "Host=127.0.0.1;Username=ledger_app;Log Parameters=true", "ConnectionStrings__ledger has Include Error Detail")]
    [InlineData("ConnectionStrings__owner", "Host=127.0.0.1;Username=ledger_owner", "ConnectionStrings__owner is set")]
    [InlineData("ConnectionStrings__vault", "Host=db.example.vn;Username=vault", "ConnectionStrings__vault does not verify")]
    [InlineData("ConnectionStrings__sequencer", "", "ConnectionStrings__sequencer is not set")]
    [InlineData("Proof__Name", "", "Proof__Name is not set")]
    [InlineData("Proof__Folder", "", "Proof__Folder is not set")]
    [InlineData("Proof__OriginKeyFile", "/nowhere/origin.key", "Proof__OriginKeyFile does not name")]
    [InlineData("Proof__LogKeyFile", "", "Proof__LogKeyFile does not name")]
    [InlineData("Proof__KeysFile", "", "Proof__KeysFile does not name")]
    [InlineData("Proof__CosignatureAge", "", "Proof__CosignatureAge is not set")]
    [InlineData("PopulationRegister__Url", "", "PopulationRegister__Url is not set")]
    [InlineData("PopulationRegister__Url", "http://example.org/", "PopulationRegister__Url is not set or not https")]
    [InlineData("PopulationRegister__ApiKey", "", "PopulationRegister__ApiKey is missing")]
    [InlineData("PopulationRegister__ApiKey", "development", "PopulationRegister__ApiKey is missing")]
    [InlineData("VnLis__Url", "http://example.org/", "VnLis__Url is not set or not https")]
    [InlineData("VnLis__ApiKey", "development", "VnLis__ApiKey is missing")]
    public void one_unsafe_setting_is_one_line(string name, string value, string line)
    {
        var settings = new ConfigurationOf(safe);
        settings.Lines().ShouldBeEmpty();
        settings.With(name, value).Lines().ShouldHaveSingleItem().ShouldStartWith(line);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("")]
    public async Task a_service_with_no_setting_at_all_refuses_to_start_and_says_everything_that_is_missing(string environment)
    {
        var (exitCode, _, errors) = await LedgerProcess.EndOf(new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = environment });

        exitCode.ShouldBe(UnsafeSettings.ExitCode);
        exitCode.ShouldBe(78);
        errors.Length.ShouldBe(16);
        errors.ShouldContain(line => line.StartsWith("Access__Authority", StringComparison.Ordinal));
        errors.ShouldContain(line => line.StartsWith("ConnectionStrings__ledger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task one_unsafe_setting_among_safe_ones_stops_the_start()
    {
        var (exitCode, _, errors) = await LedgerProcess.EndOf(
            new Dictionary<string, string>(safe) { ["VnLis__Url"] = "http://example.org/" }, "--urls", "http://127.0.0.1:0");

        exitCode.ShouldBe(78);
        errors.ShouldBe(["VnLis__Url is not set or not https."]);
    }

    [Fact]
    public async Task safe_settings_get_past_the_check_to_the_database()
    {
        var (exitCode, _, errors) = await LedgerProcess.EndOf(safe);

        exitCode.ShouldBe(1);
        errors.ShouldHaveSingleItem().ShouldStartWith("The ledger's database does not answer");
    }

    [Fact]
    public async Task a_database_role_that_may_do_anything_or_change_events_is_refused()
    {
        var owner = await TestCluster.NewDatabaseAsync();
        var (applied, _, said) = await LedgerProcess.EndOf(new Dictionary<string, string>(safe) { ["ConnectionStrings__ledger"] = owner }, "schema");
        applied.ShouldBe(0, string.Join('\n', said));
        var almighty = await DatabaseRole.CreateAsync(owner, "superuser");
        (await LinesOf(almighty)).ShouldContain("The ledger's database role is a superuser.");

        foreach (var right in (string[])["update", "delete", "truncate"])
        {
            var careless = await DatabaseRole.CreateAsync(owner, "");
            (await LinesOf(careless)).ShouldBeEmpty();
            await DatabaseRole.DoAsync(owner, $"grant usage on schema ledger to {careless.Name}; grant {right} on ledger.mt_events to {careless.Name}");
            (await LinesOf(careless)).ShouldBe(["The ledger's database role may change or delete events."]);
        }

        var (exitCode, _, errors) = await LedgerProcess.EndOf(
            new Dictionary<string, string>(safe) { ["ConnectionStrings__ledger"] = almighty.ConnectionString });
        exitCode.ShouldBe(78);
        errors.ShouldContain("The ledger's database role is a superuser.");
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task nobody_gets_a_token_outside_development(string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration["Access:DevelopmentIssuer"] = "true";
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<DevelopmentIssuer>();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        DevelopmentIssuer.Map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };

        var answer = await client.PostAsJsonAsync("/dev/token", new { user = "u", roles = (string[])["registrar"] }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Task<IReadOnlyList<string>> LinesOf(DatabaseRole role) => UnsafeSettings.OfRoleAsync(role.ConnectionString, new("ledger"));

    private sealed class ConfigurationOf(Dictionary<string, string> settings)
    {
        public ConfigurationOf With(string name, string value) => new(new(settings) { [name] = value });

        public IReadOnlyList<string> Lines() => UnsafeSettings.Of(new ConfigurationBuilder()
            .Add(new MemoryConfigurationSource
            {
                InitialData = settings.Select(each => KeyValuePair.Create(each.Key.Replace("__", ":", StringComparison.Ordinal), (string?)each.Value)),
            }).Build());
    }
}
