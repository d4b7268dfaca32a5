using System.Globalization;
using System.Text.RegularExpressions;

namespace LandLedger.EmbeddedPostgres;

/// <summary>A folder of PostgreSQL programs that run on this machine, as the server's account.</summary>
internal sealed partial record PostgresBinaries(string Folder, string Version, int Major)
{
    /// <summary>The lowest version that the ledger has run on.</summary>
    public const int LowestMajor = 15;

    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    public string Initdb => Tool(Folder, "initdb");

    public string PgCtl => Tool(Folder, "pg_ctl");

    public static string Tool(string folder, string name) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>Asks each program for its version; the answer is the programs, or why they cannot be used.</summary>
    public static async Task<(PostgresBinaries? Found, string Reason)> ProbeAsync(
        string folder, ServerAccount account, CancellationToken cancellation)
    {
        string? version = null;
        foreach (var name in Needed)
        {
            var program = Tool(folder, name);
            if (!File.Exists(program))
                return (null, $"has no {name}");
            var outcome = await (account.Run(program, "--version") with { Deadline = TimeSpan.FromSeconds(15) }).RunAsync(cancellation);
            var answer = VersionLine().Match(outcome.Output);
            if (!outcome.Succeeded || !answer.Success)
                return (null, $"its {name} does not run here: {outcome.LastWords}");
            version ??= answer.Groups[1].Value;
            if (answer.Groups[1].Value != version)
                return (null, "its programs are of different versions");
        }
        var major = int.Parse(MajorPart().Match(version!).Value, CultureInfo.InvariantCulture);
        return (new PostgresBinaries(folder, version!, major), "");
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d[^\s]*)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^\d+")]
    private static partial Regex MajorPart();
}
