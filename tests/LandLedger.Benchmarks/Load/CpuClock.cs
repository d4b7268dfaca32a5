using System.Diagnostics;
using System.Globalization;

namespace LandLedger.Benchmarks.Load;

/// <summary>Processor time of a server, of the database with all its processes, and of this process; Linux only, elsewhere nothing is told.</summary>
internal sealed class CpuClock(Process server, int postmaster)
{
    // Every Linux that .NET runs on counts process times in hundredths of a second.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds so far.</summary>
    public Cost? Read()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        server.Refresh();
        using var self = Process.GetCurrentProcess();
        return new(server.TotalProcessorTime.TotalSeconds, Database(), self.TotalProcessorTime.TotalSeconds);
    }

    // Living children by themselves, ended ones as the postmaster has counted them.
    private double Database()
    {
        var ticks = Fields(postmaster) is { } own ? own.Take(4).Sum() : 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Parent(id) == postmaster && Fields(id) is { } child)
                ticks += child[0] + child[1];
        }

        return ticks / TicksPerSecond;
    }

    private static int? Parent(int id) => Stat(id) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : null;

    // utime, stime, cutime, cstime.
    private static long[]? Fields(int id) =>
        Stat(id) is { } stat ? [.. stat.Skip(11).Take(4).Select(field => long.Parse(field, CultureInfo.InvariantCulture))] : null;

    // From the state on; the name before it may hold blanks.
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
