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
    private readonly CheckedBatches batches = new();

    /// <summary>Checks the origin of the rows, on all processors.</summary>
    /// <param name="rows">Rows of one snapshot, hashed.</param>
    /// <param name="origins">Keys of the programs that record.</param>
    public CommittedEvents(IReadOnlyCollection<EventRow> rows, IReadOnlyList<VerifierKey> origins)
    {
        foreach (var row in rows.Where(row => !row.IsTombstone))
        {
            if (!plots.TryGetValue(row.Stream, out var own))
                plots[row.Stream] = own = [];
            own.Add(row);
        }

        Parallel.ForEach(plots.Chunk(PlotsAtOnce), some =>
        {
            foreach (var (plot, own) in some)
                Commits(plot, own, origins);
        });
        InOrder = plots.Values.All(static own => own.Zip(own.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence));
    }

    /// <summary>Whether the versions of every plot rise with the numbers.</summary>
    public bool InOrder { get; }

    /// <summary>Whether a signature of a known origin covers the row; a refused commit's number needs none.</summary>
    public static bool IsGenuine(EventRow row) => row.Broken is null && (row.IsTombstone || row.IsCovered);

    /// <summary>The rows of a plot, by version.</summary>
    public IReadOnlyList<EventRow> Of(Guid plot) => plots[plot];

    private void Commits(Guid plot, List<EventRow> rows, IReadOnlyList<VerifierKey> origins)
    {
        rows.Sort(static (one, other) => one.Version.CompareTo(other.Version));
        for (var at = 0; at < rows.Count; at++)
        {
            if (rows[at].Origin is not { } origin)
                continue;
            var commit = rows.Skip(at).Take(origin.Count).TakeWhile((row, place) => row.Version == rows[at].Version + place).ToArray();
            var unfinished = commit.Length < origin.Count && commit.Skip(1).All(row => row.Origin is null);
            if (!unfinished && !origin.Covers(origins, plot, rows[at].Version, [.. commit.Select(row => row.Hashes)], batches))
                continue;
            foreach (var row in commit)
            {
                row.IsUnfinished |= unfinished;
                row.IsCovered |= !unfinished;
            }
        }
    }
}
