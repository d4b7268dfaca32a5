using System.Collections.Concurrent;

namespace LandLedger.Proof;

/// <summary>
/// Events read in one snapshot, sorted into those that can be sealed, those that have to wait for the rest of their commit, and those
/// that are not genuine.
/// </summary>
public sealed class CommittedEvents
{
    private readonly Dictionary<Guid, List<EventRow>> plots = [];
    private readonly HashSet<EventRow> covered = [];
    private readonly HashSet<EventRow> unfinished = [];

    /// <summary>Hashes the rows and checks their origin, on all processors.</summary>
    /// <param name="rows">Rows of one snapshot.</param>
    /// <param name="origins">Keys of the programs that record.</param>
    public CommittedEvents(IReadOnlyCollection<EventRow> rows, IReadOnlyList<VerifierKey> origins)
    {
        Parallel.ForEach(Partitioner.Create(rows), row => row.Hash());
        foreach (var row in rows.Where(row => !row.IsTombstone))
        {
            if (!plots.TryGetValue(row.Stream, out var own))
                plots[row.Stream] = own = [];
            own.Add(row);
        }

        var found = new ConcurrentBag<(EventRow[] Events, bool Finished)>();
        Parallel.ForEach(plots, plot => Commits(plot.Key, plot.Value, origins, found));
        foreach (var (events, finished) in found)
            (finished ? covered : unfinished).UnionWith(events);
    }

    /// <summary>Whether a signature of a known origin covers the row; a refused commit's number needs none.</summary>
    public bool IsGenuine(EventRow row) => row.Broken is null && (row.IsTombstone || covered.Contains(row));

    /// <summary>Whether the row belongs to a commit of which not all rows were read.</summary>
    public bool IsUnfinished(EventRow row) => unfinished.Contains(row);

    /// <summary>The rows of a plot, by version.</summary>
    public IReadOnlyList<EventRow> Of(Guid plot) => plots[plot];

    private static void Commits(
        Guid plot, List<EventRow> rows, IReadOnlyList<VerifierKey> origins, ConcurrentBag<(EventRow[], bool)> found)
    {
        rows.Sort(static (one, other) => one.Version.CompareTo(other.Version));
        for (var at = 0; at < rows.Count; at++)
        {
            if (rows[at].Origin is not { } origin)
                continue;
            var commit = rows.Skip(at).Take(origin.Count).TakeWhile((row, place) => row.Version == rows[at].Version + place).ToArray();
            if (commit.Length < origin.Count && commit.Skip(1).All(row => row.Origin is null))
                found.Add((commit, false));
            else if (origin.Covers(origins, plot, rows[at].Version, [.. commit.Select(row => row.Hashes)]))
                found.Add((commit, true));
        }
    }
}
