namespace LandLedger.Proof;

/// <summary>Puts what was read into the log, one leaf after the other, each linked to its plot's last.</summary>
public sealed class SealingRound
{
    private readonly MerkleFrontier tree;
    private readonly Dictionary<Guid, (long Version, byte[] Hash)> last = [];
    private readonly List<(long?, HashedLeaf)> leaves = [];
    private readonly List<(EventRow, string)> held = [];

    /// <summary>Seals what is genuine and holds what is not.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="tree">The log's tree; grows.</param>
    /// <param name="previous">Leaves of the events before, by the number of the event that follows.</param>
    /// <param name="voids">Numbers that had been given up.</param>
    public SealingRound(Reading reading, MerkleFrontier tree, IReadOnlyDictionary<long, Leaf> previous, IReadOnlySet<long> voids)
    {
        this.tree = tree;
        foreach (var row in InOrder([.. reading.Late, .. reading.Taken], reading.Events.InOrder))
        {
            if (Why(row, previous) is not { } why)
                Seal(row, voids.Contains(row.Sequence) ? LeafKind.LateEvent : LeafKind.Event, previous);
            else
                held.Add((row, why));
        }
    }

    /// <summary>The new leaves with the number of their event, if they are one.</summary>
    public IReadOnlyList<(long? Sequence, HashedLeaf Leaf)> Leaves => leaves;

    /// <summary>Events that are held back from now on, and why.</summary>
    public IReadOnlyCollection<(EventRow Row, string Why)> Held => held;

    /// <summary>Adds one more leaf.</summary>
    /// <returns>Its index.</returns>
    public long Add(Leaf leaf)
    {
        var hashed = HashedLeaf.Of(leaf.Encode());
        leaves.Add((leaf.Sequence == 0 ? null : leaf.Sequence, hashed));
        tree.Add(hashed.Hash);
        if (leaf.StreamId != Guid.Empty)
            last[leaf.StreamId] = (leaf.Version, hashed.Hash);
        return tree.Size - 1;
    }

    private void Seal(EventRow row, LeafKind kind, IReadOnlyDictionary<long, Leaf> previous)
    {
        byte[]? before = null;
        if (!row.IsTombstone && row.Version > 1)
            before = last.TryGetValue(row.Stream, out var own) ? own.Hash : previous[row.Sequence].Hash();
        Add(row.ToLeaf(kind, before));
    }

    private string? Why(EventRow row, IReadOnlyDictionary<long, Leaf> previous)
    {
        if (row.Broken is { } broken)
            return broken;
        if (!CommittedEvents.IsGenuine(row))
            return "origin-missing";
        if (row.IsTombstone || row.Version == 1)
            return null;
        var follows = last.TryGetValue(row.Stream, out var own)
            ? own.Version == row.Version - 1
            : previous.TryGetValue(row.Sequence, out var leaf) && leaf.StreamId == row.Stream && leaf.Version == row.Version - 1;
        return follows ? null : "previous-missing";
    }

    // By number, but never a plot's version before an earlier one of the same plot.
    private static IEnumerable<EventRow> InOrder(List<EventRow> rows, bool already)
    {
        rows.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        return already ? rows : VersionsInOrder(rows);
    }

    private static IEnumerable<EventRow> VersionsInOrder(List<EventRow> rows)
    {
        var byVersion = rows.Where(row => !row.IsTombstone).GroupBy(row => row.Stream)
            .ToDictionary(plot => plot.Key, plot => new Queue<EventRow>(plot.OrderBy(row => row.Version)));
        foreach (var row in rows)
            yield return row.IsTombstone ? row : byVersion[row.Stream].Dequeue();
    }
}
