namespace LandLedger.Benchmarks;

internal static class HttpWrite
{
    public const string Name = "http-write";

    public static Task<double> RunAsync(Settings settings) => Task.FromResult((double)settings.Plots);
}
