using LandLedger.Proof;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>
/// <c>restore-drill --out FOLDER</c>: backs the running ledger up, restores it beside, and says whether it is the same ledger. The running
/// one is only read.
/// </summary>
public static class RestoreDrillCommand
{
    /// <summary>How it is used.</summary>
    public const string Usage = "restore-drill --out FOLDER [--backup FOLDER] [--verify PROGRAM] [--workers N] [--keep]";

    private const int MostWorkers = 16;

    /// <summary>Runs the command; the application is built, never started.</summary>
    /// <returns>0 when everything that was tried held; 1 otherwise; 64 for unknown words.</returns>
    public static Task<int> RunAsync(WebApplication app, string[] args) => MovingCommand.RunAsync(async cancellation =>
    {
        if (MovingCommand.Words(args, Usage, ["--out"], ["--backup", "--verify", "--workers"], ["--keep"]) is not { } words)
            return MovingCommand.WrongWords;
        var workers = MovingCommand.Number(words, "--workers", Math.Min(Environment.ProcessorCount, MostWorkers), MostWorkers);
        var folder = Path.GetFullPath(words["--out"]);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new MovingRefusedException($"Thư mục {folder} không trống.", $"The folder {folder} is not empty.");
        if (words.TryGetValue("--verify", out var verify) && !File.Exists(verify))
            throw new MovingRefusedException($"Không có chương trình {verify}.", $"There is no program {verify}.");
        var services = app.Services;
        var drill = new RestoreDrill(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<LedgerSchema>(),
            services.GetRequiredService<ProofSettings>(), services.GetRequiredService<ProofKeys>(), services.GetRequiredService<TimeProvider>(),
            folder, verify);
        var report = await drill.RunAsync(words.GetValueOrDefault("--backup"), workers, cancellation);
        if (!words.ContainsKey("--keep"))
            Directory.Delete(Path.Combine(folder, "postgres"), recursive: true);
        Console.WriteLine(report);
        MovingCommand.Say($"Biên bản: {Path.Combine(folder, DrillReport.TextFile)}", $"Report: {Path.Combine(folder, DrillReport.TextFile)}");
        return report.Passed ? MovingCommand.Done : MovingCommand.Failed;
    });
}
