using LandLedger.Proof;

namespace LandLedger.Verify.Logs;

/// <summary>Hashes of one level, one behind the other, as a tile holds them.</summary>
internal static class Hashes
{
    /// <summary>One of them.</summary>
    public static ReadOnlySpan<byte> At(this byte[] hashes, long index) => hashes.AsSpan((int)index * MerkleHash.Length, MerkleHash.Length);

    /// <summary>The root over the right edge of a tree: of each level of tiles the hashes that fill no tile.</summary>
    /// <param name="edge">Lowest level first; empty where a level ends with a full tile.</param>
    public static byte[] Root(IReadOnlyList<byte[]> edge)
    {
        byte[]? root = null;
        foreach (var hashes in edge)
        {
            var end = hashes.Length;
            var count = end / MerkleHash.Length;
            for (var part = 1; part <= count; part *= 2)
            {
                if ((count & part) == 0)
                    continue;
                var node = MerkleHash.RootOfTile(hashes.AsSpan(end - part * MerkleHash.Length, part * MerkleHash.Length));
                root = root is null ? node : MerkleHash.OfNode(node, root);
                end -= part * MerkleHash.Length;
            }
        }

        return root ?? MerkleHash.Empty;
    }
}
