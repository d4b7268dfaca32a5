namespace LandLedger.Sources.Samples;

/// <summary>Numbers that look random and are the same on every machine and version (SplitMix64).</summary>
internal sealed class SampleRandom
{
    private ulong state;

    /// <summary>Starts from a seed and a place, so that any plot can be made again without those before it.</summary>
    public SampleRandom(int seed, string purpose, int index)
    {
        unchecked
        {
            state = ((ulong)(uint)seed << 32) | (uint)index;
            foreach (var c in purpose)
                state = (Next() ^ c) * 0x9E3779B97F4A7C15;
        }
    }

    /// <summary>From 0 to one below the limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>From the first to the last number, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>From 0 to below 1.</summary>
    public double Share() => Below(1 << 30) / (double)(1 << 30);

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>The choice whose cumulated share is reached; the last if none is.</summary>
    public T Weighted<T>(IReadOnlyList<(T Choice, double Share)> choices)
    {
        var left = Share() * choices.Sum(choice => choice.Share);
        foreach (var (choice, share) in choices)
        {
            left -= share;
            if (left < 0)
                return choice;
        }

        return choices[^1].Choice;
    }

    private ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
