namespace LandLedger.EmbeddedPostgres;

/// <summary>Where the private cluster lives and how it is started. The defaults are right for a person who has nothing set up.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The folder that holds data, socket, locks and password. Instances with the same folder share one server. Default: the user's own
    /// data folder; for root <c>/var/lib/landledger-embedded</c>, because the server runs as another account, which cannot see /root.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>The database that <see cref="EmbeddedPostgresCluster.ConnectionString"/> names; created when missing.</summary>
    public string Database { get; init; } = "ledger";

    /// <summary>
    /// Listen on 127.0.0.1 and a free port instead of a Unix socket (always so on Windows). Has no effect when the server already runs.
    /// </summary>
    public bool UseLoopback { get; init; }

    /// <summary>
    /// More lines for postgresql.conf, by name; they win over the durable defaults, but not over the address of the server.
    /// Read when a server is started: an instance that joins a running server takes its settings as they are.
    /// </summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Receives progress and warnings, one line each, for the person starting the program. Default: silence.</summary>
    public Action<string>? Say { get; init; }
}
