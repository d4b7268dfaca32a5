using LandLedger.Proof;
using Marten.Exceptions;
using Npgsql;

namespace LandLedger.Persons;

/// <summary>
/// Finishes erasures that were approved and cut off, at the start and now and then; at the start it also destroys again what a backup of the
/// vault brought back.
/// </summary>
public sealed partial class UnfinishedErasures(Erasures erasures, ProofSettings settings, ILogger<UnfinishedErasures> log) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var tick = new PeriodicTimer(settings.StateEvery);
        try
        {
            await TriedAsync(erasures.EraseRevivedAsync, stoppingToken);
            do
            {
                await TriedAsync(erasures.FinishAllAsync, stoppingToken);
            }
            while (await tick.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is finished after the next start.
        }
    }

    private async Task TriedAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
        }
        catch (Exception fault) when (fault is NpgsqlException or MartenException)
        {
            LogNotFinished(log, fault.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Approved erasures could not be finished now: {Fault}.")]
    private static partial void LogNotFinished(ILogger log, string fault);
}
