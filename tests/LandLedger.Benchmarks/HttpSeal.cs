using LandLedger.Benchmarks.Load;
using LandLedger.Benchmarks.Stage;

namespace LandLedger.Benchmarks;

/// <summary>
/// Registering plots over HTTP while the sequencer seals them, against a ledger of its own beside it that does not sequence, in turns. Both
/// sign at origin, which cannot be switched off: what hashing and signing costs is measured by itself.
/// </summary>
internal static class HttpSeal
{
    public const string Name = "http-seal";
    private const int Signings = 20_000;

    public static async Task<double> RunAsync(Settings settings)
    {
        var signing = 0.0;
        await using var sealing = await MeasuredLedger.StartAsync(settings, async loaded =>
        {
            await loaded.AddManyAsync(settings.Plots);
            signing = await loaded.SigningAsync(Signings);
        });
        await using var plain = await MeasuredLedger.StartAsync(
            settings with { Variables = [.. settings.Variables, "Proof__Sequencer=false"] }, loaded => loaded.AddManyAsync(settings.Plots));
        Console.WriteLine(await sealing.DescribeAsync());
        Console.WriteLine($"{settings.Clients} clients, {settings.Plots} plots there before, both sides warmed {settings.Warm} s");
        await sealing.SealedAsync();
        await sealing.CaughtUpAsync();
        await plain.CaughtUpAsync();

        var (ours, theirs) = (await RegistrarsAsync(sealing, settings), await RegistrarsAsync(plain, settings));
        HttpLoad.Drive(sealing.Port, ours, TimeSpan.FromSeconds(settings.Warm), new Tally());
        await RestAsync();
        HttpLoad.Drive(plain.Port, theirs, TimeSpan.FromSeconds(settings.Warm), new Tally());
        await RestAsync();
        var (with, without, waiting) = (new Tally(), new Tally(), 0L);
        for (var round = 0; round < settings.Rounds; round++)
        {
            HttpLoad.Drive(sealing.Port, ours, settings.Turn, with, sealing.Clock);
            waiting = Math.Max(waiting, await sealing.UnsealedAsync());
            await RestAsync();
            HttpLoad.Drive(plain.Port, theirs, settings.Turn, without, plain.Clock);
            await RestAsync();
        }

        Report.Print("Registering a plot", ("sealed as it is recorded", with), ("Proof__Sequencer=false", without));
        Console.WriteLine($"events not in a published checkpoint when a turn ended: {waiting} at most");
        var share = with.Spent is { } spent ? 100 * signing * with.Count / (spent.Server * 1e6) : double.NaN;
        Console.WriteLine(FormattableString.Invariant(
            $"hashing and signing one registration at origin: {signing:0} µs, {share:0.0} % of the server's processor time of one request"));
        return with.Rate / without.Rate;

        // Neither side may pay for what the other left undone.
        async Task RestAsync()
        {
            await sealing.SealedAsync();
            await sealing.CaughtUpAsync();
            await plain.CaughtUpAsync();
        }
    }

    private static async Task<Exchange[]> RegistrarsAsync(MeasuredLedger ledger, Settings settings)
    {
        var token = await ledger.TokenAsync("registrar-1", "registrar");
        return [.. Enumerable.Range(0, settings.Clients).Select(client => new Registrar(token, $"{client}-"))];
    }
}
