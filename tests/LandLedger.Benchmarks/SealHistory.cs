using LandLedger.Benchmarks.Stage;

namespace LandLedger.Benchmarks;

/// <summary>
/// Sealing a history that is already there: origin checked, leaves, tree, tiles and bundles written durably, checkpoint signed; against
/// reading the same rows and hashing their bytes with SHA-256, on one connection.
/// </summary>
internal static class SealHistory
{
    public const string Name = "seal";

    public static async Task<double> RunAsync(Settings settings)
    {
        await using var history = await SealedHistory.LoadAsync(settings.Plots);
        var (rows, reading) = await history.ReadTwiceAsync();
        // Once for nothing, as with the yardstick.
        await history.SealAsync();
        var sealing = await history.SealAsync();
        Console.WriteLine(FormattableString.Invariant($"{rows} events of {settings.Plots} plots, {Environment.ProcessorCount} processors"));
        Print("reading and hashing the rows", reading);
        Print("sealing them", sealing.Whole);
        Print("  until the last leaf is committed", sealing.Leaves);
        var (leaves, statements) = (await history.BytesOfAsync("ledger_log.leaf"), await history.BytesOfAsync("ledger_log.statement"));
        var files = new DirectoryInfo(history.LogFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Console.WriteLine(FormattableString.Invariant(
            $"storage an event: table of leaves {(double)leaves / rows:0.0} bytes, public files {(double)files / rows:0.0} bytes; ")
            + FormattableString.Invariant($"together {(leaves + files) / 1_000_000} MB, statements {statements / 1_000} kB"));
        return sealing.Whole / reading;

        void Print(string what, double seconds) => Console.WriteLine(FormattableString.Invariant(
            $"{what,-34}{seconds,8:0.0} s{rows / seconds,10:0} events/s{1e6 * seconds / rows,8:0.0} µs an event"));
    }
}
