using System.Security.Cryptography;

namespace LandLedger.EmbeddedPostgres;

/// <summary>Makes the data folder and the password.</summary>
internal static class NewCluster
{
    /// <summary>Makes the cluster with the first PostgreSQL that can; one that finds its libraries missing, for example, cannot.</summary>
    public static async Task<PostgresBinaries> MakeAsync(
        ClusterFolders folders, ServerAccount account, BinariesChoice choice, Action<string> say, CancellationToken cancellation)
    {
        await account.MustReachAsync(folders.Root, cancellation);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await foreach (var binaries in choice.ForNewDataAsync(cancellation))
        {
            say($"Making a private PostgreSQL {binaries.Version} in {folders.Root} with the programs of {binaries.Folder}.");
            var outcome = await InitializeAsync(folders, account, binaries, password, cancellation);
            if (!outcome.Succeeded)
            {
                choice.PassOver(binaries.Folder, $"could not make a cluster: {outcome.LastWords}");
                continue;
            }
            await CompleteAsync(folders, account, binaries, password, cancellation);
            return binaries;
        }
        throw choice.NothingUsable();
    }

    private static async Task<Command.Outcome> InitializeAsync(
        ClusterFolders folders, ServerAccount account, PostgresBinaries binaries, string password, CancellationToken cancellation)
    {
        await folders.PrepareDataInTheMakingAsync(account, cancellation);
        var passwordForInitdb = Path.Combine(folders.Root, "password.new");
        try
        {
            ClusterFolders.WriteClosed(passwordForInitdb, password);
            await account.OwnAsync([passwordForInitdb], cancellation);
            var initdb = account.Run(
                binaries.Initdb,
                "--pgdata", folders.DataInTheMaking,
                "--username", ServerAddress.Owner,
                "--pwfile", passwordForInitdb,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions");
            return await (initdb with { Deadline = TimeSpan.FromMinutes(5) }).RunAsync(cancellation);
        }
        finally
        {
            File.Delete(passwordForInitdb);
        }
    }

    private static async Task CompleteAsync(
        ClusterFolders folders, ServerAccount account, PostgresBinaries binaries, string password, CancellationToken cancellation)
    {
        var settings = Path.Combine(folders.DataInTheMaking, "postgresql.conf");
        await File.AppendAllTextAsync(settings, $"\ninclude '../{Path.GetFileName(folders.SettingsFile)}'\n", cancellation);
        ClusterFolders.WriteClosed(folders.SecretFile, password);
        new ClusterOrigin(binaries.Folder, binaries.Version, account.Name).Write(folders.OriginFile);
        Directory.Move(folders.DataInTheMaking, folders.Data);
    }
}
