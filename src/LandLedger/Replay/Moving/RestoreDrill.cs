using System.Diagnostics;
using LandLedger.EmbeddedPostgres;
using LandLedger.Proof;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>
/// Takes a backup of the running ledger, or one that was taken, restores it into a private PostgreSQL, and looks whether it is the same
/// ledger. Restores with the very command that a person would use, as a process of its own.
/// </summary>
internal sealed class RestoreDrill(
    NpgsqlDataSource database, LedgerSchema schema, ProofSettings proof, ProofKeys keys, TimeProvider clock, string folder, string? verify)
{
    private const string Database = "drill";
    private readonly List<DrillStep> steps = [];

    private string Log => Path.Combine(folder, "log");

    /// <summary>Runs the drill and writes its report.</summary>
    public async Task<DrillReport> RunAsync(string? backup, int workers, CancellationToken cancellation)
    {
        var at = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        Directory.CreateDirectory(folder);
        var export = await BackupAsync(backup, workers, cancellation);
        await using var cluster = await EmbeddedPostgresCluster.StartAsync(
            new() { Root = Path.Combine(folder, "postgres"), Database = Database, Say = line => Console.Error.WriteLine(line) }, cancellation);
        var restored = await RestoreAsync(export, cluster, workers, cancellation);
        await VerifyAsync(export, cluster.ConnectionString, cancellation);
        var report = new DrillReport(at, export.Manifest.Server, restored?.Server ?? $"{cluster.MajorVersion}",
            restored?.Rows ?? new Dictionary<string, long>(), steps);
        report.Write(folder);
        return report;
    }

    private async Task<ExportFolder> BackupAsync(string? backup, int workers, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        if (backup is null)
        {
            backup = Path.Combine(folder, "export");
            await new LedgerExport(database, schema, clock).RunAsync(
                new(backup, [Place.Ledger, Place.Log], workers, 50_000, Directory.Exists(proof.Folder) ? proof.Folder : null), cancellation);
        }

        var export = await ExportFolder.OpenAsync(backup, vault: false, cancellation);
        var (rows, manifest) = (export.Manifest.Tables.Where(table => !table.Compared).Sum(table => table.Rows), export.Manifest);
        Note("backup", true, began, $"Bản sao lưu lúc {manifest.TakenAt}: {rows:N0} dòng, {manifest.Chunks.Length} tệp, mã băm đúng.",
            $"Backup of {manifest.TakenAt}: {rows:N0} rows, {manifest.Chunks.Length} files, hashes hold.");
        return export;
    }

    private async Task<LoadReport?> RestoreAsync(ExportFolder export, EmbeddedPostgresCluster cluster, int workers, CancellationToken cancellation)
    {
        var (began, file) = (clock.GetTimestamp(), Path.Combine(folder, "load.json"));
        string[] log = export.Manifest.Log!.Checkpoint is null ? [] : ["--log", Log];
        var start = Itself(["load", "--from", export.Path, "--report", file, "--workers", $"{workers}", .. log]);
        // Whatever this ledger is connected to is out of the restored one's reach.
        foreach (var name in (string[])["ledger", "owner", "vault", "sequencer"])
            start.Environment[$"ConnectionStrings__{name}"] = cluster.ConnectionString;
        var (code, _) = await RunAsync(start, echo: true, cancellation);
        if (!File.Exists(file))
        {
            Note("restore", false, began, $"Khôi phục dừng với mã {code}; lý do ở trên.", $"Restoring ended with code {code}; the reason is above.");
            return null;
        }

        var loaded = LoadReport.Read(file);
        Note("counts", true, null, $"Số dòng của {loaded.Rows.Count} bảng đúng như bản sao lưu.",
            $"Counts of {loaded.Rows.Count} tables are those of the backup.",
            loaded.Seconds["load"]);
        Note("root", true, null, $"Cùng kích thước, cùng gốc: {loaded.Leaves:N0} lá, {loaded.Root}; {loaded.Events:N0} sự kiện được băm lại.",
            $"Same size, same root: {loaded.Leaves:N0} leaves, {loaded.Root}; {loaded.Events:N0} events hashed again.", loaded.Seconds["log"]);
        Note("clean-view", loaded.PlotsDiffering == 0, null,
            $"Thẻ thửa đất dựng lại từ sự kiện: {loaded.PlotsEqual:N0} giống từng byte, {loaded.PlotsDiffering:N0} khác {string.Join(", ", loaded.Differing)}",
            $"Clean view made from events: {loaded.PlotsEqual:N0} equal byte for byte, {loaded.PlotsDiffering:N0} differ {string.Join(", ", loaded.Differing)}",
            loaded.Seconds["views"]);
        return loaded;
    }

    private async Task VerifyAsync(ExportFolder export, string restored, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        if (Program() is not { } program)
            NotRun("không tìm thấy chương trình ledger-verify (--verify)", "the program ledger-verify was not found (--verify)");
        else if (export.Manifest.Log!.Checkpoint is null || !Directory.Exists(Log))
            NotRun("bản sao lưu không có checkpoint", "the backup has no checkpoint");
        else if (Keys() is not { } trusted)
            NotRun("không có khóa công khai (Proof__KeysFile)", "there are no public keys (Proof__KeysFile)");
        else
        {
            File.WriteAllText(Path.Combine(folder, "keys"), trusted);
            var connection = new NpgsqlConnectionStringBuilder(restored);
            var start = new ProcessStartInfo(program.EndsWith(".dll", StringComparison.Ordinal) ? "dotnet" : program);
            if (program.EndsWith(".dll", StringComparison.Ordinal))
                start.ArgumentList.Add(program);
            // The list of processes is read by others: the password goes another way.
            start.Environment["PGPASSWORD"] = connection.Password;
            connection.Remove("Password");
            foreach (var word in (string[])["database", "--connection", connection.ConnectionString, "--log", Log, "--keys", Path.Combine(folder, "keys"),
                "--schema", schema.Name, "--json"])
                start.ArgumentList.Add(word);
            var (code, output) = await RunAsync(start, echo: false, cancellation);
            File.WriteAllText(Path.Combine(folder, "verify.json"), output);
            Note("verify", code == 0, began, $"ledger-verify database kết thúc với mã {code} (verify.json).",
                $"ledger-verify database ended with {code} (verify.json).");
        }

        void NotRun(string vi, string en) => Note("verify", null, began, $"Chưa kiểm bằng ledger-verify: {vi}.", $"Not verified by ledger-verify: {en}.");
    }

    private string? Keys()
    {
        if (proof.KeysFile is { } file)
            return File.ReadAllText(file);
        return File.Exists(proof.LogKeyFile) && File.Exists(proof.OriginKeyFile) ? keys.Trusted.ToString() : null;
    }

    private string? Program()
    {
        string[] places = verify is not null ? [verify] : [.. ((string[])["ledger-verify", "ledger-verify.exe", "ledger-verify.dll"])
            .Select(name => Path.Combine(AppContext.BaseDirectory, name))];
        return places.FirstOrDefault(File.Exists);
    }

    private static ProcessStartInfo Itself(string[] arguments)
    {
        var own = Environment.ProcessPath!;
        var start = new ProcessStartInfo(own);
        if (Path.GetFileNameWithoutExtension(own) == "dotnet")
            start.ArgumentList.Add(typeof(RestoreDrill).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static async Task<(int Code, string Output)> RunAsync(ProcessStartInfo start, bool echo, CancellationToken cancellation)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        await using var stop = cancellation.Register(() => process.Kill());
        var output = new System.Text.StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (echo)
                Console.WriteLine(line);
            else
                output.AppendLine(line);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, output.ToString());
    }

    private void Note(string name, bool? passed, long? began, string vi, string en, double seconds = 0) =>
        steps.Add(new(name, passed, vi, en, Math.Round(began is { } from ? clock.GetElapsedTime(from).TotalSeconds : seconds, 1)));
}
