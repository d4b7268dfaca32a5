using System.Security.Cryptography;

namespace LandLedger.Proof;

/// <summary>The hashes of RFC 6962 2.1: SHA-256, leaves and nodes told apart by their first byte.</summary>
public static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    /// <summary>Root of the tree without leaves.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>Hash of a leaf.</summary>
    public static byte[] OfLeaf(ReadOnlySpan<byte> entry)
    {
        var prefixed = entry.Length < 1024 ? stackalloc byte[entry.Length + 1] : new byte[entry.Length + 1];
        prefixed[0] = 0;
        entry.CopyTo(prefixed[1..]);
        return SHA256.HashData(prefixed);
    }

    /// <summary>Hash of a node over its two children.</summary>
    public static byte[] OfNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + 2 * Length];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Length)..]);
        return SHA256.HashData(both);
    }

    /// <summary>Root over leaf hashes.</summary>
    public static byte[] Root(IEnumerable<byte[]> leafHashes)
    {
        var frontier = new MerkleFrontier();
        foreach (var leaf in leafHashes)
            frontier.Add(leaf);
        return frontier.Root();
    }
}
