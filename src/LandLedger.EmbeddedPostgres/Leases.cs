namespace LandLedger.EmbeddedPostgres;

/// <summary>Who uses the server: one locked file per instance. Called under the cluster's lock only, so that counting is sound.</summary>
internal static class Leases
{
    public static KernelLock Take(string folder) =>
        KernelLock.TryTake(Path.Combine(folder, $"{Environment.ProcessId}-{Guid.NewGuid():N}.lease"))
        ?? throw new EmbeddedPostgresException($"A new lease in {folder} is locked already; the locks of this file system do not work.");

    public static void GiveUp(KernelLock lease)
    {
        lease.Dispose();
        File.Delete(lease.Path);
    }

    /// <summary>Counts the leases of living processes and removes those of ended ones.</summary>
    public static int CountLiving(string folder)
    {
        var living = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.lease"))
        {
            var free = KernelLock.TryTake(path);
            if (free is null)
                living++;
            else
                GiveUp(free);
        }
        return living;
    }
}
