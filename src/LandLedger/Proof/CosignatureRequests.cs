using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace LandLedger.Proof;

/// <summary>
/// Asks the witnesses to cosign each checkpoint that is published, as C2SP tlog-witness says; and again when the answer is missing or
/// grows old, for a log in which nothing happens is witnessed too.
/// </summary>
public sealed partial class CosignatureRequests(
    ProofSettings settings, LogState state, IServiceProvider services, IHttpClientFactory clients, TimeProvider clock,
    ILogger<CosignatureRequests> log) : BackgroundService
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "witness";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private readonly TimeSpan old = (settings.CosignatureAge ?? TimeSpan.FromDays(1)) / 4;
    private readonly Channel<long> asked = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Dictionary<Uri, long> seen = [];
    private readonly Dictionary<Uri, (long Size, long At)> cosigned = [];

    /// <summary>Says that a checkpoint was published.</summary>
    /// <param name="size">Its size.</param>
    public void Ask(long size) => asked.Writer.TryWrite(size);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.WitnessUrls.Count == 0)
            return;
        var notes = services.GetRequiredService<CosignedNotes>();
        var pause = old < Often ? old : Often;
        await using var again = clock.CreateTimer(_ => AskAgain(), null, pause, pause);
        try
        {
            await foreach (var _ in asked.Reader.ReadAllAsync(stoppingToken))
            {
                foreach (var witness in settings.WitnessUrls)
                    await AskAsync(witness, notes, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next checkpoint is asked for after the next start.
        }
    }

    private void AskAgain()
    {
        if (settings.Sequences && !state.StandsBy && state.Published > 0)
            Ask(state.Published);
    }

    private bool Knows(Uri witness, string request) => cosigned.TryGetValue(witness, out var last)
        && last.Size == SizeOf(request) && clock.GetElapsedTime(last.At) < old;

    private static long SizeOf(string request) => Checkpoint.Parse(CosignedNotes.SentNote(request).Text).Size;

    // A witness that is away is asked again before long; how old its last word is, the gate of bulk work knows.
    private async Task AskAsync(Uri witness, CosignedNotes notes, CancellationToken cancellation)
    {
        try
        {
            for (var attempt = 1; attempt <= 2; attempt++)
            {
                if (notes.Request(seen.GetValueOrDefault(witness)) is not { } request || Knows(witness, request))
                    return;
                using var http = clients.CreateClient(Client);
                using var body = new StringContent(request, Encoding.UTF8, "text/plain");
                using var answer = await http.PostAsync(new Uri(witness, "add-checkpoint"), body, cancellation);
                var text = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.StatusCode == HttpStatusCode.Conflict
                    && long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last))
                {
                    seen[witness] = last;
                    continue;
                }

                if (answer.IsSuccessStatusCode && await notes.TakeAsync(request, text, cancellation) > 0)
                    cosigned[witness] = (seen[witness] = SizeOf(request), clock.GetTimestamp());
                else
                    LogRefused(log, witness, (int)answer.StatusCode);
                return;
            }
        }
        catch (Exception away) when (!cancellation.IsCancellationRequested)
        {
            // Also what is on our side, files or database: recording goes on, and the next time is not far.
            LogAway(log, witness, away.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "The witness {Witness} does not cosign the log: it answered {Status}.")]
    private static partial void LogRefused(ILogger log, Uri witness, int status);

    [LoggerMessage(LogLevel.Warning, "The witness {Witness} does not answer: {Fault}.")]
    private static partial void LogAway(ILogger log, Uri witness, string fault);
}
