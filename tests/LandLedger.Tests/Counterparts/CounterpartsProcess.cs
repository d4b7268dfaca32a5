using System.Diagnostics;
using System.Text;
using LandLedger.Counterparts;

namespace LandLedger.Tests.Counterparts;

/// <summary>The counterparts as a process of their own, which a test may kill like any other.</summary>
public sealed class CounterpartsProcess : IAsyncDisposable
{
    private const string Announcement = "listening on ";
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private CounterpartsProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
        Client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Add("X-Api-Key", CounterpartsOptions.DevelopmentKey);
    }

    /// <summary>Where it listens, with a trailing slash.</summary>
    public Uri Url { get; }

    /// <summary>Calls it with the development key.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts both services and waits until they listen.</summary>
    /// <param name="stateFolder">Where they keep what they accepted; null forgets it at their end.</param>
    /// <param name="seed">A file with the people the population register knows.</param>
    /// <param name="port">A fixed port, to come back at the same address after a kill; 0 takes a free one.</param>
    /// <exception cref="InvalidOperationException">It ended, or said nothing in time; the text holds its error output.</exception>
    public static async Task<CounterpartsProcess> StartAsync(string? stateFolder = null, string? seed = null, int port = 0)
    {
        string[] arguments =
        [
            "--urls", $"http://127.0.0.1:{port}", "--until-input-ends", "true",
            .. stateFolder is null ? Array.Empty<string>() : ["--state", stateFolder],
            .. seed is null ? Array.Empty<string>() : ["--seed", seed],
        ];
        var process = Run(arguments);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        try
        {
            using var deadline = new CancellationTokenSource(StartsWithin);
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (line.StartsWith(Announcement, StringComparison.Ordinal))
                {
                    return new CounterpartsProcess(process, new Uri(line[Announcement.Length..]));
                }
            }
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
        throw new InvalidOperationException($"The counterparts did not start: {errors}");
    }

    /// <summary>Starts the program and leaves reading its output to the caller.</summary>
    public static Process Run(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "LandLedger.Counterparts.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Ends it at once (SIGKILL), with nothing flushed and nobody told.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        Client.Dispose();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
