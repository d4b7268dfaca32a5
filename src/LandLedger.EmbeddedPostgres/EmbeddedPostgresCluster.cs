using Npgsql;

namespace LandLedger.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL of the user's own, for whoever has none set up. Instances with the same folder, in one process or many, share one
/// server; the last to leave stops it. The server is a process of its own: when this one is killed, it goes on, and the next start joins
/// it; when both are killed, the next start recovers the data. Nothing needs to be cleaned up by hand.
/// <para>
/// Dispose it when the program ends, on SIGTERM too: in a generic host after the host has stopped, for instance by
/// <c>await using</c> around <c>RunAsync</c>. The class registers no signal of its own, because the host does; a program without a host
/// must, since .NET raises no ProcessExit on SIGTERM in a plain console program.
/// </para>
/// <para>Two different operating system accounts cannot share one folder.</para>
/// </summary>
public sealed class EmbeddedPostgresCluster : IAsyncDisposable
{
    private const string DuplicateDatabase = "42P04";
    private const string UniqueViolation = "23505"; // What two simultaneous creations can end in.
    private readonly ClusterFolders _folders;
    private readonly PostgresServer _server;
    private readonly ServerAddress _address;
    private readonly string _password;
    private readonly string _database;
    private readonly Action<string> _say;
    private KernelLock? _lease;

    private EmbeddedPostgresCluster(
        ClusterFolders folders, PostgresServer server, Joined joined, KernelLock lease, EmbeddedPostgresOptions options, Action<string> say)
    {
        _folders = folders;
        _server = server;
        _address = ServerAddress.Of(joined.Server);
        _password = joined.Password;
        _database = options.Database;
        _say = say;
        _lease = lease;
        BinariesFolder = joined.BinariesFolder;
        MajorVersion = joined.Major;
    }

    /// <summary>To <see cref="EmbeddedPostgresOptions.Database"/> as the owner role, a superuser here; the password is inside.</summary>
    public string ConnectionString => ConnectionStringFor(_database);

    /// <summary>The folder of the server's programs.</summary>
    public string BinariesFolder { get; }

    /// <summary>PostgreSQL's major version, at least 15.</summary>
    public int MajorVersion { get; }

    /// <summary>The data folder of the server.</summary>
    public string DataFolder => _folders.Data;

