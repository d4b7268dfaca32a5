using LandLedger.Benchmarks.Stage;

namespace LandLedger.Benchmarks;

/// <summary>
/// Holding every row of a sealed history against its log with <c>ledger-verify</c>, against reading the same rows and hashing their bytes
/// with SHA-256 on one connection. A single finding fails the measurement.
/// </summary>
internal static class VerifyHistory
{
    public const string Name = "verify";

    public static async Task<double> RunAsync(Settings settings)
    {
        var program = (await PublishedLedger.MakeAsync()).Verifier;
        await using var history = await SealedHistory.LoadAsync(settings.Plots);
        await history.SealAsync();
        await history.DoAsync("vacuum analyze");
        var (rows, reading) = await history.ReadTwiceAsync();
        string[] database =
            ["database", "--connection", history.ConnectionString, "--log", history.LogFolder, "--keys", history.KeysFile];
        // Once for nothing, as with the yardstick.
        await VerifyProgram.RunAsync(program, database);
        var ours = await VerifyProgram.RunAsync(program, database);
        if (ours.Checked != rows)
            throw new InvalidOperationException($"{ours.Checked} of {rows} events were checked.");
        var origins = await VerifyProgram.RunAsync(program, [.. database, "--origins"]);
        var log = await VerifyProgram.RunAsync(program, "log", history.LogFolder, "--keys", history.KeysFile);
        await history.Plots.FollowAsync();
        var trail = await VerifyProgram.RunAsync(program, database);

        Console.WriteLine(FormattableString.Invariant($"{rows} events of {settings.Plots} plots, {Environment.ProcessorCount} processors"));
        Console.WriteLine(FormattableString.Invariant($"{"reading and hashing the rows",-42}{reading,8:0.0} s{rows / reading,10:0}/s"));
        ours.Print("ledger-verify database", reading);
        origins.Print("ledger-verify database --origins", reading);
        log.Print("ledger-verify log", reading);
        trail.Print("ledger-verify database, with audit trail", reading);
        return ours.Seconds / reading;
    }
}
