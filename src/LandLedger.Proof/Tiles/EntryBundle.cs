using System.Buffers.Binary;

namespace LandLedger.Proof.Tiles;

/// <summary>Up to 256 entries in one file, each behind its length (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    /// <summary>Writes entries.</summary>
    public static byte[] Of(IReadOnlyCollection<byte[]> entries)
    {
        var bundle = new byte[entries.Sum(entry => 2 + entry.Length)];
        var at = 0;
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bundle.AsSpan(at), checked((ushort)entry.Length));
            entry.CopyTo(bundle, at + 2);
            at += 2 + entry.Length;
        }

        return bundle;
    }

    /// <summary>Reads the first entries of a bundle; it may have grown further since.</summary>
    /// <param name="bundle">The file.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="FormatException">There are fewer, or the file ends within one.</exception>
    public static IReadOnlyList<byte[]> Read(ReadOnlySpan<byte> bundle, int count)
    {
        var entries = new List<byte[]>(count);
        while (entries.Count < count)
        {
            if (bundle.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(bundle) is var length && bundle.Length < 2 + length)
                throw new FormatException("An entry bundle that ends too early.");
            entries.Add(bundle.Slice(2, length).ToArray());
            bundle = bundle[(2 + length)..];
        }

        return entries;
    }
}
