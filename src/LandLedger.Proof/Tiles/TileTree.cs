using System.Numerics;

namespace LandLedger.Proof.Tiles;

/// <summary>The tree of a log at one size, read from its tiles: roots and proofs without the leaves.</summary>
/// <param name="tiles">The log.</param>
/// <param name="size">Number of leaves; the log may have more.</param>
public sealed class TileTree(TileFolder tiles, long size)
{
    private readonly Dictionary<(int Level, long Index), byte[]> read = [];

    /// <summary>Number of leaves.</summary>
    public long Size => size;

    /// <summary>The root.</summary>
    /// <exception cref="FormatException">A tile is missing or damaged.</exception>
    public byte[] Root() => size == 0 ? MerkleHash.Empty : Subtree(0, size);

    /// <summary>Hash of a leaf.</summary>
    /// <exception cref="FormatException">A tile is missing or damaged.</exception>
    public byte[] Leaf(long index) => Node(0, index);

    /// <summary>The proof that a leaf stands where it stands (RFC 6962 2.1.1).</summary>
    /// <param name="index">Index of the leaf, below the size.</param>
    /// <exception cref="FormatException">A tile is missing or damaged.</exception>
    public IReadOnlyList<byte[]> Inclusion(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<byte[]>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                proof.Add(Subtree(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Subtree(start, middle));
                start = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The proof that this tree begins with a smaller one (RFC 6962 2.1.2).</summary>
    /// <param name="earlier">Size of the smaller tree, from 1 to the size.</param>
    /// <exception cref="FormatException">A tile is missing or damaged.</exception>
    public IReadOnlyList<byte[]> Consistency(long earlier)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(earlier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlier, size);
        var proof = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end != earlier)
        {
            var middle = start + Split(end - start);
            if (earlier <= middle)
            {
                proof.Add(Subtree(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Subtree(start, middle));
                start = middle;
            }
        }

        if (start > 0)
            proof.Add(Subtree(start, end));
        proof.Reverse();
        return proof;
    }

    private byte[] Subtree(long start, long end)
    {
        var leaves = end - start;
        if (BitOperations.IsPow2(leaves))
        {
            var level = BitOperations.Log2((ulong)leaves);
            return Node(level, start >> level);
        }

        var middle = start + Split(leaves);
        return MerkleHash.OfNode(Subtree(start, middle), Subtree(middle, end));
    }

    /// <summary>The root of a complete subtree, from the tile that holds it or what is below it.</summary>
    /// <param name="level">How many levels above the leaves.</param>
    /// <param name="index">Its number in that level.</param>
    /// <exception cref="FormatException">A tile is missing or damaged.</exception>
    public byte[] Node(int level, long index)
    {
        var tileLevel = level / 8;
        var within = level % 8;
        var first = index << within;
        var hashes = Tile(tileLevel, first / TilePath.Width);
        return Folded(hashes.AsSpan((int)(first % TilePath.Width) * MerkleHash.Length, MerkleHash.Length << within));
    }

    private byte[] Tile(int level, long index)
    {
        if (!read.TryGetValue((level, index), out var hashes))
        {
            hashes = tiles.Hashes(size, level, index)
                ?? throw new FormatException($"Tile {TilePath.Of(level, index, TilePath.WidthIn(size, level, index))} is missing.");
            read[(level, index)] = hashes;
        }

        return hashes;
    }

    private static byte[] Folded(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == MerkleHash.Length)
            return hashes.ToArray();
        var half = hashes.Length / 2;
        return MerkleHash.OfNode(Folded(hashes[..half]), Folded(hashes[half..]));
    }

    // The largest power of two below a number of leaves.
    private static long Split(long leaves) => 1L << BitOperations.Log2((ulong)(leaves - 1));
}
