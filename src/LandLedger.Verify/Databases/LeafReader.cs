using LandLedger.Proof;
using LandLedger.Proof.Rows;
using LandLedger.Proof.Tiles;
using LandLedger.Verify.Logs;

namespace LandLedger.Verify.Databases;

/// <summary>Leaves of a log by their index, out of its bundles. For one worker: the bundles read last are kept.</summary>
internal sealed class LeafReader(string folder, long size)
{
    // Events are sealed nearly in the order of their numbers, so a few bundles serve for many.
    private const int Kept = 32;

    private readonly LogFiles files = new(folder, size);
    private readonly Dictionary<long, (byte[] Bytes, int[] Ends)> bundles = [];
    private readonly Queue<long> order = [];
    private readonly KnownNames names = new();

    /// <summary>The bytes of a leaf.</summary>
    /// <exception cref="IOException">The log is no longer what it was when it was judged.</exception>
    public ReadOnlySpan<byte> Record(long index)
    {
        var (bytes, ends) = Bundle(index / TilePath.Width);
        var entry = (int)(index % TilePath.Width);
        var start = entry == 0 ? 0 : ends[entry - 1];
        return bytes.AsSpan(start + 2, ends[entry] - start - 2);
    }

    /// <summary>A leaf of this ledger.</summary>
    /// <exception cref="IOException">The log is no longer what it was when it was judged.</exception>
    public Leaf Leaf(long index)
    {
        try
        {
            return Proof.Leaf.Decode(Record(index), names);
        }
        catch (FormatException)
        {
            throw Moved();
        }
    }

    private (byte[] Bytes, int[] Ends) Bundle(long number)
    {
        if (bundles.TryGetValue(number, out var known))
            return known;
        var bytes = files.Bundle(number).Bytes ?? throw Moved();
        var read = (bytes, LogFiles.Ends(bytes, files.Shape.Width(0, number)) ?? throw Moved());
        if (order.Count == Kept)
            bundles.Remove(order.Dequeue());
        order.Enqueue(number);
        return bundles[number] = read;
    }

    private static IOException Moved() => new("The log's files changed while they were read.");
}
