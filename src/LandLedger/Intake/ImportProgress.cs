using System.Collections.Concurrent;
using System.Threading.Channels;

namespace LandLedger.Intake;

/// <summary>Tells whoever watches a run what has become of it, inside this process. Nobody waits for a slow watcher.</summary>
public sealed class ImportProgress
{
    private readonly ConcurrentDictionary<Watch, byte> watches = new();

    /// <summary>How many watch.</summary>
    public int Watching => watches.Count;

    /// <summary>Says how a run stands now. A watcher that has not looked since the last time sees the latest only.</summary>
    public void Publish(ImportRun run)
    {
        foreach (var watch in watches.Keys.Where(watch => watch.Run == run.Id))
            watch.Latest.Writer.TryWrite(run);
    }

    /// <summary>Begins to watch a run; ends when it is disposed.</summary>
    public Watch Begin(Guid run)
    {
        var watch = new Watch(this, run);
        watches[watch] = 0;
        return watch;
    }

    /// <summary>One watcher of one run.</summary>
    public sealed class Watch(ImportProgress all, Guid run) : IDisposable
    {
        /// <summary>The run.</summary>
        public Guid Run => run;

        internal Channel<ImportRun> Latest { get; } = Channel.CreateBounded<ImportRun>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        /// <summary>The run as it was last said to be; null when nothing was said for as long as this.</summary>
        public async Task<ImportRun?> NextAsync(TimeSpan patience, CancellationToken cancellation)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(patience);
            try
            {
                return await Latest.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return null;
            }
        }

        /// <inheritdoc />
        public void Dispose() => all.watches.TryRemove(this, out _);
    }
}
