namespace LandLedger.Verify;

/// <summary>Entry point of <c>ledger-verify</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // The console of Windows speaks another language by itself.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = System.Text.Encoding.UTF8;
        return Command.RunAsync(args, TimeProvider.System);
    }
}
