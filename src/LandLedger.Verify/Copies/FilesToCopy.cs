using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Verify.Logs;

namespace LandLedger.Verify.Copies;

/// <summary>
/// The files that a copy needs. From the top down each tile is held against the one above before it is kept, so whatever stands in the
/// copy leads to the root it was taken under.
/// </summary>
internal sealed class FilesToCopy(LogSource source, HomeFolder home, LogShape shape)
{
    private const int AtOnce = 8;

    private long fetched;

    /// <summary>How many files were fetched.</summary>
    public long Fetched => Interlocked.Read(ref fetched);

    /// <summary>Takes the tiles that show how the log grew from an earlier size, into a folder beside the copy.</summary>
    public async Task EdgeAsync(long before, HomeFolder beside, CancellationToken cancellation)
    {
        for (var level = 0; level < shape.Levels; level++)
        {
            var last = shape.Tiles(level) - 1;
            var boundary = before == 0 ? last : ((before - 1) >> (8 * level)) / TilePath.Width;
            foreach (var index in new[] { last, Math.Min(boundary, last) }.Distinct())
                beside.Store(TilePath.Of(level, index, shape.Width(level, index)), await TileAsync(level, index, cancellation));
        }
    }

    /// <summary>Keeps the tiles of the right edge that are not full; they lead to the root together.</summary>
    public void KeepEdge(HomeFolder beside)
    {
        for (var level = 0; level < shape.Levels; level++)
        {
            if (shape.FullTiles(level) == shape.Tiles(level))
                continue;
            var path = TilePath.Of(level, shape.FullTiles(level), shape.Width(level, shape.FullTiles(level)));
            home.Store(path, beside.Find(path)!);
        }
    }

    /// <summary>Takes all else that is not there yet.</summary>
    /// <param name="before">Size of the log that is at home already.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task TakeAsync(long before, CancellationToken cancellation)
    {
        for (var level = shape.Levels - 1; level >= 0; level--)
        {
            var (at, above) = (level, shape.FullTiles(level) == 0 ? [] : Level(level + 1));
            await Each(shape.FullTiles(level), (index, stop) => TileAsync(at, index, above, before, stop), cancellation);
        }

        await Each(shape.Tiles(0), (index, stop) => BundleAsync(index, before, stop), cancellation);
    }

    private async ValueTask TileAsync(int level, long index, byte[] above, long before, CancellationToken cancellation)
    {
        var path = TilePath.Of(level, index, TilePath.Width);
        bool Leads(byte[] tile) => tile.Length == TilePath.Width * MerkleHash.Length
            && MerkleHash.RootOfTile(tile).AsSpan().SequenceEqual(above.AsSpan((int)(index * MerkleHash.Length), MerkleHash.Length));
        // What the promise at home covers was let in under it.
        if (level == 0 && (index + 1) * TilePath.Width <= before && home.Has(path))
            return;
        if (home.Find(path) is { } there && Leads(there))
            return;
        var tile = await TileAsync(level, index, cancellation);
        if (!Leads(tile))
        {
            var first = (index * TilePath.Width) << (8 * level);
            var last = (((index + 1) * TilePath.Width) << (8 * level)) - 1;
            throw new CopyStopped(new(LogFindingCodes.LeavesRewritten, first, last) { File = path, LeafIndex = first });
        }

        home.Store(path, tile);
    }

    private async ValueTask BundleAsync(long index, long before, CancellationToken cancellation)
    {
        var width = shape.Width(0, index);
        var path = TilePath.OfEntries(index, width);
        if (width == TilePath.Width && (index + 1) * TilePath.Width <= before && home.Has(path))
            return;
        var hashes = home.Find(TilePath.Of(0, index, width)) ?? throw new CopyStopped(new(LogFindingCodes.TileMissing) { File = path });
        if (home.Find(path) is { } there && Wrong(there, width, hashes) is null)
            return;
        var bundle = await WholeOrPartAsync(path, TilePath.OfEntries(index, TilePath.Width), cancellation);
        // A bundle that has grown since: the first entries are the ones that are wanted.
        if (LogFiles.Ends(bundle, width) is { } ends)
            bundle = bundle[..ends[^1]];
        if (Wrong(bundle, width, hashes) is { } wrong)
            throw new CopyStopped(new(LogFindingCodes.EntryChanged) { File = path, LeafIndex = index * TilePath.Width + wrong });
        home.Store(path, bundle);
    }

    // The first entry that is not the one its tile says.
    private static int? Wrong(byte[] bundle, int width, byte[] hashes)
    {
        if (LogFiles.Ends(bundle, width) is not { } ends || ends[^1] != bundle.Length)
            return 0;
        for (var (entry, start) = (0, 0); entry < width; start = ends[entry++])
        {
            if (!MerkleHash.OfLeaf(bundle.AsSpan(start + 2, ends[entry] - start - 2)).AsSpan().SequenceEqual(hashes.At(entry)))
                return entry;
        }

        return null;
    }

    private async Task<byte[]> TileAsync(int level, long index, CancellationToken cancellation)
    {
        var length = shape.Width(level, index) * MerkleHash.Length;
        var path = TilePath.Of(level, index, shape.Width(level, index));
        var bytes = await WholeOrPartAsync(path, TilePath.Of(level, index, TilePath.Width), cancellation);
        return bytes.Length == length || bytes.Length == TilePath.Width * MerkleHash.Length
            ? bytes[..length]
            : throw new CopyStopped(new(LogFindingCodes.TileCut) { File = path });
    }

    // A log that grew while it was read may have put the whole tile in the place of its part.
    private async Task<byte[]> WholeOrPartAsync(string path, string whole, CancellationToken cancellation)
    {
        var bytes = await source.FindAsync(path, cancellation) ?? await source.GetAsync(whole, cancellation);
        Interlocked.Increment(ref fetched);
        return bytes;
    }

    // All hashes of a level; its tiles are at home by now.
    private byte[] Level(int level)
    {
        var all = new byte[shape.Nodes(level) * MerkleHash.Length];
        for (var (index, at) = (0L, 0); index < shape.Tiles(level); index++)
        {
            var width = shape.Width(level, index);
            var tile = home.Find(TilePath.Of(level, index, width)) ?? throw new CopyStopped(new(LogFindingCodes.TileMissing));
            tile.AsSpan(0, width * MerkleHash.Length).CopyTo(all.AsSpan(at));
            at += width * MerkleHash.Length;
        }

        return all;
    }

    private static Task Each(long count, Func<long, CancellationToken, ValueTask> take, CancellationToken cancellation) =>
        Parallel.ForAsync(0L, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, take);
}
