
namespace LandLedger.Proof;

/// <summary>The hashes of RFC 6962 2.1: SHA-256, leaves and nodes told apart by their first byte.</summary>
public static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    /// <summary>Root of the tree without leaves.</summary>
    public static byte[] Empty => Sha256.Of([]);

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
        Sha256.Put(prefixed, hash);
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
        Sha256.Put(both, hash);
    }

    /// <summary>Root over as many hashes as a power of two, one behind the other, as a tile holds them.</summary>
    public static byte[] RootOfTile(ReadOnlySpan<byte> hashes)
    {
        var nodes = hashes.ToArray();
        for (var count = nodes.Length / Length; count > 1; count /= 2)
        {
            for (var at = 0; at < count; at += 2)
                OfNode(nodes.AsSpan(at * Length, Length), nodes.AsSpan((at + 1) * Length, Length), nodes.AsSpan(at / 2 * Length, Length));
        }

        return nodes[..Length];
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
