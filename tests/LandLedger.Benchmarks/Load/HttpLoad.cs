using System.Diagnostics;

namespace LandLedger.Benchmarks.Load;

/// <summary>Drives a server over loopback: each client has a thread and a connection, asks, waits for the answer, asks again.</summary>
internal static class HttpLoad
{
    /// <summary>Drives for some time and adds what was seen to a tally.</summary>
    /// <param name="port">The server's port on 127.0.0.1.</param>
    /// <param name="clients">One exchange for each client.</param>
    /// <param name="duration">How long.</param>
    /// <param name="tally">Receives the latencies.</param>
    /// <param name="clock">Tells what processor time was spent.</param>
    public static void Drive(int port, IReadOnlyList<Exchange> clients, TimeSpan duration, Tally tally, CpuClock? clock = null)
    {
        var before = clock?.Read();
        var started = Stopwatch.GetTimestamp();
        var latencies = clients.Select(_ => new List<int>(20_000)).ToArray();
        Exception? failed = null;
        var threads = clients.Select((exchange, i) => new Thread(() =>
        {
            try
            {
                Run(port, exchange, started, duration, latencies[i]);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or System.Net.Sockets.SocketException)
            {
                failed ??= e;
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        if (failed is not null)
            throw new InvalidOperationException($"A client failed: {failed.Message}", failed);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        tally.Add(latencies.SelectMany(list => list), seconds, clock?.Read() is { } after && before is not null ? after - before : null);
    }

    private static void Run(int port, Exchange exchange, long started, TimeSpan duration, List<int> latencies)
    {
        using var wire = new Wire(port);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var request = exchange.Next();
            var asked = Stopwatch.GetTimestamp();
            var answer = wire.Ask(request);
            latencies.Add((int)Stopwatch.GetElapsedTime(asked).TotalMicroseconds);
            exchange.Answered(answer);
        }
    }
}
