using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace LandLedger.Benchmarks.Stage;

/// <summary>The ledger's programs, as production runs them where that can be built here, else as this project's own build has them.</summary>
/// <param name="Program">Path of LandLedger.dll.</param>
/// <param name="Verifier">Path of ledger-verify, native, or of ledger-verify.dll.</param>
/// <param name="ForProduction">Code generated ahead, compiled ahead, without the compiler.</param>
internal sealed record PublishedLedger(string Program, string Verifier, bool ForProduction)
{
    private static readonly string[] Sources = ["src", "Directory.Build.props", "Directory.Packages.props", ".editorconfig", "global.json"];

    /// <summary>In words, for the report.</summary>
    public string Shape => ForProduction
        ? "published: code generated ahead (Static), ReadyToRun, no compiler, production settings"
        : "Release build: code generated at first use (Dynamic), JIT, development settings";

    /// <summary>Publishes from a copy of the sources, once for each state of them; the result is kept in the temporary folder.</summary>
    public static async Task<PublishedLedger> MakeAsync()
    {
        var asBuilt = new PublishedLedger(Path.Combine(AppContext.BaseDirectory, "LandLedger.dll"), BuiltVerifier(), false);
        if (!OperatingSystem.IsLinux() || Root() is not { } root)
            return asBuilt;
        var folder = Path.Combine(Path.GetTempPath(), $"landledger-published-{Fingerprint(root)}");
        var (app, verify) = (Path.Combine(folder, "app"), Path.Combine(folder, "verify"));
        var published = new PublishedLedger(Path.Combine(app, "LandLedger.dll"), Path.Combine(verify, "ledger-verify"), true);
        if (File.Exists(Path.Combine(folder, "done")))
            return published;
        Console.WriteLine("Publishing the ledger (some minutes, once for each state of the sources)");
        var source = Path.Combine(folder, "source");
        foreach (var file in Files(root))
        {
            var copy = Path.Combine(source, Path.GetRelativePath(root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        var done = await RunAsync(source, "build", "src/LandLedger", "-c", "Release", "-v", "q")
            && await RunAsync(source, "run", "--project", "src/LandLedger", "-c", "Release", "--no-build", "--no-launch-profile", "--",
                "codegen", "write")
            && await RunAsync(source, "publish", "src/LandLedger", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
                "--self-contained", "false", "-p:PublishReadyToRun=true", "-p:WithoutRoslyn=true", "-v", "q", "-o", app)
            && await RunAsync(source, "publish", "src/LandLedger.Verify", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-v", "q",
                "-o", verify);
        if (!done)
            return asBuilt;
        Directory.Delete(source, recursive: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "done"), "");
        return published;
    }

    // Where its own build put it, of the same configuration as this one: beside it lies what it needs and nothing else.
    private static string BuiltVerifier()
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Root() ?? "", "src", "LandLedger.Verify", "bin", own.Parent!.Name, own.Name, "ledger-verify.dll");
    }

    /// <summary>The folder of the sources; null when this program was taken out of it.</summary>
    public static string? Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LandLedger.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }

    private static IEnumerable<string> Files(string root) =>
        Sources.Select(name => Path.Combine(root, name))
            .SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path])
            .Where(path => !Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj" or "Internal"))
            .Order(StringComparer.Ordinal);

    private static string Fingerprint(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files(root))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static async Task<bool> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        // What "dotnet run" tells its child of this build would lead the other astray.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.Ordinal)
            && name != "MSBUILDDISABLENODEREUSE").ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0)
            return true;
        Console.WriteLine($"dotnet {string.Join(' ', arguments.Take(2))} failed; the ledger is measured as a plain Release build.");
        Console.WriteLine(string.Join('\n', (output + await errors).TrimEnd().Split('\n').TakeLast(12)));
        return false;
    }
}
