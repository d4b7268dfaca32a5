using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace LandLedger.Proof;

/// <summary>Asks the witnesses to cosign each checkpoint that is published, as C2SP tlog-witness says.</summary>
public sealed partial class CosignatureRequests(
    ProofSettings settings, IServiceProvider services, IHttpClientFactory clients, ILogger<CosignatureRequests> log) : BackgroundService
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "witness";

    private readonly Channel<long> asked = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Dictionary<Uri, long> seen = [];

    /// <summary>Says that a checkpoint was published.</summary>
    /// <param name="size">Its size.</param>
    public void Ask(long size) => asked.Writer.TryWrite(size);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.WitnessUrls.Count == 0)
            return;
        var notes = services.GetRequiredService<CosignedNotes>();
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

    // A witness that is away is asked again with the next checkpoint; how old its last word is, the gate of bulk work knows.
    private async Task AskAsync(Uri witness, CosignedNotes notes, CancellationToken cancellation)
    {
        try
        {
            for (var attempt = 1; attempt <= 2; attempt++)
            {
                if (notes.Request(seen.GetValueOrDefault(witness)) is not { } request)
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
                    seen[witness] = Checkpoint.Parse(CosignedNotes.SentNote(request).Text).Size;
                else
                    LogRefused(log, witness, (int)answer.StatusCode);
                return;
            }
        }
        catch (Exception away) when (away is HttpRequestException or FormatException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            LogAway(log, witness, away.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "The witness {Witness} does not cosign the log: it answered {Status}.")]
    private static partial void LogRefused(ILogger log, Uri witness, int status);

    [LoggerMessage(LogLevel.Warning, "The witness {Witness} does not answer: {Fault}.")]
    private static partial void LogAway(ILogger log, Uri witness, string fault);
}
