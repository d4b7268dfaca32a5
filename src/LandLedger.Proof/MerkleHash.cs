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
        var hash = new byte[Length];
        OfLeaf(entry, hash);
        return hash;
    }

    /// <summary>Puts the hash of a leaf where it belongs.</summary>
    public static void OfLeaf(ReadOnlySpan<byte> entry, Span<byte> hash)
    {
        var prefixed = entry.Length < 1024 ? stackalloc byte[entry.Length + 1] : new byte[entry.Length + 1];
        prefixed[0] = 0;
        entry.CopyTo(prefixed[1..]);
        SHA256.HashData(prefixed, hash);
    }

    /// <summary>Hash of a node over its two children.</summary>
    public static byte[] OfNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var hash = new byte[Length];
        OfNode(left, right, hash);
        return hash;
    }

    /// <summary>Puts the hash of a node where it belongs, which may be in the place of a child.</summary>
    public static void OfNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        Span<byte> both = stackalloc byte[1 + 2 * Length];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Length)..]);
        SHA256.HashData(both, hash);
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
