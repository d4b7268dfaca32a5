using LandLedger.EmbeddedPostgres;
using Npgsql;

namespace LandLedger.Storage;

/// <summary>The database that the service runs on: the one named by <c>ConnectionStrings__ledger</c>, else the private cluster.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgresCluster? cluster;

    private LedgerDatabase(string connectionString, EmbeddedPostgresCluster? cluster = null, SchemaOwner? owner = null)
    {
        this.cluster = cluster;
        ConnectionString = Tuned(connectionString);
        Owner = owner;
    }

    /// <summary>Where the ledger is, as the role that works on it.</summary>
    public string ConnectionString { get; }

    /// <summary>Whose the schema is, when that is somebody else and the service may bring it up; see <see cref="SchemaAtStart"/>.</summary>
    public SchemaOwner? Owner { get; }

    /// <summary>Whether these arguments start the service; all others are commands of whoever looks after the database.</summary>
    public static bool IsServedBy(string[] args) => args is [] or ["run" or "demo", ..] || args[0].StartsWith('-');

    /// <summary>
    /// Finds or starts the database. Commands work as its owner, the service under roles that own nothing where they are known. Commands
    /// that only write code or descriptions get none; the demo gets one of its own.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">There is no connection string and no PostgreSQL to be had; the text says the ways
    /// out.</exception>
    public static async Task<LedgerDatabase> OpenAsync(IConfiguration settings, string[] args)
    {
        if (settings.GetConnectionString("ledger") is { Length: > 0 } named)
            return Named(named, settings, IsServedBy(args));
        if (args is ["codegen" or "openapi" or "help" or "describe", ..])
            return new("Host=none.invalid");
        var cluster = await EmbeddedPostgresCluster.StartAsync(new()
        {
            Root = settings["EmbeddedPostgres:Root"],
            Say = line => Console.Error.WriteLine(line),
        });
        try
        {
            return await PrivateAsync(cluster, settings, args);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same database as its owner sees it.</summary>
    public LedgerDatabase AsOwner() => Owner is { } owner ? new(owner.ConnectionString) : this;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    // Without the owner's connection string the role that was named does everything, the schema included.
    private static LedgerDatabase Named(string named, IConfiguration settings, bool serves)
    {
        if (settings.GetConnectionString("owner") is not { Length: > 0 } owner)
            return new(named);
        var sequencer = settings.GetConnectionString("sequencer") is { Length: > 0 } own ? own : named;
        return serves ? new(named, owner: new(owner, LedgerRoles.In(named, sequencer))) : new(owner);
    }

    private static async Task<LedgerDatabase> PrivateAsync(EmbeddedPostgresCluster cluster, IConfiguration settings, string[] args)
    {
        var database = args is ["demo", ..] ? "ledger_demo" : "ledger";
        if (args is ["demo", ..])
            await MakeFreshAsync(cluster, database);
        var owner = cluster.ConnectionStringFor(database);
        if (!IsServedBy(args))
            return new(owner, cluster);
        var roles = LedgerRoles.Usual;
        await cluster.SettleRolesAsync(database, [roles.Service, roles.Sequencer, roles.Reader!]);
        settings["ConnectionStrings:sequencer"] = cluster.ConnectionStringFor(database, roles.Sequencer);
        return new(cluster.ConnectionStringFor(database, roles.Service), cluster, new(owner, roles));
    }

    // Each demo begins with an empty ledger; the one that is worked in is another database.
    private static async Task MakeFreshAsync(EmbeddedPostgresCluster cluster, string database)
    {
        await using (var source = NpgsqlDataSource.Create(cluster.ConnectionString))
        await using (var command = source.CreateCommand($"drop database if exists {database} with (force)"))
            await command.ExecuteNonQueryAsync();
        await cluster.CreateDatabaseAsync(database);
    }

    // A reset on each checkout would throw prepared statements away; nothing of ours keeps state in a session. See docs/operating.md.
    private static string Tuned(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString)
        {
            NoResetOnClose = true,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            ApplicationName = "LandLedger",
        };
        if (!parts.ContainsKey("Maximum Pool Size"))
            parts.MaxPoolSize = 30;
        return parts.ConnectionString;
    }
}

/// <summary>Under whom the schema is brought up, and who works on it then.</summary>
/// <param name="ConnectionString">Signs in as the owner.</param>
/// <param name="Roles">Get the rights that they need.</param>
public sealed record SchemaOwner(string ConnectionString, LedgerRoles Roles);
