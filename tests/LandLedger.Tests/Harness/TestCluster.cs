using Xunit;
using LandLedger.EmbeddedPostgres;
using LandLedger.Tests.Harness;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace LandLedger.Tests.Harness;

/// <summary>One private PostgreSQL for the whole test run, in a folder of its own; each host gets a database of its own in it.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private static readonly Lazy<Task<EmbeddedPostgresCluster>> Shared = new(StartAsync);
    private static string? root;

    /// <summary>The running cluster, started by whoever asks first.</summary>
    public static Task<EmbeddedPostgresCluster> RunningAsync() => Shared.Value;

    /// <summary>A new empty database.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var cluster = await RunningAsync();
        var name = $"t_{Guid.NewGuid():N}";
        await cluster.CreateDatabaseAsync(name);
        return cluster.ConnectionStringFor(name);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!Shared.IsValueCreated)
            return;
        await (await Shared.Value).DisposeAsync();
        Directory.Delete(root!, recursive: true);
    }

    private static Task<EmbeddedPostgresCluster> StartAsync()
    {
        root = Path.Combine(Path.GetTempPath(), $"landledger-tests-{Guid.NewGuid():N}");
        return EmbeddedPostgresCluster.StartAsync(new()
        {
            Root = root,
            // The data lives as long as the run: nothing here needs to survive a power cut.
            ServerSettings = new Dictionary<string, string> { ["fsync"] = "off", ["max_connections"] = "300" },
        });
    }
}
