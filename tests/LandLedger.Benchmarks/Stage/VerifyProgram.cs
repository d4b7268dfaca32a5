using System.Diagnostics;
using System.Text.Json;

namespace LandLedger.Benchmarks.Stage;

/// <summary>One run of <c>ledger-verify</c>, the program that outsiders use, as a process of its own.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Checked">Events or leaves that it looked at.</param>
/// <param name="Megabytes">The most memory that it held; 0 where the system does not tell.</param>
internal sealed record VerifyProgram(double Seconds, long Checked, long Megabytes)
{
    /// <summary>Runs it.</summary>
    /// <param name="program">Path of ledger-verify, native, or of ledger-verify.dll.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It found anything at all: what was measured was not a sound log.</exception>
    public static async Task<VerifyProgram> RunAsync(string program, params string[] arguments)
    {
        var start = program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [program, .. arguments, "--json"])
            : new ProcessStartInfo(program, [.. arguments, "--json"]);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)
            && name != "DOTNET_ROOT").ToArray())
            start.Environment.Remove(name);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        var most = 0L;
        using (var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50)))
        {
            while (!ended.IsCompleted && await tick.WaitForNextTickAsync())
                most = Math.Max(most, PeakMemory.Megabytes(process));
        }

        await ended;
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ledger-verify {arguments[0]} ended with {process.ExitCode}:\n{await output}{await errors}");
        using var verdict = JsonDocument.Parse(await output);
        var root = verdict.RootElement;
        return root.GetProperty("findings").GetArrayLength() == 0
            ? new(seconds, root.GetProperty("checked").GetInt64(), most)
            : throw new InvalidOperationException($"ledger-verify {arguments[0]} found something:\n{await output}");
    }

    /// <summary>A line of the report.</summary>
    public void Print(string what, double yardstick) => Console.WriteLine(FormattableString.Invariant(
        $"{what,-42}{Seconds,8:0.0} s{Checked / Seconds,10:0}/s{Seconds / yardstick,8:0.00} x{Megabytes,7} MB at most"));
}
