using System.Runtime.InteropServices;
using LandLedger.Proof;

namespace LandLedger.Verify.Databases;

/// <summary>What a sound log says of the rows that a database must have: where each event stands, and how far each plot has come.</summary>
/// <remarks>Four bytes for each sequence number and some fifty for each plot.</remarks>
internal sealed class LogIndex(long leaves)
{
    /// <summary>Type of the row that a refused commit leaves.</summary>
    public const string Tombstone = "tombstone";

    private readonly long limit = 8 * leaves + (1 << 20);
    private readonly Dictionary<long, long> others = [];
    private readonly Dictionary<Guid, long> versions = [];
    private readonly Dictionary<Guid, long> statements = [];
    private uint[] places = [];

    /// <summary>The highest sequence number that is sealed.</summary>
    public long Highest { get; private set; }

    /// <summary>Sealed events.</summary>
    public long Events { get; private set; }

    /// <summary>The highest version of each plot.</summary>
    public IReadOnlyDictionary<Guid, long> Versions => versions;

    /// <summary>Leaf of each statement, by its identity.</summary>
    public IReadOnlyDictionary<Guid, long> Statements => statements;

    /// <summary>Streams that hold the rows of refused commits; they are no plots.</summary>
    public HashSet<Guid> Refused { get; } = [];

    /// <summary>Takes the next leaf.</summary>
    public void Add(long index, Leaf leaf)
    {
        if (leaf.Kind is not (LeafKind.Event or LeafKind.LateEvent))
        {
            statements[leaf.EventId] = index;
            return;
        }

        Events++;
        Highest = Math.Max(Highest, leaf.Sequence);
        Place(leaf.Sequence, index);
        if (leaf.Type == Tombstone)
        {
            Refused.Add(leaf.StreamId);
            return;
        }

        ref var version = ref CollectionsMarshal.GetValueRefOrAddDefault(versions, leaf.StreamId, out _);
        version = Math.Max(version, leaf.Version);
    }

    /// <summary>Where the event of a number stands in the log; null when it does not.</summary>
    public long? LeafOf(long sequence) => sequence >= 0 && sequence < limit
        ? sequence < places.Length && places[sequence] != 0 ? places[sequence] - 1L : null
        : others.TryGetValue(sequence, out var index) ? index : null;

    private void Place(long sequence, long index)
    {
        if (sequence < 0 || sequence >= limit || index >= uint.MaxValue)
        {
            others[sequence] = index;
            return;
        }

        if (sequence >= places.Length)
            Array.Resize(ref places, (int)Math.Min(Math.Max(sequence + 1, 2L * places.Length), Math.Max(limit, sequence + 1)));
        places[sequence] = (uint)(index + 1);
    }
}
