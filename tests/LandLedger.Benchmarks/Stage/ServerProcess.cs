using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LandLedger.Benchmarks.Stage;

/// <summary>A server under measurement: a process of its own, listening on a port of 127.0.0.1.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(90);
    private readonly ConcurrentQueue<string> said = new();

    private ServerProcess(Process process, int port)
    {
        Process = process;
        Port = port;
    }

    public Process Process { get; }

    public int Port { get; }

    /// <summary>Starts a program and waits until it answers.</summary>
    /// <param name="arguments">A program, or a .dll for dotnet, and its arguments; <c>{port}</c> in them is replaced.</param>
    /// <param name="settings">Environment variables; <c>{port}</c> in them is replaced.</param>
    /// <param name="health">A path that answers 200 when the server is ready.</param>
    public static async Task<ServerProcess> StartAsync(string[] arguments, IReadOnlyDictionary<string, string> settings, string health)
    {
        var port = FreePort();
        string[] words = arguments[0].EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", .. arguments] : arguments;
        var start = new ProcessStartInfo(words[0], words.Skip(1).Select(word => WithPort(word, port)))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(arguments[0])!,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)
            && name != "DOTNET_ROOT").ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = WithPort(value, port);
        var server = new ServerProcess(Process.Start(start)!, port);
        server.Process.OutputDataReceived += server.Keep;
        server.Process.ErrorDataReceived += server.Keep;
        server.Process.BeginOutputReadLine();
        server.Process.BeginErrorReadLine();
        await server.ReadyAsync(health);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (Process.HasExited)
            Console.WriteLine($"The server had ended by itself ({Process.ExitCode}):\n{string.Join('\n', said)}");
        else
            Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    private async Task ReadyAsync(string health)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var started = Stopwatch.GetTimestamp();
        while (await tick.WaitForNextTickAsync())
        {
            if (Process.HasExited || Stopwatch.GetElapsedTime(started) > StartsWithin)
                throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', said)}");
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}{health}"));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        said.Enqueue(line.Data);
        while (said.Count > 60)
            said.TryDequeue(out _);
    }

    private static string WithPort(string text, int port) =>
        text.Replace("{port}", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
