namespace LandLedger.Proof;

/// <summary>
/// Puts what was read into the log, one leaf after the other, each linked to its plot's last. Leaves are made when they are asked for, so
/// that the database can take the first while the last are not made yet.
/// </summary>
public sealed class SealingRound
{
    private readonly MerkleFrontier tree;
    private readonly IReadOnlyDictionary<long, Leaf> previous;
    private readonly IReadOnlySet<long> voids;
    private readonly Dictionary<Guid, (long Version, byte[] Hash)> last = [];
    private readonly List<HashedLeaf> leaves = [];
    private readonly List<(EventRow, string)> held = [];

    /// <summary>Nothing is sealed yet.</summary>
    /// <param name="tree">The log's tree; grows.</param>
    /// <param name="previous">Leaves of the events before, by the number of the event that follows.</param>
    /// <param name="voids">Numbers that had been given up.</param>
    public SealingRound(MerkleFrontier tree, IReadOnlyDictionary<long, Leaf> previous, IReadOnlySet<long> voids) =>
        (this.tree, this.previous, this.voids) = (tree, previous, voids);

    /// <summary>The leaves that were made.</summary>
    public IReadOnlyList<HashedLeaf> Leaves => leaves;

    /// <summary>Events that are held back from now on, and why.</summary>
    public IReadOnlyCollection<(EventRow Row, string Why)> Held => held;

    /// <summary>Seals what is genuine and holds what is not, while the leaves are taken.</summary>
    /// <param name="reading">What was read.</param>
    /// <returns>The new leaves with the number of their event.</returns>
    public IEnumerable<(long? Sequence, HashedLeaf Leaf)> Seal(Reading reading)
    {
        foreach (var row in InOrder([.. reading.Late, .. reading.Taken], reading.Events.InOrder))
        {
            if (Why(row) is { } why)
                held.Add((row, why));
            else
                yield return (row.Sequence, Seal(row, voids.Contains(row.Sequence) ? LeafKind.LateEvent : LeafKind.Event));
        }
    }

    /// <summary>Seals statements, in their order, while the leaves are taken.</summary>
    public IEnumerable<(long? Sequence, HashedLeaf Leaf)> Seal(IEnumerable<Statement> statements)
    {
        foreach (var made in statements)
            yield return (null, Add(made.ToLeaf()));
    }

    private HashedLeaf Seal(EventRow row, LeafKind kind)
    {
        byte[]? before = null;
        if (!row.IsTombstone && row.Version > 1)
            before = last.TryGetValue(row.Stream, out var own) ? own.Hash : previous[row.Sequence].Hash();
        var leaf = Add(row.ToLeaf(kind, before));
        if (row.Stream != Guid.Empty)
            last[row.Stream] = (row.Version, leaf.Hash);
        return leaf;
    }

    private HashedLeaf Add(Leaf leaf)
    {
        var hashed = HashedLeaf.Of(leaf.Encode());
        leaves.Add(hashed);
        tree.Add(hashed.Hash);
        return hashed;
    }

    private string? Why(EventRow row)
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
