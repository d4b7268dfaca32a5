using JasperFx.Resources;
using LandLedger.Persons;
using LandLedger.Storage;
using Marten;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>
/// <c>load --from FOLDER</c>: makes the exported ledger in an empty database, under the owner's connection string, and says whether it has
/// the same size and the same root. Then makes clean view and audit trail from the events.
/// </summary>
public static class LoadCommand
{
    /// <summary>How it is used.</summary>
    public const string Usage = "load --from FOLDER [--vault FOLDER] [--log FOLDER] [--report FILE] [--workers N] [--without-views]";

    private const int MostWorkers = 16;

    /// <summary>Runs the command; the application is built, never started.</summary>
    /// <returns>0; 1 when it was refused, stopped, or is not the same ledger; 64 for unknown words.</returns>
    public static Task<int> RunAsync(WebApplication app, string[] args) => MovingCommand.RunAsync(async cancellation =>
    {
        if (MovingCommand.Words(args, Usage, ["--from"], ["--vault", "--log", "--report", "--workers"], ["--without-views"]) is not { } words)
            return MovingCommand.WrongWords;
        var workers = MovingCommand.Number(words, "--workers", Math.Min(Environment.ProcessorCount, MostWorkers), MostWorkers);
        var (clock, schema) = (app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<LedgerSchema>());
        var (store, database) = (app.Services.GetRequiredService<IDocumentStore>(), app.Services.GetRequiredService<NpgsqlDataSource>());
        MovingCommand.Say("Đang kiểm tra các tệp…", "Looking at the files…");
        var export = await ExportFolder.OpenAsync(words["--from"], vault: false, cancellation);
        var vault = words.TryGetValue("--vault", out var folder) ? await ExportFolder.OpenAsync(folder, vault: true, cancellation) : null;
        LedgerLoad.NeedEventTypes(export.Manifest, store);
        LoadedLog.NeedFolder(words.GetValueOrDefault("--log"), export.Manifest.Log!);

        var began = clock.GetTimestamp();
        var load = new LedgerLoad(database, schema, clock);
        await load.RunAsync(export, () => MigrateAsync(app, cancellation), workers, cancellation);
        var loaded = clock.GetElapsedTime(began);
        var log = new LoadedLog(database, schema);
        await log.CheckAsync(export.Manifest.Log!, words.GetValueOrDefault("--log"), workers, cancellation);
        var checkedAt = clock.GetElapsedTime(began);
        Tell(export.Manifest, log.Events, loaded);
        var vaultLoad = new LedgerLoad(app.Services.GetRequiredService<VaultConnection>().Source, schema, clock);
        if (vault is not null)
            await LoadVaultAsync(app, vaultLoad, vault, workers, cancellation);
        await MigrateAsync(app, cancellation);

        var report = new LoadReport
        {
            Server = await ServerAsync(database, cancellation),
            Rows = export.Manifest.Tables.Where(table => !table.Compared).ToDictionary(table => table.Name, table => table.Rows),
            Leaves = export.Manifest.Log!.Size, Root = export.Manifest.Log.Root, Events = log.Events,
        };
        if (!words.ContainsKey("--without-views"))
            report = await RebuildAsync(ActivatorUtilities.CreateInstance<RebuiltViews>(app.Services), export, report, cancellation);
        report = report with
        {
            Seconds = new Dictionary<string, double>
            {
                ["load"] = loaded.TotalSeconds, ["log"] = (checkedAt - loaded).TotalSeconds,
                ["views"] = (clock.GetElapsedTime(began) - checkedAt).TotalSeconds,
            },
        };
        // Whatever was stopped before here can be run again.
        await load.EndAsync(export, cancellation);
        if (vault is not null)
            await vaultLoad.EndAsync(vault, cancellation);
        if (words.TryGetValue("--report", out var file))
            report.Write(file);
        MovingCommand.Say("Xong. Cấp quyền cho các vai bằng lệnh schema rồi mới chạy dịch vụ.",
            "Done. Give the roles their rights with the schema command before the service runs.");
        return report.PlotsDiffering > 0 ? MovingCommand.Failed : MovingCommand.Done;
    });

    private static async Task MigrateAsync(WebApplication app, CancellationToken cancellation)
    {
        var migration = app.Services.GetRequiredService<LedgerMigration>();
        await using var turn = await migration.TurnAsync(cancellation);
        await app.SetupResources();
        await migration.ApplyAsync(cancellation);
    }

    private static async Task LoadVaultAsync(WebApplication app, LedgerLoad load, ExportFolder vault, int workers, CancellationToken cancellation)
    {
        await load.RunAsync(vault, () => MigrateAsync(app, cancellation), workers, cancellation);
        MovingCommand.Say($"Kho: đã nạp {vault.Manifest.Tables.Sum(table => table.Rows):N0} dòng.",
            $"Vault: {vault.Manifest.Tables.Sum(table => table.Rows):N0} rows loaded.");
    }

    private static async Task<LoadReport> RebuildAsync(RebuiltViews views, ExportFolder export, LoadReport report, CancellationToken cancellation)
    {
        MovingCommand.Say("Đang dựng lại thẻ thửa đất và vết kiểm toán từ sự kiện…", "Making clean view and audit trail from the events…");
        await views.MakeAsync(cancellation);
        var (equal, differing, named) = await views.CompareAsync(export, cancellation);
        MovingCommand.Say($"{equal:N0} thẻ thửa đất giống từng byte, {differing:N0} khác.",
            $"{equal:N0} plots of the clean view are equal byte for byte, {differing:N0} differ.");
        if (differing > 0)
            MovingCommand.Complain($"Khác: {string.Join(", ", named)}. Sự kiện thì giống; thẻ cũ hoặc phiên bản chương trình khác.",
                $"Differing: {string.Join(", ", named)}. The events are the same; the old cards or the version of the program are not.");
        return report with { PlotsEqual = equal, PlotsDiffering = differing, Differing = named };
    }

    private static void Tell(ExportManifest manifest, long events, TimeSpan took)
    {
        MovingCommand.Say($"Đã nạp {manifest.Tables.Where(table => !table.Compared).Sum(table => table.Rows):N0} dòng trong {took:hh\\:mm\\:ss}.",
            $"{manifest.Tables.Where(table => !table.Compared).Sum(table => table.Rows):N0} rows loaded in {took:hh\\:mm\\:ss}.");
        MovingCommand.Say($"Cùng kích thước, cùng gốc: {manifest.Log!.Size:N0} lá, {manifest.Log.Root}; {events:N0} sự kiện khớp với lá của mình.",
            $"Same size, same root: {manifest.Log.Size:N0} leaves, {manifest.Log.Root}; {events:N0} events are what their leaves say.");
    }

    private static async Task<string> ServerAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("show server_version");
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
