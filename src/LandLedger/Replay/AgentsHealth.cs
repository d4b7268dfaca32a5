using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LandLedger.Replay;

/// <summary>
/// Health of the views that are written behind the events: ailing when the daemon does not work on one of them. A view that stands still
/// looks like a quiet day.
/// </summary>
public sealed class AgentsHealth(Marten.Events.Daemon.Coordination.IProjectionCoordinator daemons, IDocumentStore store) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var working = daemons.DaemonForMainDatabase().CurrentAgents().Where(agent => agent.Status == AgentStatus.Running)
            .Select(agent => agent.Name.Identity).ToHashSet();
        string[] still = [.. ((DocumentStore)store).Options.Projections.AllShards().Select(shard => shard.Name.Identity)
            .Where(shard => !working.Contains(shard))];
        return Task.FromResult(still.Length == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Not followed at the moment: {string.Join(", ", still)}"));
    }
}
