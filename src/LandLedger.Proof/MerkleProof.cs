using System.Numerics;

namespace LandLedger.Proof;

/// <summary>Checks proofs as RFC 9162 2.1.3.2 and 2.1.4.2 say. Anything that is not exactly the proof is refused, never thrown upon.</summary>
public static class MerkleProof
{
    /// <summary>Whether a leaf stands at an index of the tree with this size and root.</summary>
    public static bool Includes(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> proof, byte[] root) =>
        index >= 0 && index < size && IsHash(leafHash) && IsHash(root) && proof.All(IsHash)
        && Root(index, size, leafHash, proof) is { } found && found.AsSpan().SequenceEqual(root);

    /// <summary>Whether the tree of the second size and root begins with the whole tree of the first.</summary>
    /// <remarks>A first size of 0 is refused: it would say nothing of either tree.</remarks>
    public static bool IsConsistent(long size1, long size2, byte[] root1, byte[] root2, IReadOnlyList<byte[]> proof)
    {
        if (size1 <= 0 || size1 > size2 || !IsHash(root1) || !IsHash(root2) || !proof.All(IsHash))
            return false;
        if (size1 == size2)
            return proof.Count == 0 && root1.AsSpan().SequenceEqual(root2);
        // A complete first tree is itself the node where the proof begins, and is not repeated in it.
        var at = 0;
        byte[] start;
        if (BitOperations.IsPow2(size1))
            start = root1;
        else if (proof.Count > 0)
            start = proof[at++];
        else
            return false;
        var node = size1 - 1;
        var last = size2 - 1;
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        var first = start;
        var second = start;
        for (; at < proof.Count; at++)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                first = MerkleHash.OfNode(proof[at], first);
                second = MerkleHash.OfNode(proof[at], second);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                second = MerkleHash.OfNode(second, proof[at]);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && first.AsSpan().SequenceEqual(root1) && second.AsSpan().SequenceEqual(root2);
    }

    /// <summary>The root to which a proof leads from a leaf; null when it is no proof for that place.</summary>
    /// <param name="index">The place.</param>
    /// <param name="size">Number of leaves.</param>
    /// <param name="leafHash">Hash of the leaf.</param>
    /// <param name="proof">From below.</param>
    /// <param name="known">Nodes that need not be worked out again, where there are any.</param>
    internal static byte[]? Root(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> proof, KnownNodes? known = null)
    {
        var node = index;
        var last = size - 1;
        var root = leafHash;
        foreach (var beside in proof)
        {
            if (last == 0)
                return null;
            if ((node & 1) == 1 || node == last)
            {
                root = known?.Of(beside, root) ?? MerkleHash.OfNode(beside, root);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                root = known?.Of(root, beside) ?? MerkleHash.OfNode(root, beside);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? root : null;
    }

    private static bool IsHash(byte[]? hash) => hash?.Length == MerkleHash.Length;
}
