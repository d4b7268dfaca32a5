using LandLedger.Benchmarks.Load;
using LandLedger.Benchmarks.Stage;

namespace LandLedger.Benchmarks;

/// <summary>
/// Proving random plots over HTTP from a sealed history: events, their places in the tree, the signed checkpoint; with one and with four
/// clients, against reading the same plots' cards in turns.
/// </summary>
internal static class HttpProof
{
    public const string Name = "http-proof";

    public static async Task<double> RunAsync(Settings settings)
    {
        IReadOnlyList<Guid> plots = [];
        await using var ledger = await MeasuredLedger.StartAsync(settings, async loaded => plots = await loaded.AddManyAsync(settings.Plots));
        var token = await ledger.TokenAsync("officer-1", "security-officer");
        await ledger.SealedAsync();
        await ledger.CaughtUpAsync();
        Console.WriteLine(await ledger.DescribeAsync());
        var (one, _) = Compare(settings, ledger, plots, token, 1);
        var (four, cards) = Compare(settings, ledger, plots, token, 4);
        Console.WriteLine(FormattableString.Invariant(
            $"p99 of a proof: {one.Milliseconds(0.99):0.0} ms with one client, {four.Milliseconds(0.99):0.0} ms with four (aim: 50); ")
            + FormattableString.Invariant($"most memory of the ledger {ledger.PeakMegabytes} MB"));
        return four.Milliseconds(0.99) / cards.Milliseconds(0.99);
    }

    private static (Tally Proofs, Tally Cards) Compare(
        Settings settings, MeasuredLedger ledger, IReadOnlyList<Guid> plots, string token, int clients)
    {
        var (proving, reading) = (Clients("/api/v1/proofs/plots/"), Clients("/api/v1/plots/"));
        HttpLoad.Drive(ledger.Port, proving, TimeSpan.FromSeconds(settings.Warm), new Tally());
        HttpLoad.Drive(ledger.Port, reading, TimeSpan.FromSeconds(settings.Warm), new Tally());
        var (proofs, cards, clock) = (new Tally(), new Tally(), ledger.Clock);
        for (var round = 0; round < settings.Rounds; round++)
        {
            HttpLoad.Drive(ledger.Port, proving, settings.Turn, proofs, clock);
            HttpLoad.Drive(ledger.Port, reading, settings.Turn, cards, clock);
        }

        Report.Print($"{settings.Plots} plots, clients: {clients}",
            ($"GET /api/v1/proofs/plots/{{id}}, {Size(proving)}", proofs), ($"GET /api/v1/plots/{{id}}, {Size(reading)}", cards));
        return (proofs, cards);

        RandomPlots[] Clients(string path) =>
            [.. Enumerable.Range(1, clients).Select(client => new RandomPlots(plots, token, client, path))];

        string Size(RandomPlots[] readers) =>
            FormattableString.Invariant($"{readers.Sum(reader => reader.Bytes) / 1000.0 / readers.Sum(reader => reader.Answers):0.0} kB");
    }
}
