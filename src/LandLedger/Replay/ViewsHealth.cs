using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LandLedger.Replay;

/// <summary>
/// Health of the views: ailing when the daemon does not work on one that is written behind the events (a view that stands still looks like
/// a quiet day), and while differences that a patrol found wait for their repair.
/// </summary>
public sealed class ViewsHealth(Marten.Events.Daemon.Coordination.IProjectionCoordinator daemons, IDocumentStore store) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var working = daemons.DaemonForMainDatabase().CurrentAgents().Where(agent => agent.Status == AgentStatus.Running)
            .Select(agent => agent.Name.Identity).ToHashSet();
        string[] still = [.. ((DocumentStore)store).Options.Projections.AllShards().Select(shard => shard.Name.Identity)
            .Where(shard => !working.Contains(shard))];
        if (still.Length > 0)
            return HealthCheckResult.Degraded($"Not followed at the moment: {string.Join(", ", still)}");
        await using var session = store.QuerySession();
        return await session.Query<Rebuild>().FirstOrDefaultAsync(patrol => patrol.State == RebuildState.Found, cancellationToken) is { } found
            ? HealthCheckResult.Degraded($"{found.Compared!.Differences} documents of {found.View} differ from the events; see patrol {found.Id}.")
            : HealthCheckResult.Healthy();
    }
}
