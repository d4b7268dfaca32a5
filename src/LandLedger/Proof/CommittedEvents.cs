using System.Runtime.InteropServices;

namespace LandLedger.Proof;

/// <summary>
/// Events read in one snapshot, sorted into those that can be sealed, those that have to wait for the rest of their commit, and those
/// that are not genuine.
/// </summary>
public sealed class CommittedEvents
{
    // Plots that were signed together stand together; a worker that takes many of them at once checks their signature once.
    private const int PlotsAtOnce = 128;

    private readonly Dictionary<Guid, List<EventRow>> plots = [];

    /// <summary>Checks the origin of the rows, on all processors.</summary>
    /// <param name="rows">Rows of one snapshot, hashed.</param>
    /// <param name="origins">Keys of the programs that record.</param>
    public CommittedEvents(IReadOnlyCollection<EventRow> rows, IReadOnlyList<VerifierKey> origins)
    {
        foreach (var row in rows)
        {
            // It may have been looked at before, when the rest of its commit had not been read.
            row.IsCovered = row.IsUnfinished = false;
            if (row.IsTombstone)
                continue;
            ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(plots, row.Stream, out _);
            (own ??= []).Add(row);
        }

        Parallel.ForEach(plots.Chunk(PlotsAtOnce), some =>
        {
            var batches = new CheckedBatches();
            foreach (var (plot, own) in some)
                Commits(plot, own, origins, batches);
        });
        InOrder = plots.Values.All(IsInOrder);
    }

    /// <summary>Whether the versions of every plot rise with the numbers.</summary>
    public bool InOrder { get; }

    /// <summary>Whether a signature of a known origin covers the row; a refused commit's number needs none.</summary>
    public static bool IsGenuine(EventRow row) => row.Broken is null && (row.IsTombstone || row.IsCovered);

    /// <summary>Rows whose plot's version before was not read with them.</summary>
    public IEnumerable<EventRow> WithoutPrevious
    {
        get
        {
            foreach (var own in plots.Values)
            {
                for (var at = 0; at < own.Count; at++)
                {
                    if (own[at].Version > 1 && (at == 0 || own[at - 1].Version != own[at].Version - 1))
                        yield return own[at];
                }
            }
        }
    }

    private static void Commits(Guid plot, List<EventRow> rows, IReadOnlyList<VerifierKey> origins, CheckedBatches batches)
    {
        rows.Sort(static (one, other) => one.Version.CompareTo(other.Version));
        for (var at = 0; at < rows.Count; at++)
        {
            if (rows[at].Origin is not { } origin)
                continue;
            var commit = CollectionsMarshal.AsSpan(rows).Slice(at, Following(rows, at, origin.Count));
            var unfinished = commit.Length < origin.Count && !AnySigned(commit[1..]);
            if (!unfinished && !origin.Covers(origins, plot, rows[at].Version, Hashes(commit), batches))
                continue;
            foreach (var row in commit)
            {
                row.IsUnfinished |= unfinished;
                row.IsCovered |= !unfinished;
            }
        }
    }

    // How many rows from there on follow one another without a gap, this one included.
    private static int Following(List<EventRow> rows, int at, int most)
    {
        var count = 1;
        while (count < most && at + count < rows.Count && rows[at + count].Version == rows[at].Version + count)
            count++;
        return count;
    }

    private static bool AnySigned(ReadOnlySpan<EventRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Origin is not null)
                return true;
        }

        return false;
    }

    private static SignedEvent[] Hashes(ReadOnlySpan<EventRow> rows)
    {
        var hashes = new SignedEvent[rows.Length];
        for (var at = 0; at < hashes.Length; at++)
            hashes[at] = rows[at].Hashes;
        return hashes;
    }

    private static bool IsInOrder(List<EventRow> own)
    {
        for (var at = 1; at < own.Count; at++)
        {
            if (own[at].Sequence < own[at - 1].Sequence)
                return false;
        }

        return true;
    }
}
