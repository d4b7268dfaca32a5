using System.Diagnostics;
using System.Security.Cryptography;
using LandLedger.Benchmarks.Stage;
using LandLedger.EmbeddedPostgres;
using LandLedger.Proof;
using Npgsql;

namespace LandLedger.Benchmarks;

/// <summary>
/// Sealing a history that is already there: origin checked, leaves, tree, tiles and bundles written durably, checkpoint signed; against
/// reading the same rows and hashing their bytes with SHA-256, on one connection.
/// </summary>
internal static class SealHistory
{
    public const string Name = "seal";

    public static async Task<double> RunAsync(Settings settings)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-seal-").FullName;
        try
        {
            await using var cluster = await EmbeddedPostgresCluster.StartAsync(new() { Root = folder + "-postgres" });
            await using var plots = await LoadedPlots.MigrateAsync(cluster.ConnectionString, Path.Combine(folder, "vault.key"), sequences: false);
            await plots.AddAsync(settings.Plots);
            await using var database = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { CommandTimeout = 0 });
            await using (var analysed = database.CreateCommand("vacuum analyze"))
                await analysed.ExecuteNonQueryAsync();

            // Twice each, so that neither side pays for what the other finds in memory; the second counts.
            await ReadAsync(database);
            var (rows, reading) = await ReadAsync(database);
            await SealAsync(plots, folder);
            await EmptyAsync(database);
            var sealing = await SealAsync(plots, folder);
            await using var size = database.CreateCommand("select pg_total_relation_size('ledger_log.leaf')");
            var table = (long)(await size.ExecuteScalarAsync())!;
            var files = new DirectoryInfo(Path.Combine(folder, "log")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            Console.WriteLine(FormattableString.Invariant($"{rows} events of {settings.Plots} plots, {Environment.ProcessorCount} processors"));
            Console.WriteLine(FormattableString.Invariant($"reading and hashing the rows {reading:0.0} s, {1e6 * reading / rows:0.0} µs an event"));
            Console.WriteLine(FormattableString.Invariant($"sealing them                 {sealing:0.0} s, {1e6 * sealing / rows:0.0} µs an event"));
            Console.WriteLine(FormattableString.Invariant($"storage an event: table {table / rows} bytes, public files {files / rows} bytes"));
            return sealing / reading;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(folder + "-postgres", recursive: true);
        }
    }

    private static async Task<(long Rows, double Seconds)> ReadAsync(NpgsqlDataSource database)
    {
        var watch = Stopwatch.StartNew();
        await using var command = database.CreateCommand($"select {EventRow.Columns} from ledger.mt_events e order by e.seq_id");
        await using var row = await command.ExecuteReaderAsync();
        var rows = 0L;
        var hash = new byte[SHA256.HashSizeInBytes];
        for (; await row.ReadAsync(); rows++)
        {
            SHA256.HashData(row.GetFieldValue<byte[]>(11), hash);
            SHA256.HashData(row.GetFieldValue<byte[]>(10), hash);
        }

        return (rows, watch.Elapsed.TotalSeconds);
    }

    private static async Task<double> SealAsync(LoadedPlots plots, string folder)
    {
        var target = Path.Combine(folder, "log");
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        var sequencing = plots.Find<Sequencing>();
        var writer = new TileWriter(target);
        writer.GoOnBehind(0);
        var watch = Stopwatch.StartNew();
        var head = LogHead.Empty;
        var pending = new List<byte[]>();
        await using var connection = await plots.Find<NpgsqlDataSource>().OpenConnectionAsync();
        while (await sequencing.OnceAsync(connection, CancellationToken.None) is { Records.Count: > 0 } round)
        {
            head = round.Head;
            pending.AddRange(round.Records);
            if (pending.Count < 50_000)
                continue;
            writer.Add(pending);
            pending.Clear();
        }

        writer.Add(pending);
        writer.Publish(new SignedNote(new Checkpoint("benchmark.invalid", head.Size, head.Root).ToString(), [])
            .SignedWith(plots.Find<ProofKeys>().Log));
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task EmptyAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "truncate ledger_log.leaf, ledger_log.head, ledger_log.gap, ledger_log.held; update ledger_log.statement set leaf_index = null");
        await command.ExecuteNonQueryAsync();
    }
}
