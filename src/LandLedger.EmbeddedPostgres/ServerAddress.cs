using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace LandLedger.EmbeddedPostgres;

/// <summary>Where the server listens: a socket in a closed folder, or a port of 127.0.0.1. Either way it asks for the password.</summary>
internal sealed record ServerAddress(string? SocketFolder, int Port)
{
    public const string Owner = "ledger_owner";
    private const string TemporaryPrefix = "landledger-";
    private const int SocketPort = 5432; // Only a part of the socket's file name.

    // The kernels take 104 (macOS) to 108 (Linux) bytes.
    private const int LongestSocketPath = 100;

    public static ServerAddress Of(PostmasterFile file) =>
        file.SocketFolder.Length > 0 ? new(file.SocketFolder, file.Port) : new((string?)null, file.Port);

    /// <summary>An address for a server about to start; a closed temporary folder where the root's path is too long for a socket.</summary>
    public static async Task<ServerAddress> ChooseAsync(
        bool loopback, string run, ServerAccount account, CancellationToken cancellation)
    {
        if (loopback || OperatingSystem.IsWindows())
            return new((string?)null, FreePort());
        if (FitsSocket(run))
            return new(run, SocketPort);
        var temporary = Directory.CreateTempSubdirectory(TemporaryPrefix).FullName;
        if (!FitsSocket(temporary))
        {
            Directory.Delete(temporary);
            return new((string?)null, FreePort());
        }
        await account.OwnAsync([temporary], cancellation);
        return new(temporary, SocketPort);
    }

    /// <summary>The lines of postgresql.conf for it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings() =>
    [
        new("listen_addresses", SocketFolder is null ? "127.0.0.1" : ""),
        new("port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("unix_socket_directories", SocketFolder ?? ""),
    ];

    public string ConnectionString(string database, string role, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketFolder ?? IPAddress.Loopback.ToString(),
        Port = Port,
        Database = database,
        Username = role,
        Password = password,
        // Nothing leaves the machine; asking for either would cost a round trip, or a library that is not there.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Removes what a server that is gone has left at its address.</summary>
    public static void CleanUp(string run, string? socketFolder)
    {
        RemoveSockets(run);
        // The name comes from a file of the server's account: only a folder made by ChooseAsync is touched.
        var isOurs = Path.GetDirectoryName(socketFolder) == Path.GetDirectoryName(Path.Combine(Path.GetTempPath(), "x"))
            && Path.GetFileName(socketFolder)!.StartsWith(TemporaryPrefix, StringComparison.Ordinal);
        if (!isOurs || !Directory.Exists(socketFolder))
            return;
        RemoveSockets(socketFolder);
        Directory.Delete(socketFolder);
    }

    private static void RemoveSockets(string folder)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, ".s.PGSQL.*") : [])
            File.Delete(file);
    }

    /// <summary>A comma would part two hosts, for the server and for the client.</summary>
    private static bool FitsSocket(string folder) =>
        Encoding.UTF8.GetByteCount(Path.Combine(folder, $".s.PGSQL.{SocketPort}")) <= LongestSocketPath
        && !folder.Contains(',', StringComparison.Ordinal);

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
