namespace LandLedger.Proof;

/// <summary>An encoded leaf with the hash that stands for it in the tree; the two always belong together.</summary>
public readonly struct HashedLeaf
{
    private HashedLeaf(byte[] record, byte[] hash) => (Record, Hash) = (record, hash);

    /// <summary>What <see cref="Leaf.Encode"/> wrote.</summary>
    public byte[] Record { get; }

    /// <summary>Its <see cref="MerkleHash.OfLeaf(ReadOnlySpan{byte})"/>.</summary>
    public byte[] Hash { get; }

    /// <summary>Hashes an encoded leaf.</summary>
    public static HashedLeaf Of(byte[] record) => new(record, MerkleHash.OfLeaf(record));
}
