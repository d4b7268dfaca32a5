using LandLedger.Persons;
using LandLedger.Proof;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>
/// <c>export --out FOLDER</c>: the whole history of the ledger as files, from which <c>load</c> makes the same ledger elsewhere. Needs a
/// role that may read; the ledger goes on meanwhile.
/// </summary>
public static class ExportCommand
{
    /// <summary>How it is used.</summary>
    public const string Usage = "export --out FOLDER [--vault FOLDER] [--messages] [--log FOLDER] [--workers N] [--width N]";

    private const int UsualWidth = 50_000;
    private const int MostWorkers = 16;
    private const int MostWidth = 10_000_000;

    /// <summary>Runs the command; the application is built, never started.</summary>
    /// <returns>0; 1 when it was refused or stopped; 64 for unknown words.</returns>
    public static Task<int> RunAsync(WebApplication app, string[] args) => MovingCommand.RunAsync(async cancellation =>
    {
        if (MovingCommand.Words(args, Usage, ["--out"], ["--vault", "--log", "--workers", "--width"], ["--messages"]) is not { } words)
            return MovingCommand.WrongWords;
        var workers = MovingCommand.Number(words, "--workers", Math.Min(Environment.ProcessorCount, MostWorkers), MostWorkers);
        var width = MovingCommand.Number(words, "--width", UsualWidth, MostWidth);
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var schema = app.Services.GetRequiredService<LedgerSchema>();
        var log = words.GetValueOrDefault("--log") ?? app.Services.GetRequiredService<ProofSettings>().Folder;
        var began = clock.GetTimestamp();
        // Stopped at the vault, only the vault is left to do.
        if (!IsFinished(words["--out"]) || !words.TryGetValue("--vault", out var left) || IsFinished(left))
        {
            var manifest = await new LedgerExport(app.Services.GetRequiredService<NpgsqlDataSource>(), schema, clock).RunAsync(
                new(words["--out"], words.ContainsKey("--messages") ? [Place.Ledger, Place.Log, Place.Messages] : [Place.Ledger, Place.Log],
                    workers, width, Directory.Exists(log) ? log : null), cancellation);
            Tell(manifest, words["--out"], clock.GetElapsedTime(began));
        }

        // After the ledger's moment, so that no event names a person who is missing.
        if (words.TryGetValue("--vault", out var folder))
        {
            var vault = await new LedgerExport(app.Services.GetRequiredService<VaultConnection>().Source, schema, clock).RunAsync(
                new(folder, [Place.Vault], workers, width, null), cancellation);
            MovingCommand.Say($"Kho, vẫn mã hóa: {Rows(vault)} dòng trong {folder}.", $"Vault, still encrypted: {Rows(vault)} rows in {folder}.");
        }
        else
        {
            MovingCommand.Say("Không có trong bản xuất: kho cá nhân (--vault), bản quét, tệp khóa.",
                "Not in the export: the vault of persons (--vault), scans, key files.");
        }

        return MovingCommand.Done;
    });

    private static bool IsFinished(string folder) => File.Exists(Path.Combine(folder, ExportManifest.FileName));

    private static void Tell(ExportManifest manifest, string folder, TimeSpan took)
    {
        foreach (var table in manifest.Tables.Where(table => table.Rows > 0 && !table.Compared))
            Console.WriteLine($"  {table.Name,-36}{table.Rows,14:N0}");
        MovingCommand.Say($"Đã xuất {Rows(manifest)} dòng vào {folder} trong {took:hh\\:mm\\:ss}.",
            $"{Rows(manifest)} rows exported into {folder} in {took:hh\\:mm\\:ss}.");
        MovingCommand.Say($"Nhật ký: {manifest.Log!.Size:N0} lá, gốc {manifest.Log.Root}", $"Log: {manifest.Log.Size:N0} leaves, root {manifest.Log.Root}");
        if (manifest.Log.Checkpoint is null)
            MovingCommand.Say("Không thấy checkpoint đã công bố (--log): bản xuất không có chữ ký của nhật ký.",
                "No published checkpoint was found (--log): the export carries no signature of the log.");
        if (manifest.MessagesLeftBehind > 0)
            MovingCommand.Say($"Còn {manifest.MessagesLeftBehind:N0} thông điệp đang chờ, không có trong bản xuất (--messages).",
                $"{manifest.MessagesLeftBehind:N0} messages wait and are not in the export (--messages).");
    }

    private static string Rows(ExportManifest manifest) => $"{manifest.Tables.Where(table => !table.Compared).Sum(table => table.Rows):N0}";
}
