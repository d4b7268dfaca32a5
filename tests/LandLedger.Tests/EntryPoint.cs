using LandLedger.Tests.Proof.Faults;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace LandLedger.Tests;

/// <summary>Runs the tests; with the word of <see cref="GrowingLog"/>, the small program that fault tests kill.</summary>
internal static class EntryPoint
{
    private static Task<int> Main(string[] args) => args switch
    {
        [GrowingLog.Word, ..] => GrowingLog.RunAsync(args[1], args[2]),
        _ => TestsAsync(args),
    };

    // As the runner's own entry point, which this one stands in for.
    private static Task<int> TestsAsync(string[] args) => args.Any(word => word is "--server" or "--internal-msbuild-node")
        ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : ConsoleRunner.Run(args);
}
