using System.Net;
using LandLedger.Tests.EmbeddedPostgres;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Running;

/// <summary>The real process with no connection string: it makes and shares a private PostgreSQL.</summary>
public sealed class A_service_without_a_connection_string : IDisposable
{
    private readonly ClusterRoot root = new();
    private readonly string folder = Directory.CreateTempSubdirectory("landledger-embedded-").FullName;

    public void Dispose()
    {
        root.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task starts_shares_its_database_with_another_and_the_last_one_stops_it()
    {
        await using var first = await StartAsync();
        await Ready(first);
        await using var second = await StartAsync();
        await Ready(second);
        var plot = await (await first.As("registrar", "reg-1", "24781")).Register("1");
        (await (await second.As("registrar", "reg-2", "24781")).Card(plot))["plotNumber"]!["plot"]!.ToString().ShouldBe("1");

        (await first.StopAsync()).ShouldBe(0);
        root.ServerIsRunning.ShouldBeTrue();
        await Ready(second);
        (await second.StopAsync()).ShouldBe(0);
        root.ServerIsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task comes_back_after_a_kill_with_what_it_had_confirmed()
    {
        string plot;
        await using (var killed = await StartAsync())
        {
            plot = await (await killed.As("registrar", "reg-1", "24781")).Register("1");
            killed.Kill();
        }

        root.ServerIsRunning.ShouldBeTrue();
        await using var again = await StartAsync();
        await Ready(again);
        (await (await again.As("registrar", "reg-1", "24781")).Card(plot))["version"]!.GetValue<int>().ShouldBe(1);
        (await again.StopAsync()).ShouldBe(0);
        root.ServerIsRunning.ShouldBeFalse();
    }

    private Task<LedgerProcess> StartAsync() => LedgerProcess.StartAsync(new Dictionary<string, string>
    {
        ["EmbeddedPostgres__Root"] = root.Path,
        ["Vault__KeyFile"] = Path.Combine(folder, "vault.key"),
        ["Documents__Folder"] = Path.Combine(folder, "documents"),
    });

    private static async Task Ready(LedgerProcess ledger)
    {
        using var client = ledger.Client();
        (await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
