using System.Diagnostics;

namespace LandLedger.Tests.Verify;

/// <summary>How a run of the program ended.</summary>
public sealed record Ended(int Code, string Output, string Errors);

/// <summary>
/// <c>ledger-verify</c> as a process of its own. <c>LEDGER_VERIFY</c> names another build of it, such as the native program for outsiders.
/// </summary>
public static class VerifyProgram
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Where it is. In its own output folder: beside the tests it would find what the web framework brings, which outsiders do not have.
    /// </summary>
    public static string Location { get; } = Environment.GetEnvironmentVariable("LEDGER_VERIFY") ?? Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "..", "src", "LandLedger.Verify", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "ledger-verify.dll"));

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(EndsWithin);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts it and leaves reading its output to the caller.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = Location.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [Location, .. arguments])
            : new ProcessStartInfo(Location, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return Process.Start(start)!;
    }
}
