namespace LandLedger.EmbeddedPostgres;

/// <summary>A PostgreSQL of the user's own.</summary>
public sealed class EmbeddedPostgresCluster : IAsyncDisposable
{
    private EmbeddedPostgresCluster() { }

    /// <summary>Starts the server, or joins the one another instance has started.</summary>
    public static Task<EmbeddedPostgresCluster> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromException<EmbeddedPostgresCluster>(new EmbeddedPostgresException("The private PostgreSQL is still to come."));
    }

    /// <summary>To <see cref="EmbeddedPostgresOptions.Database"/> as the owner role, password inside.</summary>
    public string ConnectionString { get; } = "";

    /// <summary>To another database of the same server, as the owner role, password inside.</summary>
    public string ConnectionStringFor(string database) => ConnectionString + database;

    /// <summary>Creates the database if it does not exist.</summary>
    public Task CreateDatabaseAsync(string database, CancellationToken c = default) => Task.FromResult(ConnectionString + database);

    /// <summary>The folder of the server's programs.</summary>
    public string BinariesFolder { get; } = "";

    /// <summary>PostgreSQL's major version.</summary>
    public int MajorVersion { get; }

    /// <summary>The data folder.</summary>
    public string DataFolder { get; } = "";

    /// <summary>The full path of a tool beside the server's programs, or null.</summary>
    public string? ToolPath(string tool) => BinariesFolder.Length == 0 ? null : tool;

    /// <summary>Gives up the lease; the last one stops the server.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
