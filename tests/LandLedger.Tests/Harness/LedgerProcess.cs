using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace LandLedger.Tests.Harness;

/// <summary>The ledger as a process of its own, which a test may kill.</summary>
public sealed class LedgerProcess : IAsyncDisposable
{
    private const string Announcement = "Now listening on: ";
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LedgerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data, Output);
        process.ErrorDataReceived += (_, line) => Read(line.Data, Errors);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Lines of standard output.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>Lines of standard error.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:9/");

    /// <summary>Starts the service and waits until it listens.</summary>
    /// <param name="settings">As environment variables; <c>ASPNETCORE_ENVIRONMENT</c> is Development when none is given.</param>
    public static async Task<LedgerProcess> StartAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var ledger = Run(settings, "--urls", "http://127.0.0.1:0");
        using var deadline = new CancellationTokenSource(StartsWithin);
        await using var late = deadline.Token.Register(() => ledger.listening.TrySetCanceled());
        await Task.WhenAny(ledger.listening.Task, ledger.process.WaitForExitAsync(CancellationToken.None));
        if (ledger.listening.Task.IsCompletedSuccessfully)
        {
            ledger.Url = await ledger.listening.Task;
            return ledger;
        }

        var how = ledger.process.HasExited ? $"ended with {ledger.process.ExitCode}" : $"did not listen within {StartsWithin}";
        await ledger.DisposeAsync();
        throw new ShouldAssertException($"The ledger {how}: {string.Join('\n', ledger.Errors.Concat(ledger.Output))}");
    }

    /// <summary>Runs the program with arguments and does not wait.</summary>
    public static LedgerProcess Run(IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LandLedger.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        // Whatever the machine of this test run has set is not for the ledger under test.
        foreach (var name in (string[])["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_URLS", "ConnectionStrings__ledger"])
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Runs the program to its end and says its exit code.</summary>
    public static async Task<(int ExitCode, string[] Output, string[] Errors)> EndOf(
        IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments)
    {
        await using var ledger = Run(settings, arguments);
        await ledger.EndsAsync();
        return (ledger.process.ExitCode, [.. ledger.Output], [.. ledger.Errors]);
    }

    /// <summary>Waits until it has written this line.</summary>
    public async Task SaysAsync(string line)
    {
        await Calls.Eventually(
            () => Task.FromResult(Output.Contains(line) || process.HasExited), done => done, (int)StartsWithin.TotalSeconds);
        Output.ShouldContain(line, string.Join('\n', Errors.Concat(Output)));
    }

    /// <summary>A client that is signed in with a token of the development issuer.</summary>
    public async Task<HttpClient> As(string role, string user, params string[] communes)
    {
        var client = Client();
        var answer = await client.PostAsJsonAsync("/dev/token", new
        {
            user, name = $"Officer {user}", roles = role.Split(','), communes = communes.Length == 0 ? ["province"] : communes,
        });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["token"]!.ToString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client that is not signed in.</summary>
    public HttpClient Client() => new() { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Ends it at once (SIGKILL).</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to end (SIGTERM), waits, and says its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await EndsAsync();
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task EndsAsync() => process.WaitForExitAsync().WaitAsync(StartsWithin);

    private void Read(string? line, ConcurrentQueue<string> lines)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and var at)
            listening.TrySetResult(new(line[(at + Announcement.Length)..].Trim()));
    }
}
