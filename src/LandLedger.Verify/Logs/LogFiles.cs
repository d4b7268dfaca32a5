using System.Buffers.Binary;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;

namespace LandLedger.Verify.Logs;

/// <summary>A file of a log as it lies in a folder.</summary>
/// <param name="Path">Where it should lie.</param>
/// <param name="Bytes">What it holds; null when it is missing or cut.</param>
/// <param name="IsCut">Whether it is there and has not the length it should have.</param>
internal readonly record struct LogPart(string Path, byte[]? Bytes, bool IsCut);

/// <summary>
/// The files of a log at one size, read to the byte: a tile with a hash too many or a bundle with something behind its end is no more
/// let pass than one that ends too early.
/// </summary>
internal sealed class LogFiles(string folder, long size)
{
    /// <summary>Which files there should be.</summary>
    public LogShape Shape { get; } = new(size);

    /// <summary>The hashes of a tile, exactly as many as it has at this size.</summary>
    public LogPart Tile(int level, long index)
    {
        var width = Shape.Width(level, index);
        return Part(TilePath.Of(level, index, width), TilePath.Of(level, index, TilePath.Width), (bytes, wholeFile) =>
            bytes.Length != wholeFile * MerkleHash.Length ? null : bytes[..(width * MerkleHash.Length)], width);
    }

    /// <summary>A bundle of entries; it may hold more than it should at this size only when it is full.</summary>
    public LogPart Bundle(long index)
    {
        var width = Shape.Width(0, index);
        return Part(TilePath.OfEntries(index, width), TilePath.OfEntries(index, TilePath.Width), (bytes, wholeFile) =>
            Ends(bytes, wholeFile) is { } ends && ends[^1] == bytes.Length ? bytes : null, width);
    }

    /// <summary>Where the first entries of a bundle end; null when the bytes do before.</summary>
    public static int[]? Ends(ReadOnlySpan<byte> bundle, int count)
    {
        var ends = new int[count];
        for (var (entry, at) = (0, 0); entry < count; entry++)
        {
            if (bundle.Length - at < 2)
                return null;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bundle[at..]);
            if (bundle.Length < at)
                return null;
            ends[entry] = at;
        }

        return ends;
    }

    private LogPart Part(string path, string full, Func<byte[], int, byte[]?> whole, int width)
    {
        var right = Bytes(path) is { } bytes ? whole(bytes, width)
            : Bytes(full) is { } grown ? whole(grown, TilePath.Width)
            : null;
        return new(path, right, right is null && (Exists(path) || Exists(full)));
    }

    private bool Exists(string path) => File.Exists(Path.Combine(folder, path));

    private byte[]? Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
