using System.Diagnostics;
using System.Security.Cryptography;
using LandLedger.EmbeddedPostgres;
using LandLedger.Proof.Rows;
using LandLedger.Proof;
using Npgsql;

namespace LandLedger.Benchmarks.Stage;

/// <summary>
/// A history of plots in a PostgreSQL of its own, with what is measured on it: the yardstick of reading and hashing its rows, and sealing
/// it into public files. Gone afterwards.
/// </summary>
internal sealed class SealedHistory : IAsyncDisposable
{
    private readonly string folder;
    private readonly EmbeddedPostgresCluster cluster;
    private readonly NpgsqlDataSource database;
    private int sealings;

    private SealedHistory(string folder, EmbeddedPostgresCluster cluster, LoadedPlots plots)
    {
        (this.folder, this.cluster, Plots) = (folder, cluster, plots);
        database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { CommandTimeout = 0 });
    }

    public LoadedPlots Plots { get; }

    /// <summary>The owner's.</summary>
    public string ConnectionString => cluster.ConnectionString;

    /// <summary>Where the public files are.</summary>
    public string LogFolder => Path.Combine(folder, $"log-{sealings}");

    /// <summary>Public keys of log and origin; no witness.</summary>
    public string KeysFile => Path.Combine(folder, "keys");

    /// <summary>Makes the database and puts plots in, not sealed yet.</summary>
    public static async Task<SealedHistory> LoadAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-seal-").FullName;
        var cluster = await EmbeddedPostgresCluster.StartAsync(new()
        {
            Root = folder + "-postgres",
            ServerSettings = new Dictionary<string, string> { ["shared_buffers"] = "2GB", ["max_wal_size"] = "16GB" },
        });
        var plots = await LoadedPlots.MigrateAsync(cluster.ConnectionString, Path.Combine(folder, "vault.key"), sequences: false);
        var history = new SealedHistory(folder, cluster, plots);
        try
        {
            var watch = Stopwatch.StartNew();
            await plots.AddManyAsync(count);
            Console.WriteLine(FormattableString.Invariant($"{count} plots put in, {count / watch.Elapsed.TotalSeconds:0} plots/s"));
            await history.DoAsync("vacuum analyze");
            await File.WriteAllTextAsync(history.KeysFile, plots.Find<ProofKeys>().Trusted.ToString());
            return history;
        }
        catch
        {
            await history.DisposeAsync();
            throw;
        }
    }

    /// <summary>The yardstick: the rows of all events read on one connection, in order, and the SHA-256 of their bytes. Once for nothing, so
    /// that neither side pays for what the other finds in memory.</summary>
    public async Task<(long Rows, double Seconds)> ReadTwiceAsync()
    {
        await ReadAsync();
        return await ReadAsync();
    }

    /// <summary>Seals everything, from the first event to the signed checkpoint.</summary>
    public async Task<SealingTime> SealAsync()
    {
        // Each time elsewhere: ext4 looks at everything that was deleted lately whenever a file is made, and no log is deleted.
        sealings++;
        Directory.CreateDirectory(LogFolder);
        await DoAsync("truncate ledger_log.leaf, ledger_log.head, ledger_log.gap, ledger_log.held");
        await DoAsync("update ledger_log.statement set leaf_index = null");
        // As every few minutes: what was put in before is written by now, and the write-ahead log goes into files that there are already.
        await DoAsync("checkpoint");
        var sequencing = Plots.Find<Sequencing>();
        var published = new PublishedLog(LogFolder, Plots.Find<ProofSettings>().Name, Plots.Find<ProofKeys>().Log);
        await using var connection = await database.OpenConnectionAsync();
        var whole = Stopwatch.StartNew();
        await published.ContinueAsync(LogHead.Empty, (_, _, _) => Task.FromResult<List<byte[]>>([]), CancellationToken.None);
        var publishing = new Publishing(published);
        var head = LogHead.Empty;
        while (await sequencing.OnceAsync(connection, CancellationToken.None) is { Leaves.Count: > 0 } round)
        {
            head = round.Head;
            publishing.Add(round.Leaves);
            // As the sequencer does when it has much to catch up with.
            if (publishing.Pending >= 20_000)
                await publishing.BeginAsync(head);
        }

        var leaves = whole.Elapsed.TotalSeconds;
        await publishing.BeginAsync(head);
        await publishing.EndAsync();
        return new(whole.Elapsed.TotalSeconds, leaves);
    }

    /// <summary>Bytes that a relation takes, indexes included.</summary>
    public async Task<long> BytesOfAsync(string relation)
    {
        await using var size = database.CreateCommand($"select pg_total_relation_size('{relation}')");
        return (long)(await size.ExecuteScalarAsync())!;
    }

    /// <summary>Does something without an answer.</summary>
    public async Task DoAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Plots.DisposeAsync();
        await database.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        Directory.Delete(folder + "-postgres", recursive: true);
    }

    private async Task<(long Rows, double Seconds)> ReadAsync()
    {
        var watch = Stopwatch.StartNew();
        await using var command = database.CreateCommand($"select {EventColumns.All} from ledger.mt_events e order by e.seq_id");
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
}

/// <summary>Seconds that sealing took.</summary>
/// <param name="Whole">All of it.</param>
/// <param name="Leaves">Until the last leaf was committed; most of the public files are written meanwhile.</param>
internal sealed record SealingTime(double Whole, double Leaves);
