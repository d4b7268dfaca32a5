using System.Text;

namespace LandLedger.Verify;

// In a namespace: the tests refer to more than one program.
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        // The console of Windows speaks another language by itself.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Encoding.UTF8;
        return Command.RunAsync(args, TimeProvider.System);
    }
}
