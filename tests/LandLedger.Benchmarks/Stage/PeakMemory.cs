using System.Diagnostics;
using System.Globalization;

namespace LandLedger.Benchmarks.Stage;

/// <summary>The most memory that a process has held at one time, as Linux keeps it.</summary>
internal static class PeakMemory
{
    /// <summary>In MB; 0 where the system does not tell or the process has ended.</summary>
    public static long Megabytes(Process process)
    {
        try
        {
            return OperatingSystem.IsLinux()
                && File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal)) is { } line
                ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) >> 10
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
