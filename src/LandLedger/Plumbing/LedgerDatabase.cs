using LandLedger.EmbeddedPostgres;
using Npgsql;

namespace LandLedger.Plumbing;

/// <summary>The database that the service runs on: the one named by <c>ConnectionStrings__ledger</c>, else the private cluster.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgresCluster? cluster;

    private LedgerDatabase(string connectionString, EmbeddedPostgresCluster? cluster)
    {
        this.cluster = cluster;
        ConnectionString = Tuned(connectionString);
    }

    /// <summary>Where the ledger is.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// Finds or starts the database. Commands that only write code or descriptions get none; the demo gets one of its own.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">There is no connection string and no PostgreSQL to be had; the text says the ways
    /// out.</exception>
    public static async Task<LedgerDatabase> OpenAsync(IConfiguration settings, string[] args)
    {
        if (settings.GetConnectionString("ledger") is { Length: > 0 } named)
            return new(named, null);
        if (args is ["codegen" or "openapi" or "help" or "describe", ..])
            return new("Host=none.invalid", null);
        var cluster = await EmbeddedPostgresCluster.StartAsync(new()
        {
            Root = settings["EmbeddedPostgres:Root"],
            Say = line => Console.Error.WriteLine(line),
        });
        return new(args is ["demo", ..] ? await FreshAsync(cluster, "ledger_demo") : cluster.ConnectionString, cluster);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    // Each demo begins with an empty ledger; the one that is worked in is another database.
    private static async Task<string> FreshAsync(EmbeddedPostgresCluster cluster, string database)
    {
        await using (var source = NpgsqlDataSource.Create(cluster.ConnectionString))
        await using (var command = source.CreateCommand($"drop database if exists {database} with (force)"))
            await command.ExecuteNonQueryAsync();
        await cluster.CreateDatabaseAsync(database);
        return cluster.ConnectionStringFor(database);
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
