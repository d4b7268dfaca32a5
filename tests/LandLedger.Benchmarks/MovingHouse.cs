using System.Diagnostics;
using LandLedger.Benchmarks.Stage;
using LandLedger.EmbeddedPostgres;
using LandLedger.Proof;
using LandLedger.Replay.Moving;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Benchmarks;

/// <summary>
/// Exporting a sealed history and loading it elsewhere, files hashed, compressed and counted; against raw COPY of the same rows in text
/// format, out to files and into tables of the same definition, on one connection as psql does it.
/// </summary>
internal static class MovingHouse
{
    public const string Name = "moving";

    private static readonly string[] Tables = ["ledger.mt_streams", "ledger.mt_events", "ledger_log.leaf"];

    public static async Task<double> RunAsync(Settings settings)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-moving-").FullName;
        try
        {
            await using var cluster = await EmbeddedPostgresCluster.StartAsync(new() { Root = folder + "-postgres" });
            await FillAsync(cluster.ConnectionString, folder, settings.Plots);
            foreach (var name in (string[])["raw", "moved"])
            {
                await cluster.CreateDatabaseAsync(name);
                await (await LoadedPlots.MigrateAsync(cluster.ConnectionStringFor(name), Path.Combine(folder, "vault.key"), sequences: false))
                    .DisposeAsync();
            }

            await using var source = Unhurried(cluster.ConnectionString);
            await using var raw = Unhurried(cluster.ConnectionStringFor("raw"));
            await using var moved = Unhurried(cluster.ConnectionStringFor("moved"));
            // Whoever has served there has stated something.
            await using (var empty = moved.CreateCommand("truncate ledger_log.statement, ledger_log.head"))
                await empty.ExecuteNonQueryAsync();
            // Read once before it is measured, so that neither side finds more in memory.
            await OutAsync(source, folder);
            var rawOut = await SecondsAsync(() => OutAsync(source, folder));
            var rawIn = await SecondsAsync(() => InAsync(raw, folder));

            var (schema, workers, export) = (new LedgerSchema("ledger"), Environment.ProcessorCount, Path.Combine(folder, "export"));
            var memory = Environment.WorkingSet;
            var ownOut = await SecondsAsync(() => new LedgerExport(source, schema, TimeProvider.System).RunAsync(
                new(export, [Place.Ledger, Place.Log], workers, 50_000, null), CancellationToken.None));
            var ownIn = await SecondsAsync(async () => await new LedgerLoad(moved, schema, TimeProvider.System).RunAsync(
                await ExportFolder.OpenAsync(export, false, CancellationToken.None), () => Task.CompletedTask, workers, CancellationToken.None));
            var log = await SecondsAsync(async () => await new LoadedLog(moved, schema).CheckAsync(
                (await ExportFolder.OpenAsync(export, false, CancellationToken.None)).Manifest.Log!, null, workers, CancellationToken.None));

            var events = await CountAsync(moved);
            Console.WriteLine(FormattableString.Invariant($"{events} events of {settings.Plots} plots, {Environment.ProcessorCount} processors"));
            Print("raw COPY out, in", rawOut, rawIn, events, Size(folder, "*.raw"));
            Print("export, load", ownOut, ownIn, events, Size(export, "*"));
            Console.WriteLine(FormattableString.Invariant($"same root, every event hashed again: {log:0.0} s, {events / log:0} events/s"));
            Console.WriteLine(FormattableString.Invariant($"memory {memory >> 20} MB before, {Environment.WorkingSet >> 20} MB after"));
            return (ownOut + ownIn) / (rawOut + rawIn);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(folder + "-postgres", recursive: true);
        }
    }

    private static async Task FillAsync(string connectionString, string folder, int count)
    {
        await using var plots = await LoadedPlots.MigrateAsync(connectionString, Path.Combine(folder, "vault.key"), sequences: false);
        await plots.AddAsync(count);
        await using var connection = await plots.Find<NpgsqlDataSource>().OpenConnectionAsync();
        while (await plots.Find<Sequencing>().OnceAsync(connection, CancellationToken.None) is { Leaves.Count: > 0 })
        {
            // Until all of it is sealed.
        }
    }

    private static async Task OutAsync(NpgsqlDataSource source, string folder)
    {
        await using var connection = await source.OpenConnectionAsync();
        foreach (var table in Tables)
        {
            await using var file = File.Create(Path.Combine(folder, $"{table}.raw"));
            using var rows = await connection.BeginTextExportAsync($"copy {table} to stdout");
            await ((StreamReader)rows).BaseStream.CopyToAsync(file, 1 << 17);
            file.Flush(flushToDisk: true);
        }
    }

    private static async Task InAsync(NpgsqlDataSource target, string folder)
    {
        await using var connection = await target.OpenConnectionAsync();
        foreach (var table in Tables)
        {
            await using var file = File.OpenRead(Path.Combine(folder, $"{table}.raw"));
            await using var rows = await connection.BeginTextImportAsync($"copy {table} from stdin");
            await file.CopyToAsync(((StreamWriter)rows).BaseStream, 1 << 17);
        }
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select count(*) from ledger.mt_events");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static NpgsqlDataSource Unhurried(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0 });

    private static long Size(string folder, string files) => Directory.EnumerateFiles(folder, files).Sum(file => new FileInfo(file).Length);

    private static void Print(string what, double outward, double inward, long events, long bytes) => Console.WriteLine(FormattableString.Invariant(
        $"{what,-18}{outward,8:0.0} s {events / outward,9:0} events/s {inward,8:0.0} s {events / inward,9:0} events/s {bytes >> 20,6} MB"));
}
