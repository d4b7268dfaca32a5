using System.Security.Cryptography;

namespace LandLedger.Tests.Proof;

/// <summary>The tree as RFC 6962 2.1 defines it, word for word and with no thought for speed; what the fast code is held against.</summary>
internal sealed class PlainTree
{
    private readonly Dictionary<(int From, int To), byte[]> known = [];
    private readonly byte[][] leaves;

    public PlainTree(int leaves, int seed)
    {
        var random = new Random(seed);
        Entries = [.. Enumerable.Range(0, leaves).Select(_ => Entry(random))];
        this.leaves = [.. Entries.Select(entry => SHA256.HashData([0, .. entry]))];
    }

    /// <summary>What stands in the tree.</summary>
    public byte[][] Entries { get; }

    public byte[] Leaf(int index) => leaves[index];

    /// <summary>MTH(D[0:size]).</summary>
    public byte[] Root(int size) => size == 0 ? SHA256.HashData([]) : Hash(0, size);

    /// <summary>MTH(D[from:to]).</summary>
    public byte[] Hash(int from, int to)
    {
        if (to - from == 1)
            return leaves[from];
        if (known.TryGetValue((from, to), out var hash))
            return hash;
        var middle = from + Split(to - from);
        hash = SHA256.HashData([1, .. Hash(from, middle), .. Hash(middle, to)]);
        return known[(from, to)] = hash;
    }

    /// <summary>PATH(index, D[0:size]).</summary>
    public byte[][] Inclusion(int index, int size) => [.. Path(index, 0, size)];

    /// <summary>PROOF(earlier, D[0:size]).</summary>
    public byte[][] Consistency(int earlier, int size) => [.. Subproof(earlier, 0, size, whole: true)];

    private IEnumerable<byte[]> Path(int index, int from, int to)
    {
        if (to - from == 1)
            return [];
        var middle = from + Split(to - from);
        return index < middle ? [.. Path(index, from, middle), Hash(middle, to)] : [.. Path(index, middle, to), Hash(from, middle)];
    }

    private IEnumerable<byte[]> Subproof(int earlier, int from, int to, bool whole)
    {
        if (earlier == to)
            return whole ? [] : [Hash(from, to)];
        var middle = from + Split(to - from);
        return earlier <= middle
            ? [.. Subproof(earlier, from, middle, whole), Hash(middle, to)]
            : [.. Subproof(earlier, middle, to, whole: false), Hash(from, middle)];
    }

    private static int Split(int leaves)
    {
        var half = 1;
        while (half * 2 < leaves)
            half *= 2;
        return half;
    }

    private static byte[] Entry(Random random)
    {
        var entry = new byte[random.Next(1, 60)];
        random.NextBytes(entry);
        return entry;
    }
}
