using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LandLedger.Intake;

/// <summary>The ledger said no.</summary>
/// <param name="code">The problem's code.</param>
/// <param name="title">The problem's words.</param>
public sealed class LedgerRefusedException(string code, string title) : Exception($"{title} ({code})")
{
    /// <summary>The problem's code.</summary>
    public string Code { get; } = code;
}

/// <summary>Imports over the HTTP API, as any client does.</summary>
public sealed class ImportClient : IDisposable
{
    // How often a lost line is looked for again, and for how long in all: a service that is started anew takes a minute at most.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private const int Attempts = 60;

    private readonly HttpClient http;

    /// <summary>A client that is signed in.</summary>
    public ImportClient(Uri server, string token)
    {
        http = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Uploads a file while it is read, and says the run.</summary>
    /// <exception cref="LedgerRefusedException">The ledger does not take it.</exception>
    public async Task<string> UploadAsync(ImportWords words, CancellationToken cancellation)
    {
        await using var file = new FileStream(words.File, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var form = new MultipartFormDataContent { { new StringContent(words.System), "system" } };
        if (words.CommuneCodes is { } codes)
            form.Add(new StringContent(codes), "communeCodes");
        if (words is { Manifest: { } manifest, Signature: { } signature })
        {
            form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(manifest, cancellation)), "manifest");
            form.Add(new StringContent(await Base64Async(signature, cancellation)), "signature");
        }

        // The name of a file may be a person's, and the ledger does not need it.
        form.Add(new StreamContent(file, 1 << 16), "file", "file");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/imports") { Content = form };
        // What is refused is refused before gigabytes of it travel.
        request.Headers.ExpectContinue = true;
        using var answer = await http.SendAsync(request, cancellation);
        return (await ReadAsync(answer, cancellation))["id"]!.ToString();
    }

    /// <summary>The run as often as it changes, until it rests. A line that breaks is taken up again.</summary>
    public async IAsyncEnumerable<JsonNode> FollowAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var events = EventsAsync(run, cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(events, attempt) is { } shown)
            {
                attempt = 0;
                yield return shown.Data;
                if (shown.EventType == FollowImportEndpoint.End)
                    yield break;
            }

            // The line broke: a ledger that starts anew needs a moment, and there is nothing to wait on meanwhile.
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Asks for the end of a run.</summary>
    public async Task CancelAsync(string run, CancellationToken cancellation)
    {
        using var answer = await http.PostAsync($"api/v1/imports/{run}/cancel", null, cancellation);
        // It may have come to its end by itself.
        if (answer.StatusCode != HttpStatusCode.Conflict)
            await ReadAsync(answer, cancellation);
    }

    /// <summary>Saves the rows held back into a file that only its owner can read.</summary>
    public async Task SaveRejectsAsync(string run, string path, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync($"api/v1/imports/{run}/rejects", HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await answer.Content.CopyToAsync(file, cancellation);
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static async Task<SseItem<JsonNode>?> NextAsync(IAsyncEnumerator<SseItem<JsonNode>> events, int attempt)
    {
        try
        {
            return await events.MoveNextAsync() ? events.Current : null;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException && attempt < Attempts)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<SseItem<JsonNode>> EventsAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v1/imports/{run}/events");
        request.Headers.Accept.Add(new("text/event-stream"));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!answer.IsSuccessStatusCode)
            await ReadAsync(answer, cancellation);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        await foreach (var shown in SseParser.Create(stream, (_, bytes) => JsonNode.Parse(bytes)!).EnumerateAsync(cancellation))
            yield return shown;
    }

    /// <summary>Reads an answer of the ledger.</summary>
    /// <exception cref="LedgerRefusedException">The ledger said no.</exception>
    /// <exception cref="HttpRequestException">Something before the ledger did.</exception>
    public static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        JsonNode? said = null;
        try
        {
            said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        }
        catch (JsonException)
        {
            // Something between here and the ledger answered; its status says enough.
        }

        if (answer.IsSuccessStatusCode && said is not null)
            return said;
        // A service that is just starting, or a gateway before it, answers so.
        if (answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            throw new HttpRequestException(null, null, answer.StatusCode);
        var words = said?["title"]?.ToString() ?? answer.ReasonPhrase ?? "";
        throw new LedgerRefusedException(said?["code"]?.ToString() ?? $"{(int)answer.StatusCode}",
            said?["detail"] is { } detail ? $"{words} {detail}" : words);
    }

    // OpenSSL writes the signature as bytes; what is base64 already stays as it is.
    private static async Task<string> Base64Async(string path, CancellationToken cancellation)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        return bytes is [0x30, ..] ? Convert.ToBase64String(bytes) : global::System.Text.Encoding.ASCII.GetString(bytes).Trim();
    }
}
