using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LandLedger.EmbeddedPostgres;

/// <summary>
/// The living processes of a cluster's server. A number in postmaster.pid proves nothing: another program may have it by now, and where
/// the first process of a container reaps nobody, a killed server keeps its number for ever as a zombie.
/// </summary>
internal static class ServerProcesses
{
    /// <summary>
    /// Prints those of the numbers whose current folder is the first argument. Run as the server's account: in a container even root may
    /// be forbidden to look at another account's process.
    /// </summary>
    private const string PrintThoseIn = """data=$1; shift; for p; do [ "$(readlink "/proc/$p/cwd")" = "$data" ] && echo "$p"; done; true""";

    /// <summary>The process numbers. A PostgreSQL process stands in its data folder, which on Linux anybody allowed to can see.</summary>
    public static async Task<IReadOnlyList<int>> OfAsync(
        string data, PostmasterFile? file, ServerAccount account, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            return file is not null && IsNamedPostgres(file.Pid) ? [file.Pid] : [];

        var candidates = Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(IsLivingPostgres)
            .ToArray();
        if (candidates.Length == 0)
            return [];
        // The links of /proc lead to the real folder, the options may name it through links.
        var real = (await new Command("readlink", "-f", data).RunAsync(cancellation)).Output.TrimEnd('\n');
        string[] numbers = [.. candidates.Select(pid => pid.ToString(CultureInfo.InvariantCulture))];
        var outcome = await account.Run("sh", ["-c", PrintThoseIn, "sh", real, .. numbers]).RunAsync(cancellation);
        var found = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. found.Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
    }

    /// <summary>Ends processes a dead server has left behind; the data stay whole, recovery sees to that.</summary>
    public static void Kill(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It ended by itself.
            }
        }
    }

    private static bool IsLivingPostgres(int pid)
    {
        try
        {
            // "number (name) state ...": the name is the program's file name, of which the kernel keeps 15 letters.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var end = stat.LastIndexOf(')');
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end];
            return stat[end + 2] is not ('Z' or 'X')
                && (name.Contains("postgres", StringComparison.Ordinal) || name.Contains("postmaster", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Ended meanwhile, or hidden, and then not ours.
        }
    }

    private static bool IsNamedPostgres(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.Contains("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
