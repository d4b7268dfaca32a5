using System.Text;
using LandLedger.Benchmarks.Load;
using LandLedger.Benchmarks.Stage;
using LandLedger.Benchmarks.Yardsticks;

namespace LandLedger.Benchmarks;

/// <summary>Reading random cards over HTTP, against a bare server that fetches the same row with Npgsql and writes as many bytes.</summary>
internal static class HttpRead
{
    public const string Name = "http-read";
    private const int Sampled = 200;

    public static async Task<double> RunAsync(Settings settings)
    {
        IReadOnlyList<Guid> plots = [];
        await using var ledger = await MeasuredLedger.StartAsync(async loaded => plots = await loaded.AddAsync(settings.Plots));
        var token = await ledger.TokenAsync("reader-1", "approver");
        await ledger.CaughtUpAsync();

        var sample = new Readers(plots, token, 0);
        var sizes = new Tally();
        HttpLoad.Drive(ledger.Port, [sample], TimeSpan.FromSeconds(2), sizes);
        await using var rows = await RowServer.StartAsync(ledger.Database, sample.MeanBytes);
        Console.WriteLine(await ledger.DescribeAsync());
        Console.WriteLine($"{settings.Plots} plots, {settings.Clients} clients, cards of {sample.MeanBytes} bytes on average, both sides warmed {settings.Warm} s");

        Readers[] asOfLedger = [.. Enumerable.Range(1, settings.Clients).Select(client => new Readers(plots, token, client))];
        Readers[] asOfRows = [.. Enumerable.Range(1, settings.Clients).Select(client => new Readers(plots, null, client))];
        HttpLoad.Drive(rows.Port, asOfRows, TimeSpan.FromSeconds(settings.Warm), new Tally());
        HttpLoad.Drive(ledger.Port, asOfLedger, TimeSpan.FromSeconds(settings.Warm), new Tally());
        var (ours, theirs) = (new Tally(), new Tally());
        var (ourClock, theirClock) = (ledger.Clock, ledger.ClockOf(rows));
        for (var round = 0; round < settings.Rounds; round++)
        {
            HttpLoad.Drive(ledger.Port, asOfLedger, settings.Turn, ours, ourClock);
            HttpLoad.Drive(rows.Port, asOfRows, settings.Turn, theirs, theirClock);
        }

        Report.Print("Reading a card", ("ledger: GET /api/v1/plots/{id}", ours), ("yardstick: Kestrel + Npgsql, same row", theirs));
        return ours.Rate / theirs.Rate;
    }

    // Each client asks for its own sequence of cards, the same in every run.
    private sealed class Readers(IReadOnlyList<Guid> plots, string? token, int seed) : Exchange
    {
        private readonly Random random = new(seed);
        private readonly string head = $"Host: 127.0.0.1\r\nAccept: application/json\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n";
        private readonly byte[] request = new byte[4096];
        private long bytes;
        private int answers;

        public int MeanBytes => answers >= Sampled ? (int)(bytes / answers) : throw new InvalidOperationException("Too few cards were read.");

        public override ReadOnlyMemory<byte> Next()
        {
            var id = plots[random.Next(plots.Count)];
            return request.AsMemory(0, Encoding.ASCII.GetBytes($"GET /api/v1/plots/{id} HTTP/1.1\r\n{head}", request));
        }

        public override void Answered(HttpAnswer answer)
        {
            answer.Expect(200);
            bytes += answer.Body.Length;
            answers++;
        }
    }
}
