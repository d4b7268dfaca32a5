using LandLedger.Proof;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace LandLedger.Outgoing;

/// <summary>
/// How messages to a counterpart travel: in order per plot and several plots at a time; again with growing pauses while no answer
/// comes; held back altogether while the counterpart keeps failing; at last among the dead letters, from where an operator replays them
/// (docs/operating.md).
/// </summary>
public static class CounterpartQueues
{
    private const int Queues = 4;
    private static readonly double[] DefaultRetries = [1, 5, 30, 300, 1800, 7200, 21600];

    /// <summary>Adds the queues of one counterpart.</summary>
    /// <param name="messages">The messaging of the ledger.</param>
    /// <param name="settings"><c>Counterparts:FailuresBeforePause</c> (per queue, 5) and <c>Counterparts:PauseSeconds</c> (60).</param>
    /// <param name="name">Name of the queues.</param>
    /// <param name="plot">The plot a message is about.</param>
    public static void AddCounterpartQueues<T>(this WolverineOptions messages, IConfiguration settings, string name, Func<T, Guid> plot)
    {
        messages.MessagePartitioning.ByMessage<T>(message => plot(message).ToString())
            .PublishToPartitionedLocalMessaging(name, Queues, queues =>
            {
                queues.Message<T>();
                queues.ConfigureQueues(queue => queue.CircuitBreaker(breaker =>
                {
                    breaker.MinimumThreshold = settings.GetValue("Counterparts:FailuresBeforePause", 5);
                    breaker.PauseTime = TimeSpan.FromSeconds(settings.GetValue("Counterparts:PauseSeconds", 60.0));
                    // A longer memory would let yesterday's successes hide that the counterpart has just gone.
                    breaker.TrackingPeriod = TimeSpan.FromSeconds(20);
                    breaker.FailurePercentageThreshold = 50;
                    breaker.Include<CounterpartFailedException>();
                }));
            });
    }

    /// <summary>What happens when a counterpart gives no answer, refuses the call, or the plot changed during it.</summary>
    /// <param name="messages">The messaging of the ledger.</param>
    /// <param name="settings"><c>Counterparts:RetrySeconds</c>: the pauses between attempts, in seconds; by default over about nine
    /// hours.</param>
    public static void RetryCounterparts(this WolverineOptions messages, IConfiguration settings)
    {
        var pauses = settings.GetSection("Counterparts:RetrySeconds").Get<double[]>() ?? DefaultRetries;
        messages.OnException<CounterpartFailedException>()
            .ScheduleRetry([.. pauses.Select(TimeSpan.FromSeconds)])
            .Then.MoveToErrorQueue().And(DeadLettered.TellAsync, "tell the operator");
        messages.OnException<ForgedMessageException>().MoveToErrorQueue();
        messages.OnException<CounterpartRefusedException>().MoveToErrorQueue().And(DeadLettered.TellAsync, "tell the operator");
        messages.OnException<JasperFx.ConcurrencyException>().RetryWithCooldown(
            TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500))
            .Then.ScheduleRetry(TimeSpan.FromSeconds(2));
    }
}

/// <summary>
/// Tells the operator of a message that was given up. The log categories of the messages themselves are switched off, for they may
/// quote a body.
/// </summary>
public static partial class DeadLettered
{
    /// <summary>One line with the kind and id of the message and the reason.</summary>
    public static ValueTask TellAsync(IWolverineRuntime runtime, IEnvelopeLifecycle message, Exception reason)
    {
        var log = runtime.LoggerFactory.CreateLogger(typeof(DeadLettered).FullName!);
        Told(log, message.Envelope?.Message?.GetType().Name, message.Envelope?.Id, reason.Message);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "{Message} {Id} was given up and waits among the dead letters: {Reason}")]
    private static partial void Told(ILogger log, string? message, Guid? id, string reason);
}
