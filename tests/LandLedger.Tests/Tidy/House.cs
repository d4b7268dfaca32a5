using System.Diagnostics;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>The project's own files, as the house rules read them.</summary>
public static class House
{
    private static readonly Lazy<string[]> Found = new(Find);
    private static readonly Lazy<SourceFile[]> Parsed = new(() =>
        [.. Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Select(path => new SourceFile(path, Read(path)))]);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Every file that belongs to the project, with forward slashes, relative to the root; what git ignores is not among them.
    /// </summary>
    public static IReadOnlyList<string> Files => Found.Value;

    /// <summary>Every C# file of the project.</summary>
    public static IReadOnlyList<SourceFile> Sources => Parsed.Value;

    /// <summary>The C# files below a folder.</summary>
    public static SourceFile[] In(string folder) =>
        [.. Sources.Where(source => source.Path.StartsWith(folder + "/", StringComparison.Ordinal))];

    /// <summary>The text of one file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Fails with one line for each finding; a rule that finds nothing passes.</summary>
    public static void ShouldFindNothing(this IEnumerable<string> findings)
    {
        string[] lines = [.. findings.Order(StringComparer.Ordinal)];
        if (lines.Length > 0)
            Assert.Fail(string.Join('\n', [$"{lines.Length} against the house rules:", .. lines]));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LandLedger.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The house rules read the sources: run the tests from inside the repository.");
    }

    private static string[] Find() =>
        [.. (Tracked() ?? Everything()).Where(path => File.Exists(Path.Combine(Root, path))).Order(StringComparer.Ordinal)];

    // What is committed, and what would be by "git add".
    private static string[]? Tracked()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git",
                ["-c", "safe.directory=*", "-c", "core.quotepath=off", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var paths = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 && paths.Length > 0 ? [.. paths.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // A copy without git: everything but what builds leave behind.
    private static string[] Everything() =>
    [
        .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or ".git" or "Internal" or "TestResults")),
    ];
}
