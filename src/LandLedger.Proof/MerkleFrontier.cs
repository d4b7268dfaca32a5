using System.Numerics;

namespace LandLedger.Proof;

/// <summary>
/// The right edge of a growing tree: the roots of its complete subtrees, largest first. Enough to add leaves and to know the root,
/// without the tree.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<byte[]> edge = [];

    /// <summary>An empty tree.</summary>
    public MerkleFrontier()
    {
    }

    /// <summary>A tree that was left at a size.</summary>
    /// <param name="size">Its leaves.</param>
    /// <param name="state">What <see cref="State"/> gave at that size.</param>
    /// <exception cref="FormatException">The state does not belong to a tree of that size.</exception>
    public MerkleFrontier(long size, ReadOnlySpan<byte> state)
    {
        if (size < 0 || state.Length != BitOperations.PopCount((ulong)size) * MerkleHash.Length)
            throw new FormatException("The edge of the tree does not fit its size.");
        Size = size;
        for (var at = 0; at < state.Length; at += MerkleHash.Length)
            edge.Add(state.Slice(at, MerkleHash.Length).ToArray());
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds one leaf.</summary>
    /// <param name="leafHash">Its hash.</param>
    public void Add(byte[] leafHash)
    {
        var node = leafHash;
        for (var complete = Size; (complete & 1) == 1; complete >>= 1)
        {
            node = MerkleHash.OfNode(edge[^1], node);
            edge.RemoveAt(edge.Count - 1);
        }

        edge.Add(node);
        Size++;
    }

    /// <summary>The root of the whole tree.</summary>
    public byte[] Root()
    {
        if (edge.Count == 0)
            return MerkleHash.Empty;
        var root = edge[^1];
        for (var at = edge.Count - 2; at >= 0; at--)
            root = MerkleHash.OfNode(edge[at], root);
        return root;
    }

    /// <summary>What is needed to go on later.</summary>
    public byte[] State() => [.. edge.SelectMany(hash => hash)];
}
