using System.Net;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Copies;

/// <summary>The public files of a log behind a URL.</summary>
internal sealed class LogSource : IDisposable
{
    // A full bundle whose entries are as long as they may be.
    private const int MostBytes = 256 * (2 + 65_535);
    private const int Tries = 3;

    private readonly HttpClient client;
    private readonly TimeProvider clock;

    /// <summary>The log behind a URL.</summary>
    /// <exception cref="Unusable">Not a URL over HTTP.</exception>
    public LogSource(string url, TimeProvider clock)
    {
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new Unusable("URL phải là http hoặc https.", "The URL is of http or https.");
        this.clock = clock;
        client = new() { BaseAddress = address, MaxResponseContentBufferSize = MostBytes, Timeout = TimeSpan.FromSeconds(100) };
    }

    /// <summary>A file of the log.</summary>
    /// <returns>Null when the server does not have it.</returns>
    /// <exception cref="CopyStopped">The server does not answer, or with an error, three times.</exception>
    public async Task<byte[]?> FindAsync(string path, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var answer = await client.GetAsync(path, cancellation);
                if (answer.IsSuccessStatusCode)
                    return await answer.Content.ReadAsByteArrayAsync(cancellation);
                if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                    return null;
                if (tries == Tries || (int)answer.StatusCode < 500)
                    throw Stopped($"{path} ({(int)answer.StatusCode})");
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException
                || (failed is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                if (tries == Tries)
                    throw Stopped(path);
            }

            // A server that restarts is back after a moment.
            await Task.Delay(TimeSpan.FromMilliseconds(200 * tries), clock, cancellation);
        }
    }

    /// <summary>A file of the log that must be there.</summary>
    /// <exception cref="CopyStopped">It cannot be had.</exception>
    public async Task<byte[]> GetAsync(string path, CancellationToken cancellation) =>
        await FindAsync(path, cancellation) ?? throw Stopped(path);

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private static CopyStopped Stopped(string what) => new(new(LogFindingCodes.NotFetched, what));
}
