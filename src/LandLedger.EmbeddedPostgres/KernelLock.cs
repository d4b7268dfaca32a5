namespace LandLedger.EmbeddedPostgres;

/// <summary>
/// A file held open with a lock of the kernel. The kernel gives it up when the holder ends, however it ends, so a killed process
/// leaves nothing behind that anybody has to judge stale.
/// </summary>
internal sealed class KernelLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly FileStream _file;

    private KernelLock(FileStream file) => _file = file;

    public string Path => _file.Name;

    /// <summary>The lock, or null when a living process (or another instance in this one) holds it.</summary>
    public static KernelLock? TryTake(string path)
    {
        try
        {
            return new KernelLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>The lock, as soon as it is free.</summary>
    public static async Task<KernelLock> TakeAsync(string path, Action<string> say, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        var said = false;
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            var waited = TimeProvider.System.GetElapsedTime(started);
            if (waited > Patience)
            {
                throw new EmbeddedPostgresException(
                    $"Another process has held {path} for {Patience.TotalMinutes:0} minutes; end it and start again.");
            }
            if (!said && waited > TimeSpan.FromSeconds(1))
            {
                say("Another instance is starting or stopping the private PostgreSQL; waiting for it.");
                said = true;
            }
            // The lock belongs to another process, and no system tells when it is let go.
            await Task.Delay(TimeSpan.FromMilliseconds(25), cancellation);
        }
    }

    public void Dispose() => _file.Dispose();
}
