namespace LandLedger.Verify.Logs;

/// <summary>Which sequence numbers have been seen: a bit each for those a log of its size would have, a list for the others.</summary>
/// <param name="leaves">Leaves of the log. Numbers are drawn from one sequence with gaps, so they go a little beyond.</param>
internal sealed class SequenceNumbers(long leaves)
{
    private readonly long limit = 8 * leaves + (1 << 20);
    private readonly HashSet<long> others = [];
    private ulong[] bits = [];

    /// <summary>Notes a number.</summary>
    /// <returns>Whether it is seen for the first time.</returns>
    public bool Add(long number)
    {
        if (number < 0 || number >= limit)
            return others.Add(number);
        var word = number >> 6;
        if (word >= bits.Length)
            Array.Resize(ref bits, (int)Math.Min(Math.Max(word + 1, 2L * bits.Length), (limit >> 6) + 1));
        var bit = 1UL << (int)(number & 63);
        var first = (bits[word] & bit) == 0;
        bits[word] |= bit;
        return first;
    }
}
