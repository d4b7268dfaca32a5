using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary>
/// The tiles of a log, held against what is below them and what is above. Where a tile and what is below it differ, the one that leads
/// to the signed root is right; so the damage is named and not only seen.
/// </summary>
internal sealed class TreeLevels
{
    private readonly LogShape shape;
    private readonly Checkpoint checkpoint;
    private readonly FindingList findings;

    // By level and tile, from level 1: as stored, and as recomputed from the level below, where zeros stand for what is not known.
    private readonly byte[]?[][] stored;
    private readonly byte[][][] computed;
    private readonly HashSet<(int Level, long Index)> blamed = [];

    /// <summary>Reads the tiles above the lowest level; those of the lowest come with <see cref="Add"/>.</summary>
    public TreeLevels(LogFiles files, Checkpoint checkpoint, FindingList findings)
    {
        (shape, this.checkpoint, this.findings) = (files.Shape, checkpoint, findings);
        var levels = shape.Levels;
        (stored, computed) = (new byte[]?[levels][], new byte[levels][][]);
        for (var level = 0; level < levels; level++)
        {
            var count = level == 0 ? 0 : shape.Tiles(level);
            (stored[level], computed[level]) = (new byte[]?[count], new byte[count][]);
            for (var index = 0; index < count; index++)
            {
                stored[level][index] = Seen(files.Tile(level, index));
                computed[level][index] = new byte[shape.Width(level, index) * MerkleHash.Length];
            }
        }
    }

    /// <summary>Takes the next full bundle with its tile.</summary>
    /// <returns>Which entries are not the ones that were signed.</returns>
    public IReadOnlyList<int> Add(Entries entries)
    {
        var tile = Seen(entries.Tile);
        if (entries.Above is { } above)
            Keep(0, entries.Index, above);
        return tile is null || entries.Computed is null || tile.AsSpan().SequenceEqual(entries.Computed)
            ? []
            : Differences(0, entries.Index, tile, entries.Computed,
                Leads(0, entries.Index, tile), Leads(0, entries.Index, entries.Computed), entries.Leaves);
    }

    /// <summary>Takes what fills no bundle, and holds all levels against each other and against the root.</summary>
    /// <param name="last">The last bundle where it is not full.</param>
    /// <returns>Which of its entries are not the ones that were signed.</returns>
    public IReadOnlyList<int> Finish(Entries? last)
    {
        for (var level = 1; level < stored.Length; level++)
        {
            for (var index = 0; index < stored[level].Length; index++)
            {
                if (shape.Width(level, index) == TilePath.Width && (stored[level][index] ?? Complete(computed[level][index])) is { } known)
                    Keep(level, index, MerkleHash.RootOfTile(known));
            }
        }

        var tile = last is null ? null : Seen(last.Tile);
        var (storedLeads, computedLeads) = EdgeLeads(tile, last?.Computed);
        for (var level = 1; level < stored.Length; level++)
        {
            for (var index = 0; index < stored[level].Length; index++)
            {
                if (stored[level][index] is not { } hashes)
                    continue;
                var edge = shape.Width(level, index) < TilePath.Width;
                Differences(level, index, hashes, computed[level][index],
                    edge ? storedLeads : Leads(level, index, hashes),
                    edge ? computedLeads : Leads(level, index, computed[level][index]), []);
            }
        }

        return tile is null || last!.Computed is null
            ? []
            : Differences(0, last.Index, tile, last.Computed, storedLeads, computedLeads, last.Leaves);
    }

    private byte[]? Seen(LogPart tile)
    {
        if (tile.Bytes is null)
            findings.Add(new(tile.IsCut ? LogFindingCodes.TileCut : LogFindingCodes.TileMissing) { File = tile.Path });
        return tile.Bytes;
    }

    private void Keep(int level, long index, byte[] node) =>
        node.CopyTo(computed[level + 1][index / TilePath.Width], (int)(index % TilePath.Width) * MerkleHash.Length);

    // Whether a full tile's hashes are the ones that the level above was made from.
    private bool Leads(int level, long index, byte[] hashes) =>
        stored[level + 1][index / TilePath.Width] is { } above
        && MerkleHash.RootOfTile(hashes).AsSpan().SequenceEqual(above.At(index % TilePath.Width));

    // What fills no tile leads to the root itself, of all levels together.
    private (bool Stored, bool Computed) EdgeLeads(byte[]? lowestStored, byte[]? lowestComputed)
    {
        var (asStored, asComputed) = (new List<byte[]>(), new List<byte[]>());
        for (var level = 0; level < stored.Length; level++)
        {
            var last = shape.Tiles(level) - 1;
            if (shape.Width(level, last) == TilePath.Width)
                continue;
            var tile = level == 0 ? lowestStored : stored[level][last];
            var below = level == 0 ? lowestComputed : Complete(computed[level][last]);
            if ((tile ?? below) is not { } either)
                return (false, false);
            asStored.Add(either);
            asComputed.Add(below ?? either);
        }

        var storedLeads = Hashes.Root(asStored).AsSpan().SequenceEqual(checkpoint.Root);
        var computedLeads = Hashes.Root(asComputed).AsSpan().SequenceEqual(checkpoint.Root);
        if (!storedLeads && !computedLeads)
            findings.Add(new(LogFindingCodes.RootWrong));
        return (storedLeads, computedLeads);
    }

    private List<int> Differences(
        int level, long index, byte[] tile, byte[] below, bool tileLeads, bool belowLeads, Leaf?[] leaves)
    {
        var wrongBelow = new List<int>();
        if (tile.AsSpan().SequenceEqual(below))
            return wrongBelow;
        for (var hash = 0; hash < tile.Length / MerkleHash.Length; hash++)
        {
            var child = index * TilePath.Width + hash;
            if (tile.At(hash).SequenceEqual(below.At(hash)) || !below.At(hash).ContainsAnyExcept((byte)0)
                || (level > 0 && blamed.Contains((level - 1, child))))
                continue;
            blamed.Add((level, index));
            if (tileLeads || !belowLeads)
                wrongBelow.Add(hash);
            var finding = Difference(level, index, hash, tileLeads, belowLeads);
            findings.Add(level == 0 ? finding.At(child, leaves[hash]) : finding);
        }

        return wrongBelow;
    }

    private Finding Difference(int level, long index, int hash, bool tileLeads, bool belowLeads)
    {
        var child = index * TilePath.Width + hash;
        var first = child << (8 * level);
        var last = Math.Min((child + 1) << (8 * level), checkpoint.Size) - 1;
        var tile = TilePath.Of(level, index, shape.Width(level, index));
        if (!tileLeads)
        {
            var code = belowLeads ? LogFindingCodes.TileWrong : LogFindingCodes.TileDiffers;
            return new(code, hash, first, last) { File = tile, LeafIndex = first };
        }

        return level == 0
            ? new(LogFindingCodes.EntryChanged) { File = TilePath.OfEntries(index, shape.Width(0, index)), LeafIndex = first }
            : new(LogFindingCodes.LeavesRewritten, first, last) { File = TilePath.Of(level - 1, child, TilePath.Width), LeafIndex = first };
    }

    private static byte[]? Complete(byte[] hashes)
    {
        for (var at = 0; at < hashes.Length; at += MerkleHash.Length)
        {
            if (!hashes.AsSpan(at, MerkleHash.Length).ContainsAnyExcept((byte)0))
                return null;
        }

        return hashes;
    }
}
