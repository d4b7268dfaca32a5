namespace LandLedger.Benchmarks.Load;

/// <summary>What one side did: how many requests in how long, how long each took, and what they cost.</summary>
internal sealed class Tally
{
    private readonly List<int> microseconds = [];
    private int[]? sorted;

    /// <summary>Requests answered.</summary>
    public int Count => microseconds.Count;

    /// <summary>Seconds in which they were answered.</summary>
    public double Seconds { get; private set; }

    /// <summary>Requests a second.</summary>
    public double Rate => Count / Seconds;

    /// <summary>Processor milliseconds of the server, the database and the load generator for one request; null where not known.</summary>
    public Cost? Spent { get; private set; }

    /// <summary>Adds one turn.</summary>
    public void Add(IEnumerable<int> turn, double seconds, Cost? cost)
    {
        microseconds.AddRange(turn);
        Seconds += seconds;
        sorted = null;
        Spent = Spent is null ? cost : Spent + cost;
    }

    /// <summary>The latency in milliseconds that a part of the requests stayed within.</summary>
    public double Milliseconds(double part)
    {
        sorted ??= [.. microseconds.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(part * sorted.Length))] / 1000.0;
    }
}

/// <summary>Processor time in seconds.</summary>
internal sealed record Cost(double Server, double Database, double Client)
{
    public static Cost operator +(Cost left, Cost? right) => right is null
        ? left : new(left.Server + right.Server, left.Database + right.Database, left.Client + right.Client);

    public static Cost operator -(Cost left, Cost right) =>
        new(left.Server - right.Server, left.Database - right.Database, left.Client - right.Client);
}
