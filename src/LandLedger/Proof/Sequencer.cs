using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>
/// Follows committed events, seals them, writes the public files and signs checkpoints. One at a time: a second process stands by. Signs
/// only what is committed in the database and durable in the files, and never two roots for one size. Whatever goes wrong, it says so
/// and begins again from what is committed and durable.
/// </summary>
public sealed partial class Sequencer(
    SequencerTurn turn, LedgerSchema schema, Sequencing sequencing, ProofSettings settings, ProofKeys keys, LogState state,
    CosignatureRequests cosignatures, TimeProvider clock, ILogger<Sequencer> log) : BackgroundService
{
    private const int MostPending = 20_000;
    private const int MostFailures = 4;
    private Publishing? publishing;
    private LogHead head = LogHead.Empty;
    private long publishedAt;
    private int failures;
    private long failedAt;
    private TimeSpan pause;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Sequences)
            return;
        using var tick = new PeriodicTimer(settings.Every);
        try
        {
            do
            {
                while (!Rests() && await RoundAsync(stoppingToken))
                {
                    // More is waiting already.
                }
            }
            while (await tick.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // What is sealed is committed; files and checkpoint follow at the next start.
        }
        finally
        {
            await LeaveAsync();
        }
    }

    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        try
        {
            if (!turn.IsHeld)
                await LeaveAsync();
            if (await turn.TakeAsync(cancellation) is not { } connection)
            {
                (state.StandsBy, state.Broken, failures) = (true, null, 0);
                return false;
            }

            state.StandsBy = false;
            var round = await sequencing.OnceAsync(connection, cancellation);
            if (publishing is null || publishing.Reached != round.Before.Size)
                await ContinueAsync(connection, round.Head, cancellation);
            else
                publishing.Add(round.Leaves);
            head = round.Head;
            (state.Size, state.Waiting, state.Held) = (head.Size, round.Waiting, round.Held);
            if (publishing!.Pending >= MostPending || (head.Size > publishing.Begun && Due()))
                await PublishAsync();
            if (!round.HasMore)
                await publishing.EndAsync();
            (state.Broken, failures) = (null, 0);
            return round.HasMore;
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            await StopAsync(Why(fault), clock.GetElapsedTime(began));
            return false;
        }
    }

    private bool Due() => publishing!.Begun == 0 || clock.GetElapsedTime(publishedAt) >= settings.Publish;

    private async Task PublishAsync()
    {
        publishedAt = clock.GetTimestamp();
        await publishing!.BeginAsync(head, checkpoint =>
        {
            (state.Published, state.PublishedAt) = (checkpoint.Size, clock.GetUtcNow());
            cosignatures.Ask(checkpoint.Size);
        });
    }

    private async Task ContinueAsync(NpgsqlConnection connection, LogHead now, CancellationToken cancellation)
    {
        await EndAsync();
        if (keys.Trusted.Log.ToString() != keys.Log.Verifier.ToString())
            throw new LogBrokenException("The log's private key is not the one of the trusted keys: nobody would believe what it signs.");
        var continued = new PublishedLog(settings.Folder, settings.Name, keys.Log);
        await continued.ContinueAsync(now, new SequencerStore(connection, schema).RecordsAsync, cancellation);
        publishing = new(continued);
        (state.Published, state.PublishedAt) = (continued.Promised.Size, continued.Promised.Size > 0 ? clock.GetUtcNow() : null);
    }

    // Nobody else may come into the folder while something is still written there.
    private async Task LeaveAsync()
    {
        await EndAsync();
        await turn.GiveAsync();
    }

    // However it ends: what is not in the files then is written again from the leaves.
    private async Task EndAsync()
    {
        if (publishing is { } begun)
            await begun.EndAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        publishing = null;
    }

    private async Task StopAsync(string why, TimeSpan tried)
    {
        if (state.Broken != why)
            LogStopped(log, why);
        state.Broken = why;
        failures = Math.Min(failures + 1, MostFailures);
        // What does not pass by itself must not be tried all day: it may take a look at the whole log.
        (failedAt, pause) = (clock.GetTimestamp(), (1 << failures) * (settings.Every + tried));
        // Another process may have better luck.
        await LeaveAsync();
    }

    private bool Rests() => failures > 0 && clock.GetElapsedTime(failedAt) < pause;

    private static string Why(Exception fault) => fault switch
    {
        LogBrokenException => fault.Message,
        FormatException => $"The log's files, leaves or keys are damaged: {fault.Message}",
        NpgsqlException => "The database does not let the sequencer work; it tries again.",
        IOException or UnauthorizedAccessException =>
            $"The log's files cannot be read or written; nothing is signed until they can: {fault.Message}",
        _ => $"The sequencer failed with {fault.GetType().Name}; it tries again.",
    };

    [LoggerMessage(LogLevel.Critical, "The log has stopped: {Why}")]
    private static partial void LogStopped(ILogger log, string why);
}
