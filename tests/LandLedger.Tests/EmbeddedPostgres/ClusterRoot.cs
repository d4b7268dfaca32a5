using System.Diagnostics;
using LandLedger.EmbeddedPostgres;
using Npgsql;

namespace LandLedger.Tests.EmbeddedPostgres;

/// <summary>A folder for the clusters of one test. It takes what a failed test leaves behind, its server too, away with it.</summary>
public sealed class ClusterRoot : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llt-").FullName;

    public ClusterRoot()
    {
        // Run by root, the server is another account and has to get through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_home, File.GetUnixFileMode(_home) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>A name as people give them: not in ASCII, and with a space.</summary>
    public string Path => Beside("sổ đất");

    public string Data => System.IO.Path.Combine(Path, "data");

    public string PostmasterFile => System.IO.Path.Combine(Data, "postmaster.pid");

    public string OriginFile => System.IO.Path.Combine(Path, "origin.json");

    public bool ServerIsRunning => File.Exists(PostmasterFile);

    public EmbeddedPostgresOptions Options => new() { Root = Path };

    public int ServerPid => int.Parse(File.ReadLines(PostmasterFile).First(), System.Globalization.CultureInfo.InvariantCulture);

    public string Beside(string name) => System.IO.Path.Combine(_home, name);

    public Task<EmbeddedPostgresCluster> StartAsync() => EmbeddedPostgresCluster.StartAsync(Options);

    internal Task<EmbeddedPostgresCluster> StartAsync(PostgresPlaces places, Action<string>? say = null) =>
        EmbeddedPostgresCluster.StartAsync(Options with { Say = say }, places, CancellationToken.None);

    /// <summary>No PostgreSQL anywhere, and no npm.</summary>
    internal PostgresPlaces Nowhere => new(null, [], null, Beside("fetched"));

    /// <summary>A folder of shell scripts named like PostgreSQL's programs.</summary>
    public string Programs(string name, Func<string, string> script)
    {
        var folder = Directory.CreateDirectory(Beside(name)).FullName;
        foreach (var program in new[] { "initdb", "postgres", "pg_ctl" })
            Script(System.IO.Path.Combine(folder, program), script(program));
        return folder;
    }

    public static void Script(string path, string text)
    {
        File.WriteAllText(path, text);
        const UnixFileMode runnable = UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | runnable);
    }

    public static async Task<T> AskAsync<T>(string connectionString, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var source = NpgsqlDataSource.Create(unpooled);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task DoAsync(string connectionString, string sql)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var source = NpgsqlDataSource.Create(unpooled);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        if (ServerIsRunning)
            KillServer();
        try
        {
            Directory.Delete(_home, recursive: true);
        }
        catch (IOException)
        {
            // The children of a server killed a moment ago may still be writing; the temporary folder is the system's to clear.
        }
    }

    public void KillServer()
    {
        using var server = Process.GetProcessById(ServerPid);
        if (server.ProcessName.Contains("postgres", StringComparison.Ordinal))
            server.Kill();
    }
}
