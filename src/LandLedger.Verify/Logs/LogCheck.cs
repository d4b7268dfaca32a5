using System.Runtime.ExceptionServices;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary>Judges every file of a log against its checkpoint, and what its leaves say together.</summary>
internal sealed class LogCheck
{
    // How many bundles are read at once: some 16,000 leaves, a few megabytes.
    private const int Batch = 64;

    private readonly LogFiles files;
    private readonly Checkpoint checkpoint;
    private readonly FindingList findings = new();
    private readonly PlotChains chains;
    private readonly Action<long, Leaf> seen;
    private long ours;
    private long foreign;

    /// <summary>Judges the log in a folder.</summary>
    /// <param name="folder">The log.</param>
    /// <param name="checkpoint">What its files have to make.</param>
    /// <param name="seen">Is told of each leaf of this ledger that the tree holds, in order.</param>
    /// <exception cref="Unusable">The checkpoint speaks of more leaves than this program takes.</exception>
    public LogCheck(string folder, Checkpoint checkpoint, Action<long, Leaf>? seen = null)
    {
        this.seen = seen ?? (static (_, _) => { });
        if (checkpoint.Size > LogShape.MostLeaves)
            throw new Unusable("Nhật ký quá lớn đối với chương trình này.", "The log is too large for this program.");
        this.checkpoint = checkpoint;
        files = new(folder, checkpoint.Size);
        chains = new(checkpoint.Size, findings);
    }

    /// <summary>How many entries were looked at.</summary>
    public long Checked => ours + foreign;

    /// <summary>Reads everything.</summary>
    public IReadOnlyList<Finding> Run()
    {
        var levels = new TreeLevels(files, checkpoint, findings);
        var full = checkpoint.Size / TilePath.Width;
        var read = Read(0, full);
        while (read.Length > 0)
        {
            // What follows is read while this is judged, which only one can do.
            var taken = read;
            Together(
                () =>
                {
                    foreach (var entries in taken)
                        Take(entries, levels.Add(entries));
                },
                () => read = Read(taken[^1].Index + 1, full));
        }

        var last = checkpoint.Size % TilePath.Width > 0 ? Entries.Read(files, full) : null;
        var wrong = levels.Finish(last);
        if (last is not null)
            Take(last, wrong);
        if (foreign > 0)
            findings.Add(new(LogFindingCodes.ForeignEntries, foreign));
        return findings.All();
    }

    private Entries[] Read(long first, long full)
    {
        var batch = new Entries[Math.Min(Batch, full - first)];
        Together([.. batch.Select((_, at) => (Action)(() => batch[at] = Entries.Read(files, first + at)))]);
        return batch;
    }

    private static void Together(params Action[] work)
    {
        try
        {
            Parallel.Invoke(work);
        }
        catch (AggregateException faults)
        {
            // What went wrong, and not that several things were done at once.
            ExceptionDispatchInfo.Throw(faults.Flatten().InnerExceptions[0]);
        }
    }

    private void Take(Entries entries, IReadOnlyList<int> wrong)
    {
        if (entries.Computed is not { } hashes)
        {
            var last = Math.Min(entries.First + TilePath.Width, checkpoint.Size) - 1;
            findings.Add(new(entries.Bundle.IsCut ? LogFindingCodes.BundleCut : LogFindingCodes.BundleMissing, entries.First, last)
            {
                File = entries.Bundle.Path, LeafIndex = entries.First,
            });
            chains.Interrupt();
            return;
        }

        foreach (var unknown in entries.Unknown)
            findings.Add(new Finding(LogFindingCodes.LeafUnknown) { File = entries.Bundle.Path }.At(entries.First + unknown, null));
        for (var entry = 0; entry < entries.Leaves.Length; entry++)
        {
            if (entries.Leaves[entry] is not { } leaf)
            {
                foreign++;
                continue;
            }

            ours++;
            if (wrong.Contains(entry))
            {
                chains.Doubt(leaf);
            }
            else
            {
                chains.Add(entries.First + entry, leaf, hashes.At(entry));
                seen(entries.First + entry, leaf);
            }
        }

        foreign -= entries.Unknown.Count;
        ours += entries.Unknown.Count;
    }
}
