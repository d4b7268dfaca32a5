using LandLedger.Benchmarks.Load;
using LandLedger.Benchmarks.Stage;
using LandLedger.Benchmarks.Yardsticks;

namespace LandLedger.Benchmarks;

/// <summary>Reading random cards over HTTP, against a bare server that fetches the same row with Npgsql and writes as many bytes.</summary>
internal static class HttpRead
{
    public const string Name = "http-read";

    public static async Task<double> RunAsync(Settings settings)
    {
        IReadOnlyList<Guid> plots = [];
        await using var ledger = await MeasuredLedger.StartAsync(settings, async loaded => plots = await loaded.AddAsync(settings.Plots));
        var token = await ledger.TokenAsync("reader-1", "approver");
        await ledger.CaughtUpAsync();

        RandomPlots[] asOfLedger = [.. Enumerable.Range(1, settings.Clients).Select(client => new RandomPlots(plots, token, client))];
        RandomPlots[] asOfRows = [.. Enumerable.Range(1, settings.Clients).Select(client => new RandomPlots(plots, null, client))];
        HttpLoad.Drive(ledger.Port, asOfLedger, TimeSpan.FromSeconds(settings.Warm), new Tally());
        var bytes = asOfLedger.Sum(reader => reader.Bytes) / asOfLedger.Sum(reader => reader.Answers);
        await using var rows = await RowServer.StartAsync(ledger.Database, (int)bytes);
        HttpLoad.Drive(rows.Port, asOfRows, TimeSpan.FromSeconds(settings.Warm), new Tally());
        Console.WriteLine(await ledger.DescribeAsync());
        Console.WriteLine($"{settings.Plots} plots, {settings.Clients} clients, cards of {bytes} bytes on average, both sides warmed {settings.Warm} s");
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
}
