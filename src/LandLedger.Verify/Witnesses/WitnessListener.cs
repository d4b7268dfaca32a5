using System.Net;
using System.Text;

namespace LandLedger.Verify.Witnesses;

/// <summary>The door of a witness: <c>POST add-checkpoint</c> and <c>GET health</c> over HTTP.</summary>
internal sealed class WitnessListener : IDisposable
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener listener = new();
    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly Witness witness;
    private readonly TimeProvider clock;
    private readonly string root;

    /// <summary>Begins to listen.</summary>
    /// <param name="url">Where, such as <c>http://127.0.0.1:8080/</c>.</param>
    /// <param name="witness">Answers.</param>
    /// <param name="clock">Ends waiting for slow clients.</param>
    /// <exception cref="Unusable">Not such a URL, or somebody else listens there.</exception>
    public WitnessListener(string url, Witness witness, TimeProvider clock)
    {
        (this.witness, this.clock) = (witness, clock);
        var prefix = url.EndsWith('/') ? url : url + "/";
        try
        {
            listener.Prefixes.Add(prefix);
            listener.Start();
        }
        catch (Exception refused) when (refused is ArgumentException or HttpListenerException)
        {
            listener.Close();
            throw new Unusable($"Không lắng nghe được tại {url}.", $"Cannot listen at {url}.");
        }

        Url = prefix;
        // The host may be a sign that no URI takes.
        root = prefix[prefix.IndexOf('/', prefix.IndexOf("://", StringComparison.Ordinal) + 3)..];
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Answers until it is stopped.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            await places.WaitAsync();
            HttpListenerContext call;
            try
            {
                call = await listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!listener.IsListening)
                    return;
                places.Release();
                continue;
            }

            _ = Task.Run(() => ServeAsync(call));
        }
    }

    /// <summary>Stops answering.</summary>
    public void Stop() => listener.Stop();

    /// <inheritdoc />
    public void Dispose()
    {
        listener.Close();
        places.Dispose();
    }

    private async Task ServeAsync(HttpListenerContext call)
    {
        try
        {
            var answer = await AnswerAsync(call.Request);
            var body = Encoding.UTF8.GetBytes(answer.Body);
            call.Response.StatusCode = answer.Status;
            call.Response.ContentType = answer.Type;
            call.Response.ContentLength64 = body.Length;
            if (call.Request.HttpMethod != "HEAD")
                await call.Response.OutputStream.WriteAsync(body).AsTask().WaitAsync(Patience, clock);
            call.Response.Close();
        }
        catch (Exception gone) when (gone is IOException or HttpListenerException or ObjectDisposedException or TimeoutException
            or InvalidOperationException)
        {
            // The caller went away or was too slow. What was kept stays kept; it may ask again.
            call.Response.Abort();
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<WitnessAnswer> AnswerAsync(HttpListenerRequest request)
    {
        var path = request.Url?.AbsolutePath ?? "";
        var asked = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : "";
        if (asked == "health")
            return request.HttpMethod is "GET" or "HEAD" ? new(200, "ok\n") : new(405, "GET only.\n");
        if (asked != "add-checkpoint")
            return new(404, "Only add-checkpoint and health are here.\n");
        if (request.HttpMethod != "POST")
            return new(405, "POST only.\n");
        if (await BodyAsync(request.InputStream).WaitAsync(Patience, clock) is not { } body)
            return new(413, "Too long.\n");
        try
        {
            var answer = witness.Answer(body);
            if (answer.Evidence is { } note)
                await Console.Error.WriteLineAsync($"Giữ lại làm bằng chứng / Keep as evidence ({answer.Status}):\n{note}");
            return answer;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"Không lưu được trạng thái / The state could not be kept: {failed.Message}");
            return new(500, "The state could not be kept; nothing was cosigned.\n");
        }
    }

    private static async Task<string?> BodyAsync(Stream input)
    {
        var bytes = new byte[AddCheckpoint.MostBytes + 1];
        var length = await input.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
        // What is not UTF-8 becomes a sign that no note holds.
        return length > AddCheckpoint.MostBytes ? null : Encoding.UTF8.GetString(bytes, 0, length);
    }
}
