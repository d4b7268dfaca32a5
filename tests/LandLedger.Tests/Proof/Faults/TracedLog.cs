using System.Diagnostics;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Tests.Verify;
using LandLedger.Verify.Logs;
using Shouldly;

namespace LandLedger.Tests.Proof.Faults;

/// <summary>
/// A log that <see cref="GrowingLog"/> grows as a process of its own under <c>strace</c>, which sees and spoils only calls that concern
/// the log's files.
/// </summary>
public sealed class TracedLog : IDisposable
{
    /// <summary>The calls with which files are made.</summary>
    public const string Calls = "openat,mkdir,flock,ftruncate,pwrite64,fsync,close,rename,unlink,rmdir";

    private static readonly Lazy<string?> Hindrance = new(FindHindrance);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(120);
    private readonly Folder home = new();
    private readonly SigningKey key;

    public TracedLog()
    {
        var line = SigningKey.NewLine(GrowingLog.Name, NoteAlgorithm.Ed25519);
        home.Put("log.key", line);
        key = SigningKey.Parse(line);
        Directory.CreateDirectory(Log);
    }

    /// <summary>Why processes cannot be traced here; null when they can.</summary>
    public static string? WhyNot => Hindrance.Value;

    /// <summary>The log's folder.</summary>
    public string Log => home.At("log");

    public TrustedKeys Keys => new(key.Verifier, [], [], 0);

    /// <summary>Grows the log in a traced process.</summary>
    /// <param name="options">What <c>strace</c> is to show and to do.</param>
    /// <returns>The exit code, and the calls that were seen.</returns>
    public async Task<(int Code, string[] Calls)> GrowAsync(params string[] options)
    {
        var start = new ProcessStartInfo("strace",
            ["-f", "-qq", "-y", "-s", "0", "-o", home.At("calls"), .. Paths().SelectMany(path => (string[])["-P", path]), .. options,
                "dotnet", typeof(TracedLog).Assembly.Location, GrowingLog.Word, Log, home.At("log.key")])
        {
            RedirectStandardError = true,
        };
        // One thread at a time, so that the n-th call is the same one in each run.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(EndsWithin);
        await errors;
        return (process.ExitCode, await File.ReadAllLinesAsync(home.At("calls")));
    }

    /// <summary>Grows the log to its end in this process, with nothing in the way.</summary>
    public async Task FinishAsync()
    {
        (await GrowingLog.RunAsync(Log, home.At("log.key"))).ShouldBe(0);
        var size = SoundSize();
        size.ShouldBe(GrowingLog.Sizes[^1]);
    }

    /// <summary>Holds what is published against the leaves and against its files; nothing at all is sound as well.</summary>
    /// <returns>Number of leaves that are promised.</returns>
    public long SoundSize()
    {
        if (new TileFolder(Log).Note() is not { } note)
            return 0;
        var checkpoint = Checkpoint.Parse(note.Text);
        checkpoint.Root.ShouldBe(GrowingLog.HeadAt(checkpoint.Size).Root, $"another root at {checkpoint.Size}");
        var verdict = LogCommand.Judge(Log, Keys, null);
        verdict.Outcome.ShouldBe(Outcome.Sound, string.Join('\n', verdict.Findings.Select(found => $"{found.File}: {found.En}")));
        verdict.Checked.ShouldBe(checkpoint.Size);
        return checkpoint.Size;
    }

    public void Dispose()
    {
        key.Dispose();
        home.Dispose();
    }

    // Every file and folder of the log at the sizes it goes through.
    private IEnumerable<string> Paths()
    {
        var files = new HashSet<string> { TilePath.Checkpoint };
        foreach (var size in GrowingLog.Sizes)
        {
            for (var index = 0L; index * TilePath.Width < size; index++)
            {
                files.Add(TilePath.Of(0, index, TilePath.WidthIn(size, 0, index)));
                files.Add(TilePath.OfEntries(index, TilePath.WidthIn(size, 0, index)));
            }

            if (size >= TilePath.Width)
                files.Add(TilePath.Of(1, 0, TilePath.WidthIn(size, 1, 0)));
        }

        var folders = files.Select(file => Path.GetDirectoryName(file)!).Append("tile/0").Append("tile/1").Append("tile").Append("");
        return files.Concat(files.Select(file => $"{file}.draft")).Concat(folders).Distinct().Select(path => Path.Combine(Log, path).TrimEnd('/'));
    }

    private static string? FindHindrance()
    {
        if (!OperatingSystem.IsLinux())
            return "strace is for Linux";
        try
        {
            using var tried = Process.Start(new ProcessStartInfo("strace", ["-f", "-qq", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            var said = tried.StandardError.ReadToEnd();
            tried.WaitForExit();
            return tried.ExitCode == 0 ? null : $"strace may not trace here: {said.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "strace is not installed";
        }
    }
}
