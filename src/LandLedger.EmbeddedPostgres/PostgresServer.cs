using System.Globalization;

namespace LandLedger.EmbeddedPostgres;

/// <summary>The server of one data folder. Every call is made under the cluster's lock.</summary>
internal sealed class PostgresServer(ClusterFolders folders, ServerAccount account, Action<string> say)
{
    private const int StartSeconds = 600; // Recovery after a power cut reads all that was written since the last checkpoint.
    private const int StopSeconds = 120;
    private const int PortAttempts = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OrphanPatience = TimeSpan.FromSeconds(10);

    /// <summary>The running server, or null; one that is starting or stopping is waited for.</summary>
    public async Task<PostmasterFile?> RunningAsync(CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var file = PostmasterFile.TryRead(folders.Data);
            var living = await ServerProcesses.OfAsync(folders.Data, file, account, cancellation);
            if (living.Count == 0)
                return null;
            var waited = TimeProvider.System.GetElapsedTime(began);
            if (file is not null && living.Contains(file.Pid))
            {
                if (file.IsReady)
                    return file;
                if (waited.TotalSeconds > StartSeconds)
                    throw new EmbeddedPostgresException($"The server in {folders.Data} neither starts nor stops. {LogTail()}");
            }
            else if (waited > OrphanPatience)
            {
                // The server is dead, its children usually end at once; one in a long query does not notice.
                ServerProcesses.Kill(living);
            }
            // Another process starts or stops it, and tells only by its file.
            await Task.Delay(Poll, cancellation);
        }
    }

    /// <summary>Starts the server where none runs.</summary>
    public async Task<PostmasterFile> StartAsync(
        PostgresBinaries binaries, EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        await folders.PrepareServerFoldersAsync(account, cancellation);
        for (var attempt = 1; ; attempt++)
        {
            CleanUpAfterTheDead();
            var address = await ServerAddress.ChooseAsync(options.UseLoopback, folders.Run, account, cancellation);
            WriteSettings(ServerSettings.Text(options.ServerSettings, address));
            var outcome = await PgCtl(binaries.PgCtl, StartSeconds, "--log", folders.ServerLog, "start").RunAsync(cancellation);
            if (outcome.Succeeded && PostmasterFile.TryRead(folders.Data) is { } file)
                return file;
            // Between choosing a port and listening on it another program may have taken it.
            if (address.SocketFolder is null && attempt < PortAttempts)
                continue;
            throw new EmbeddedPostgresException($"PostgreSQL {binaries.Version} does not start on {folders.Data}. {LogTail()}");
        }
    }

    /// <summary>Stops the server; what is committed is on the disk, what is open is rolled back.</summary>
    public async Task StopAsync(string pgCtl, CancellationToken cancellation)
    {
        var file = PostmasterFile.TryRead(folders.Data);
        if (file is null)
            return;
        // An update of the machine may have removed the programs under the running server.
        var stop = File.Exists(pgCtl) || OperatingSystem.IsWindows()
            ? PgCtl(pgCtl, StopSeconds, "--mode=fast", "stop")
            : new Command("kill", "-INT", file.Pid.ToString(CultureInfo.InvariantCulture));
        var outcome = await stop.RunAsync(cancellation);
        if (!outcome.Succeeded && File.Exists(PostmasterFile.PathIn(folders.Data)))
            say($"Warning: the private PostgreSQL did not stop: {outcome.LastWords}");
        else
            ServerAddress.CleanUp(folders.Run, file.SocketFolder);
    }

    private Command PgCtl(string program, int seconds, params string[] arguments)
    {
        var timeout = seconds.ToString(CultureInfo.InvariantCulture);
        return account.Run(program, ["--pgdata", folders.Data, "--silent", "--wait", "--timeout", timeout, .. arguments]) with
        {
            Deadline = TimeSpan.FromSeconds(seconds + 30),
            LeavesServerBehind = true,
        };
    }

    /// <summary>
    /// Called when no process of the server lives: its files would make PostgreSQL refuse to start where their number lives on as a
    /// zombie or in another program.
    /// </summary>
    private void CleanUpAfterTheDead()
    {
        var socketFolder = PostmasterFile.TryRead(folders.Data)?.SocketFolder;
        File.Delete(PostmasterFile.PathIn(folders.Data));
        ServerAddress.CleanUp(folders.Run, socketFolder);
        if (File.Exists(folders.ServerLog))
            File.Move(folders.ServerLog, folders.ServerLog + ".before", overwrite: true);
    }

    private void WriteSettings(string text)
    {
        File.WriteAllText(folders.SettingsFile, text);
        if (!OperatingSystem.IsWindows() && account.Name is not null)
        {
            const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            File.SetUnixFileMode(folders.SettingsFile, readable);
        }
    }

    private string LogTail()
    {
        if (!File.Exists(folders.ServerLog))
            return "It wrote no log.";
        var last = File.ReadLines(folders.ServerLog).TakeLast(5).Select(line => line.Trim());
        return $"The last lines of {folders.ServerLog}: {string.Join(" | ", last)}";
    }
}
