using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace LandLedger.Tests.Verify;

/// <summary>A witness as a process of its own, which a test may kill.</summary>
public sealed class RunningWitness : IDisposable
{
    private readonly Process process;

    private RunningWitness(Process process, string url)
    {
        this.process = process;
        Client = new() { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    /// <summary>Starts it with the words of its command and waits until it listens.</summary>
    public static async Task<RunningWitness> StartAsync(params string[] words)
    {
        for (var attempt = 1; ; attempt++)
        {
            var url = $"http://127.0.0.1:{StaticServer.FreePort()}/witness/";
            var process = VerifyProgram.Start(["witness", .. words, "--listen", url]);
            var first = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(120));
            if (first == $"listening on {url}")
                return new(process, url);
            // Somebody else may have taken the port before the program came to it.
            if (attempt == 3)
                throw new InvalidOperationException($"The witness did not start: {await process.StandardError.ReadToEndAsync()}");
            process.Dispose();
        }
    }

    public async Task<(HttpStatusCode Status, string Body, string? Type)> AskAsync(string body)
    {
        using var answer = await Client.PostAsync("add-checkpoint", new StringContent(body));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Ends it at once (SIGKILL).</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to end (SIGTERM) and says its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        Client.Dispose();
        process.Dispose();
    }
}
