using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LandLedger.Proof;

/// <summary>How the log is doing, for health, metrics and the security officer.</summary>
public sealed class LogState : IDisposable
{
    private readonly Meter meter = new("LandLedger.Log");
    private readonly TimeProvider clock;

    /// <summary>Nothing is known yet.</summary>
    public LogState(TimeProvider clock)
    {
        this.clock = clock;
        meter.CreateObservableGauge("log.size", () => Size, "{leaf}", "Leaves of the log.");
        meter.CreateObservableGauge("log.waiting", () => Waiting, "{event}", "Committed events that are not sealed yet.");
        meter.CreateObservableGauge("log.held", () => (long)Held, "{event}", "Events that are not sealed because they are not genuine.");
        meter.CreateObservableGauge("log.checkpoint.age", () => CheckpointAge?.TotalSeconds ?? -1, "s", "Since the last checkpoint.");
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; set; }

    /// <summary>Number of leaves that the last checkpoint covers.</summary>
    public long Published { get; set; }

    /// <summary>When the last checkpoint was published; null before the first since the start.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>When enough witnesses had cosigned last; null while that is not known.</summary>
    public DateTimeOffset? CosignedAt { get; set; }

    /// <summary>Committed events that wait to be sealed, at most.</summary>
    public long Waiting { get; set; }

    /// <summary>Events that are not sealed because something is wrong with them.</summary>
    public int Held { get; set; }

    /// <summary>Whether another process sequences.</summary>
    public bool StandsBy { get; set; }

    /// <summary>Why nothing is sealed or signed any more; null while all is well.</summary>
    public string? Broken { get; set; }

    /// <summary>How old the last checkpoint is.</summary>
    public TimeSpan? CheckpointAge => clock.GetUtcNow() - PublishedAt;

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();
}

/// <summary>Health of the log: sick when nothing can be signed, ailing while events are held back.</summary>
public sealed class LogHealth(LogState state) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state switch
        {
            { Broken: { } why } => HealthCheckResult.Unhealthy(why),
            { Held: > 0 } => HealthCheckResult.Degraded($"{state.Held} events are held back: they are not genuine."),
            _ => HealthCheckResult.Healthy(),
        });
}
