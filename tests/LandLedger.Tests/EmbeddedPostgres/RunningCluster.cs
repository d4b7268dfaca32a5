using LandLedger.EmbeddedPostgres;
using Xunit;

namespace LandLedger.Tests.EmbeddedPostgres;

/// <summary>One running cluster for the tests that only look at it.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    public ClusterRoot Root { get; } = new();

    public EmbeddedPostgresCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await EmbeddedPostgresCluster.StartAsync(
        Root.Options with { ServerSettings = new Dictionary<string, string> { ["max_connections"] = "37", ["listen_addresses"] = "*" } });

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Root.Dispose();
    }
}
