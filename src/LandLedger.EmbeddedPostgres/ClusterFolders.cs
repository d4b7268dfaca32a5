namespace LandLedger.EmbeddedPostgres;

/// <summary>What lies where below the root folder.</summary>
internal sealed record ClusterFolders(string Root)
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Closed | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Data => Path.Combine(Root, "data");

    /// <summary>Where a cluster is made. It becomes <see cref="Data"/> by one rename: half a cluster is never taken for one.</summary>
    public string DataInTheMaking => Path.Combine(Root, "data.new");

    /// <summary>The socket's folder, closed to every other account.</summary>
    public string Run => Path.Combine(Root, "run");

    public string Logs => Path.Combine(Root, "log");

    public string ServerLog => Path.Combine(Logs, "server.log");

    public string Leases => Path.Combine(Root, "leases");

    public string LockFile => Path.Combine(Leases, "lock");

    public string SecretFile => Path.Combine(Root, "secret");

    /// <summary>The password of a role beside the owner.</summary>
    public string SecretFileOf(string role) => $"{SecretFile}.{role}";

    public string OriginFile => Path.Combine(Root, "origin.json");

    /// <summary>
    /// The server's settings. Beside the data, not inside: what lies inside belongs to the server's account, and root must not write
    /// through a name that account could have turned into a link.
    /// </summary>
    public string SettingsFile => Path.Combine(Root, "server.conf");

    /// <summary>The major version that made the data, or null when there are none yet.</summary>
    public int? DataMajor()
    {
        var file = Path.Combine(Data, "PG_VERSION");
        if (!File.Exists(file))
            return null;
        var text = File.ReadAllText(file).Trim();
        return int.TryParse(text.Split('.')[0], out var major)
            ? major
            : throw new EmbeddedPostgresException($"{file} does not say which PostgreSQL made the data; restore the folder from a backup.");
    }

    /// <summary>The password of the owner role.</summary>
    public string Password() => File.Exists(SecretFile)
        ? File.ReadAllText(SecretFile)
        : throw new EmbeddedPostgresException($"There are data in {Data}, but the file with their password, {SecretFile}, is gone.");

    /// <summary>The folder of a person, or of root, when the options name none.</summary>
    public static string DefaultRoot() =>
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
            ? "/var/lib/landledger-embedded"
            : Path.Combine(
                // Without Create the answer is empty on a fresh account, whose ~/.local/share does not exist yet.
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
                "landledger",
                "postgres");

    /// <summary>Makes the folders this process needs before it may take the lock.</summary>
    public void Prepare()
    {
        // pg_ctl starts the server through a shell and quotes its paths with nothing but quotation marks.
        if (!OperatingSystem.IsWindows() && Root.AsSpan().IndexOfAny("\"$`\\\n") >= 0)
            throw new EmbeddedPostgresException($"The folder {Root} has a character in its name that a shell would take for its own.");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Leases);
            return;
        }
        if (Environment.IsPrivilegedProcess)
        {
            // The server's account passes through to data, run and log, and can list nothing.
            Directory.CreateDirectory(Root, Passable);
            var mode = File.GetUnixFileMode(Root);
            if ((mode | Passable) != mode)
                File.SetUnixFileMode(Root, mode | Passable);
        }
        else
        {
            Directory.CreateDirectory(Root, Closed);
        }
        Directory.CreateDirectory(Leases, Closed);
    }

    /// <summary>Makes (again) the folders the server writes to, and gives them to its account.</summary>
    public async Task PrepareServerFoldersAsync(ServerAccount account, CancellationToken cancellation)
    {
        string[] folders = [Run, Logs];
        foreach (var folder in folders)
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                continue;
            }
            Directory.CreateDirectory(folder, Closed);
            File.SetUnixFileMode(folder, Closed);
        }
        await account.OwnAsync(folders, cancellation);
        await account.MustReachAsync(Run, cancellation);
    }

    /// <summary>Makes an empty folder for initdb, owned by the server's account.</summary>
    public async Task PrepareDataInTheMakingAsync(ServerAccount account, CancellationToken cancellation)
    {
        if (Directory.Exists(DataInTheMaking))
            Directory.Delete(DataInTheMaking, recursive: true);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(DataInTheMaking);
        else
            Directory.CreateDirectory(DataInTheMaking, Closed);
        await account.OwnAsync([DataInTheMaking], cancellation);
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    public static void WriteClosed(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }
}
