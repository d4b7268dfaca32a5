using LandLedger.Proof;
using LandLedger.Proof.Rows;
using LandLedger.Proof.Tiles;

namespace LandLedger.Verify.Logs;

/// <summary>A bundle with its tile: what the entries hash to, and what they say where they are leaves of this ledger.</summary>
/// <param name="Index">Number of the bundle and its tile.</param>
/// <param name="Bundle">The file of the entries.</param>
/// <param name="Tile">The file of their hashes.</param>
internal sealed record Entries(long Index, LogPart Bundle, LogPart Tile)
{
    private static ReadOnlySpan<byte> Prefix => "land-ledger/leaf/v1\0"u8;

    /// <summary>Hashes of the entries; null when there is no usable bundle.</summary>
    public byte[]? Computed { get; private init; }

    /// <summary>The node above the tile, or above the entries where there is no tile; null where they are not as many as a tile holds.</summary>
    public byte[]? Above { get; private init; }

    /// <summary>The leaves; null where an entry is something else.</summary>
    public Leaf?[] Leaves { get; private init; } = [];

    /// <summary>Entries that begin like a leaf of this ledger and cannot be read.</summary>
    public IReadOnlyList<int> Unknown { get; private init; } = [];

    /// <summary>Index of the first leaf.</summary>
    public long First => Index * TilePath.Width;

    /// <summary>Reads and hashes.</summary>
    public static Entries Read(LogFiles files, long index)
    {
        var entries = new Entries(index, files.Bundle(index), files.Tile(0, index));
        if (entries.Bundle.Bytes is not { } bytes)
            return entries with { Above = Fold(entries.Tile.Bytes) };
        var width = files.Shape.Width(0, index);
        var ends = LogFiles.Ends(bytes, width)!;
        var computed = new byte[width * MerkleHash.Length];
        var leaves = new Leaf?[width];
        var names = new KnownNames();
        List<int>? unknown = null;
        for (var (entry, start) = (0, 0); entry < width; start = ends[entry++])
        {
            var content = bytes.AsSpan(start + 2, ends[entry] - start - 2);
            MerkleHash.OfLeaf(content, computed.AsSpan(entry * MerkleHash.Length, MerkleHash.Length));
            if (!content.StartsWith(Prefix))
                continue;
            leaves[entry] = Decoded(content, names);
            if (leaves[entry] is null)
                (unknown ??= []).Add(entry);
        }

        return entries with { Computed = computed, Above = Fold(entries.Tile.Bytes ?? computed), Leaves = leaves, Unknown = unknown ?? [] };
    }

    private static byte[]? Fold(byte[]? hashes) => hashes?.Length == TilePath.Width * MerkleHash.Length ? MerkleHash.RootOfTile(hashes) : null;

    private static Leaf? Decoded(ReadOnlySpan<byte> content, KnownNames names)
    {
        try
        {
            return Leaf.Decode(content, names);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
