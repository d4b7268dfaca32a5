using System.Threading.Channels;

namespace LandLedger.Plumbing;

/// <summary>
/// Works off what lies in the database, one after the other. Looks when it is woken and once at the start, so that what a killed process
/// left is found. A fault that could not even be noted is no end: the same is looked at again a little later.
/// </summary>
/// <typeparam name="T">What lies there.</typeparam>
public abstract partial class OneByOne<T>(ILogger log) : BackgroundService
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that there is something to do.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Wake();
        try
        {
            while (await wake.Reader.WaitToReadAsync(stoppingToken))
            {
                wake.Reader.TryRead(out _);
                await WorkOffAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; what is not finished goes on at the next start.
        }
    }

    /// <summary>What to do next; null when there is nothing.</summary>
    protected abstract Task<T?> NextAsync(CancellationToken cancellation);

    /// <summary>Does it, and notes how it ended.</summary>
    protected abstract Task WorkAsync(T found, CancellationToken cancellation);

    private async Task WorkOffAsync(CancellationToken stopping)
    {
        try
        {
            while (await NextAsync(stopping) is { } found)
                await WorkAsync(found, stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogLater(log, typeof(T).Name, fault.GetType().Name);
            // The database is away, most likely; there is nothing to wait on but time.
            await Task.Delay(Pause, stopping);
            Wake();
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What} is looked at again later: {Fault}")]
    private static partial void LogLater(ILogger log, string what, string fault);
}
