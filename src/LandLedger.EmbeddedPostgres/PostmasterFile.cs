using System.Globalization;

namespace LandLedger.EmbeddedPostgres;

/// <summary>What a server writes about itself into postmaster.pid (PostgreSQL's source, miscadmin.h, numbers the lines).</summary>
internal sealed record PostmasterFile(int Pid, int Port, string SocketFolder, bool IsReady)
{
    public static string PathIn(string data) => Path.Combine(data, "postmaster.pid");

    /// <summary>The file's content, or null when there is none or it is still being written.</summary>
    public static PostmasterFile? TryRead(string data)
    {
        try
        {
            var lines = File.ReadAllLines(PathIn(data));
            var pid = Number(lines, 0);
            return pid is null ? null : new PostmasterFile(
                pid.Value,
                Number(lines, 3) ?? 0,
                lines.ElementAtOrDefault(4) ?? "",
                lines.ElementAtOrDefault(7)?.Trim() == "ready");
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int? Number(string[] lines, int index) =>
        int.TryParse(lines.ElementAtOrDefault(index), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