    /// <summary>
    /// Starts the server, or joins the one another instance has started, and creates the database if it is missing.
    /// The first start on a machine takes one to three seconds, some more when PostgreSQL has to be fetched.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">There is no usable PostgreSQL, or the data folder cannot be used; the message says why
    /// and what to do.</exception>
    public static Task<EmbeddedPostgresCluster> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellation = default) =>
        StartAsync(options, PostgresPlaces.OfThisMachine(), cancellation);

    internal static async Task<EmbeddedPostgresCluster> StartAsync(
        EmbeddedPostgresOptions options, PostgresPlaces places, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var say = options.Say ?? (_ => { });
        var folders = new ClusterFolders(Path.GetFullPath(options.Root ?? ClusterFolders.DefaultRoot()));
        try
        {
            folders.Prepare();
            using var alone = await KernelLock.TakeAsync(folders.LockFile, say, cancellation);
            var origin = ClusterOrigin.Read(folders.OriginFile);
            var account = await ServerAccount.FindAsync(origin?.Account, cancellation);
            var server = new PostgresServer(folders, account, say);
            var joined = await JoinOrStartAsync(folders, account, server, new BinariesChoice(places, account, say), options, cancellation);
            var cluster = new EmbeddedPostgresCluster(folders, server, joined, Leases.Take(folders.Leases), options, say);
            try
            {
                await cluster.CreateDatabaseAsync(options.Database, cancellation);
                return cluster;
            }
            catch
            {
                await cluster.LeaveAsync();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                $"The private PostgreSQL cannot use the folder {folders.Root}: {e.Message} "
                + "It must belong to the account that starts the program, and to no other.");
        }
    }

    /// <summary>To another database of the same server as the owner role; the password is inside.</summary>
    public string ConnectionStringFor(string database)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        return _address.ConnectionString(database, ServerAddress.Owner, _password);
    }

    /// <summary>To a database as a role that <see cref="SettleRolesAsync"/> has settled; the password is inside.</summary>
    public string ConnectionStringFor(string database, string role)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        return _address.ConnectionString(database, role, ClusterRoles.PasswordOf(role, _folders));
    }

    /// <summary>
    /// Makes the roles that are missing. Each may sign in with a password of its own and has no other right than those it is granted; what
    /// it owned in the database, from a time before the roles were apart, becomes the owner's. Instances that share the server take turns.
    /// </summary>
    /// <param name="database">The database in which nothing is to be theirs.</param>
    /// <param name="roles">Plain names: lower-case letters, digits and _.</param>
    /// <param name="cancellation">Stops between roles.</param>
    public async Task SettleRolesAsync(string database, IReadOnlyCollection<string> roles, CancellationToken cancellation = default)
    {
        using var alone = await KernelLock.TakeAsync(_folders.LockFile, _say, cancellation);
        await ClusterRoles.SettleAsync(ConnectionStringFor(database), roles, _folders, cancellation);
    }

    /// <summary>Creates the database if it does not exist; several callers may do so at once.</summary>
    /// <exception cref="EmbeddedPostgresException">The server does not answer.</exception>
    public async Task CreateDatabaseAsync(string database, CancellationToken c = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        try
        {
            // Not from a pool: a pooled connection would outlive the server and be handed out dead after its next start.
            var maintenance = new NpgsqlConnectionStringBuilder(ConnectionStringFor("postgres")) { Pooling = false };
            await using var source = NpgsqlDataSource.Create(maintenance);
            await using var exists = source.CreateCommand("select 1 from pg_database where datname = $1");
            exists.Parameters.AddWithValue(database);
            if (await exists.ExecuteScalarAsync(c) is not null)
                return;
            var quoted = database.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = source.CreateCommand($"create database \"{quoted}\"");
            await create.ExecuteNonQueryAsync(c);
        }
        catch (PostgresException e) when (e.SqlState is DuplicateDatabase or UniqueViolation)
        {
            // Another instance was faster.
        }
        catch (NpgsqlException e)
        {
            throw new EmbeddedPostgresException($"The private PostgreSQL in {_folders.Root} does not answer as it should: {e.Message}");
        }
    }

    /// <summary>The full path of a tool beside the server's programs (pg_dump, psql), or null; a fetched PostgreSQL has none.</summary>
    public string? ToolPath(string tool)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        var path = PostgresBinaries.Tool(BinariesFolder, tool);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Gives up the lease; the last one stops the server. May be called more than once; never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lease is null)
            return;
        try
        {
            using var alone = await KernelLock.TakeAsync(_folders.LockFile, _say, CancellationToken.None);
            await LeaveAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EmbeddedPostgresException)
        {
            // The folder may be gone already. The lease ends with the process at the latest.
            _lease?.Dispose();
            _lease = null;
            _say($"Warning: the private PostgreSQL was not stopped in order: {e.Message}");
        }
    }

    private static async Task<Joined> JoinOrStartAsync(
        ClusterFolders folders,
        ServerAccount account,
        PostgresServer server,
        BinariesChoice choice,
        EmbeddedPostgresOptions options,
        CancellationToken cancellation)
    {
        var origin = ClusterOrigin.Read(folders.OriginFile);
        if (origin is not null && origin.Account is null != account.Name is null)
        {
            throw new EmbeddedPostgresException(
                $"The folder {folders.Root} was made by {(origin.Account is null ? "an ordinary account" : "root")}; "
                + "start the program as the same account, or choose another folder.");
        }
        if (folders.DataMajor() is not { } major)
        {
            var made = await NewCluster.MakeAsync(folders, account, choice, options.Say ?? (_ => { }), cancellation);
            return new Joined(await server.StartAsync(made, options, cancellation), made.Folder, made.Major, folders.Password());
        }
        if (await server.RunningAsync(cancellation) is { } running)
            return new Joined(running, origin?.BinariesFolder ?? "", major, folders.Password());

        var binaries = await choice.ForDataAsync(folders.Data, major, origin, cancellation);
        var password = folders.Password();
        if (origin is not null && origin.Account != account.Name)
            await account.OwnAsync([folders.Data], cancellation);
        var now = new ClusterOrigin(binaries.Folder, binaries.Version, account.Name);
        if (now != origin)
            now.Write(folders.OriginFile);
        return new Joined(await server.StartAsync(binaries, options, cancellation), binaries.Folder, major, password);
    }

    /// <summary>Under the lock: gives up the lease and stops the server when nobody else has one.</summary>
    private async Task LeaveAsync()
    {
        if (Interlocked.Exchange(ref _lease, null) is not { } lease)
            return;
        Leases.GiveUp(lease);
        if (Leases.CountLiving(_folders.Leases) == 0)
            await _server.StopAsync(PostgresBinaries.Tool(BinariesFolder, "pg_ctl"), CancellationToken.None);
    }

    private sealed record Joined(PostmasterFile Server, string BinariesFolder, int Major, string Password);
}
