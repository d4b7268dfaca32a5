using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using LandLedger.Benchmarks.Load;
using LandLedger.EmbeddedPostgres;
using LandLedger.Persons;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using Npgsql;

namespace LandLedger.Benchmarks.Stage;

/// <summary>
/// Everything a benchmark over HTTP needs, private to it and gone afterwards: a PostgreSQL with durable settings, a database with the
/// ledger's schema and one like it for the yardstick, an identity provider, and the ledger and its witness as processes.
/// </summary>
internal sealed class MeasuredLedger : IAsyncDisposable
{
    private const string LogName = "land.development.invalid/ledger/1";
    private const string WitnessName = "witness.invalid";
    private const string Role = "ledger_app", Yardstick = "yardstick";
    private static readonly TimeSpan WitnessedWithin = TimeSpan.FromMinutes(2);
    private readonly string folder;
    private readonly string password = Guid.NewGuid().ToString("N");
    private readonly PosixSignalRegistration interrupted;
    private IdentityProvider? identities;
    private PublishedLedger? program;
    private ServerProcess? server, witness;

    private MeasuredLedger(EmbeddedPostgresCluster cluster, string folder)
    {
        Cluster = cluster;
        this.folder = folder;
        interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
        {
            DisposeAsync().AsTask().Wait();
            System.Environment.Exit(130);
        });
    }

    public EmbeddedPostgresCluster Cluster { get; }

    /// <summary>The owner's connection to the ledger's database.</summary>
    public string Database => Cluster.ConnectionString;

    /// <summary>The owner's connection to a database with the same tables, empty.</summary>
    public string YardstickDatabase => Cluster.ConnectionStringFor(Yardstick);

    public int Port => server!.Port;

    /// <summary>The most memory that the ledger's process held, in MB; 0 where the system does not tell.</summary>
    public long PeakMegabytes => PeakMemory.Megabytes(server!.Process);

    /// <summary>Counts processor time of the ledger, of PostgreSQL and of this process.</summary>
    public CpuClock Clock => ClockOf(server!);

    /// <summary>Counts processor time of a server, of PostgreSQL and of this process.</summary>
    public CpuClock ClockOf(ServerProcess process) =>
        new(process.Process, int.Parse(File.ReadLines(Path.Combine(Cluster.DataFolder, "postmaster.pid"))
            .First(), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Makes database and schema, lets <paramref name="load"/> put plots in, and starts the ledger.</summary>
    /// <param name="settings">How hard to work.</param>
    /// <param name="load">What is there before.</param>
    /// <param name="postgres">Settings of PostgreSQL, beside its own defaults.</param>
    public static async Task<MeasuredLedger> StartAsync(
        Settings settings, Func<LoadedPlots, Task> load, IReadOnlyDictionary<string, string>? postgres = null)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-benchmark-").FullName;
        var published = await PublishedLedger.MakeAsync();
        // Beside the folder and not in it: the server may run as another account, which must be able to enter.
        var cluster = await EmbeddedPostgresCluster.StartAsync(
            new() { Root = folder + "-postgres", ServerSettings = postgres ?? new Dictionary<string, string>() });
        var ledger = new MeasuredLedger(cluster, folder) { program = published };
        try
        {
            await using (var schema = await LoadedPlots.MigrateAsync(cluster.ConnectionString, ledger.KeyFile))
            {
                await schema.GrantAsync(Role, ledger.password);
                NpgsqlConnection.ClearAllPools();
            }

            await ledger.RunAsync("postgres", $"create database {Yardstick} template ledger");
            await using (var plots = await LoadedPlots.MigrateAsync(cluster.ConnectionString, ledger.KeyFile))
                await load(plots);
            await ledger.RunAsync("ledger", "vacuum analyze");
            await ledger.RunAsync("ledger", "checkpoint");
            // Production wants the key to be there already; loading makes it only where it keeps persons.
            _ = new FileKeyVault(ledger.KeyFile).KeyId;
            await ledger.WriteKeysAsync();
            ledger.identities = await IdentityProvider.StartAsync(folder);
            ledger.witness = await ServerProcess.StartAsync(
                [published.Verifier, "witness", "--key", ledger.WitnessKeyFile, "--keys", ledger.KeysFile, "--begin",
                    "--state", Path.Combine(folder, "witness.state"), "--listen", "http://127.0.0.1:{port}/"],
                new Dictionary<string, string>(), "/health");
            ledger.server = await ServerProcess.StartAsync([published.Program], ledger.Environment(settings), "/health/ready");
            await ledger.WitnessedAsync();
            return ledger;
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>One line about what ran where.</summary>
    public async Task<string> DescribeAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(
            "select format('PostgreSQL %s, fsync %s, synchronous_commit %s, shared_buffers %s', "
                + "split_part(current_setting('server_version'), ' ', 1), "
            + "current_setting('fsync'), current_setting('synchronous_commit'), current_setting('shared_buffers'))");
        return $"{System.Environment.ProcessorCount} processors, {await command.ExecuteScalarAsync()}\nledger {program!.Shape}";
    }

    /// <summary>A token of a person with one role, for the whole province.</summary>
    public async Task<string> TokenAsync(string user, string role)
    {
        if (program!.ForProduction)
            return identities!.TokenFor(user, role);
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{Port}/dev/token"),
            new { user, name = $"Officer {user}", roles = (string[])[role], communes = (string[])["province"] });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>Waits until the views behind the events have caught up, so that nothing but the measurement is going on.</summary>
    public async Task CaughtUpAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await tick.WaitForNextTickAsync() && !server!.Process.HasExited)
        {
            await using var command = source.CreateCommand(
                "select coalesce((select min(last_seq_id) from ledger.mt_event_progression where name like '%:All'), 0)"
                + " >= coalesce((select max(seq_id) from ledger.mt_events), 0)");
            if (await command.ExecuteScalarAsync() is true)
                return;
        }
    }

    /// <summary>How many committed events are not in a published checkpoint yet.</summary>
    public async Task<long> UnsealedAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(
            """
            select coalesce((select size from ledger_log.head), 0),
                coalesce((select max(seq_id) from ledger.mt_events), 0) - coalesce((select reached from ledger_log.head), 0)
            """);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var published = new TileFolder(LogFolder).Note() is { } note ? Checkpoint.Parse(note.Text).Size : 0;
        return Math.Max(0, row.GetInt64(0) - published) + Math.Max(0, row.GetInt64(1));
    }

    /// <summary>Waits until everything is sealed and published.</summary>
    public async Task SealedAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await UnsealedAsync() > 0 && !server!.Process.HasExited)
            await tick.WaitForNextTickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        interrupted.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        if (witness is not null)
            await witness.DisposeAsync();
        if (identities is not null)
            await identities.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await Cluster.DisposeAsync();
        Directory.Delete(folder + "-postgres", recursive: true);
        Directory.Delete(folder, recursive: true);
    }

    private string KeyFile => Path.Combine(folder, "vault.key");

    private string LogFolder => Path.Combine(folder, "log");

    private string KeysFile => Path.Combine(folder, "keys");

    private string WitnessKeyFile => Path.Combine(folder, "witness.key");

    // Imports wait for the first cosignature.
    private async Task WitnessedAsync()
    {
        if (!program!.ForProduction)
            return;
        await using var source = NpgsqlDataSource.Create(Database);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var started = Stopwatch.GetTimestamp(); await tick.WaitForNextTickAsync();)
        {
            await using var command = source.CreateCommand("select exists (select from ledger_log.cosigned)");
            if (await command.ExecuteScalarAsync() is true)
                return;
            if (Stopwatch.GetElapsedTime(started) > WitnessedWithin)
                throw new InvalidOperationException("The witness did not cosign.");
        }
    }

    // As an operator does before the first start.
    private async Task WriteKeysAsync()
    {
        foreach (var (file, name) in ((string, string)[])[("log.key", LogName), ("origin.key", $"{LogName}/origin")])
        {
            if (!File.Exists(Path.Combine(folder, file)))
                await File.WriteAllTextAsync(Path.Combine(folder, file), SigningKey.NewLine(name, NoteAlgorithm.Ed25519));
        }

        using var log = SigningKey.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "log.key")));
        using var origin = SigningKey.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "origin.key")));
        await File.WriteAllTextAsync(WitnessKeyFile, SigningKey.NewLine(WitnessName, NoteAlgorithm.Cosignature));
        using var cosigner = SigningKey.Parse(await File.ReadAllTextAsync(WitnessKeyFile));
        await File.WriteAllTextAsync(KeysFile, new TrustedKeys(log.Verifier, [cosigner.Verifier], [origin.Verifier], 1).ToString());
    }

    private Dictionary<string, string> Environment(Settings measured)
    {
        var asRole = new NpgsqlConnectionStringBuilder(Database) { Username = Role, Password = password };
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:{port}",
            ["ConnectionStrings__ledger"] = program!.ForProduction ? asRole.ConnectionString : Database,
            ["Vault__KeyFile"] = KeyFile,
            ["Documents__Folder"] = Path.Combine(folder, "documents"),
            ["ASPNETCORE_ENVIRONMENT"] = program.ForProduction ? "Production" : "Development",
        };
        // As in the container image.
        settings["DOTNET_TC_CallCountingDelayMs"] = "0";
        settings["DOTNET_GCgen0size"] = "0x4000000";
        foreach (var variable in measured.Variables)
            settings[variable[..variable.IndexOf('=', StringComparison.Ordinal)]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (!program.ForProduction)
            return settings;
        settings["ConnectionStrings__sequencer"] = Database;
        settings["Proof__Name"] = LogName;
        settings["Proof__Folder"] = LogFolder;
        settings["Proof__OriginKeyFile"] = Path.Combine(folder, "origin.key");
        settings["Proof__LogKeyFile"] = Path.Combine(folder, "log.key");
        settings["Proof__KeysFile"] = KeysFile;
        settings["Proof__Witnesses__0"] = $"http://127.0.0.1:{witness!.Port}/";
        settings["Proof__CosignatureAge"] = "1.00:00:00";
        settings["Access__Authority"] = identities!.Authority;
        settings["Access__Audience"] = IdentityProvider.Audience;
        settings["SSL_CERT_FILE"] = identities.CertificateFile;
        foreach (var counterpart in (string[])["PopulationRegister", "VnLis"])
        {
            settings[$"{counterpart}__Url"] = "https://localhost:9/";
            settings[$"{counterpart}__ApiKey"] = "not called";
        }

        return settings;
    }

    private async Task RunAsync(string database, string sql)
    {
        var direct = new NpgsqlConnectionStringBuilder(Cluster.ConnectionStringFor(database)) { Pooling = false, CommandTimeout = 300 };
        await using var source = NpgsqlDataSource.Create(direct);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
