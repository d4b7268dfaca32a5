using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary>What the leaves of a whole log say together: each plot's versions follow each other, and no number comes twice.</summary>
/// <remarks>Holds some 70 bytes for each plot and a bit for each number, so that a province fits into the memory of a laptop.</remarks>
internal sealed class PlotChains(long leaves, FindingList findings)
{
    // Rows that the store writes in the place of a commit it gave up; they belong to no plot.
    private const string Tombstone = "tombstone";

    private readonly Dictionary<Guid, Head> heads = [];
    private readonly SequenceNumbers numbers = new(leaves);
    private bool interrupted;

    private static ReadOnlySpan<byte> Zeros => new byte[MerkleHash.Length];

    /// <summary>Notes that leaves are missing here: what comes later may follow them.</summary>
    public void Interrupt() => interrupted = true;

    /// <summary>Notes that the plot this leaf names cannot be followed here: the leaf is not the one that was signed.</summary>
    public void Doubt(Leaf leaf) => heads[leaf.StreamId] = default;

    /// <summary>Holds the next leaf against those before it.</summary>
    public void Add(long index, Leaf leaf, ReadOnlySpan<byte> hash)
    {
        if (leaf.Kind is not (LeafKind.Event or LeafKind.LateEvent))
            return;
        if (!numbers.Add(leaf.Sequence))
            findings.Add(new Finding(LogFindingCodes.SequenceTwice).At(index, leaf));
        if (leaf.Type == Tombstone)
            return;
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(heads, leaf.StreamId, out var known);
        if (!(known && head.Version == 0))
            Follow(index, leaf, known ? head : null);
        head = new(leaf.Version, hash);
    }

    private void Follow(long index, Leaf leaf, Head? head)
    {
        var next = (head?.Version ?? 0) + 1;
        if (leaf.Version < next)
        {
            findings.Add(new Finding(FindingCodes.VersionOrder).At(index, leaf));
        }
        else if (leaf.Version > next)
        {
            if (!interrupted)
                findings.Add(new Finding(FindingCodes.VersionMissing, next, leaf.Version - 1).At(index, leaf));
        }
        else if (!(head is { } before ? before.Is(leaf.Previous) : Zeros.SequenceEqual(leaf.Previous)))
        {
            findings.Add(new Finding(FindingCodes.ChainBroken).At(index, leaf));
        }
    }

    // Without an array of its own: there are millions of them. Version 0: whatever comes next is taken as it is.
    private readonly struct Head(long version, ReadOnlySpan<byte> hash)
    {
        private readonly ulong first = Part(hash, 0), second = Part(hash, 1), third = Part(hash, 2), fourth = Part(hash, 3);

        public long Version { get; } = version;

        public bool Is(ReadOnlySpan<byte> hash) =>
            first == Part(hash, 0) && second == Part(hash, 1) && third == Part(hash, 2) && fourth == Part(hash, 3);

        private static ulong Part(ReadOnlySpan<byte> hash, int part) => BinaryPrimitives.ReadUInt64BigEndian(hash[(8 * part)..]);
    }
}
