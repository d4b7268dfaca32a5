using System.Globalization;
using LandLedger.Proof;

namespace LandLedger.Verify.Databases;

/// <summary>
/// Which ranges were found clean, in a file, so that a run that was ended goes on. They count only for the same database, the same
/// checkpoint and the same depth; a range in which anything was found is judged again.
/// </summary>
internal sealed class DoneRanges
{
    private readonly HashSet<string> done = [];
    private readonly Lock gate = new();
    private readonly string? path;

    /// <summary>Reads the file if there is one, and begins anew when it is of something else.</summary>
    /// <param name="path">The file; null: nothing is kept.</param>
    /// <param name="database">Which database.</param>
    /// <param name="checkpoint">What it is held against.</param>
    /// <param name="everyOrigin">How deep.</param>
    public DoneRanges(string? path, string database, Checkpoint checkpoint, bool everyOrigin)
    {
        this.path = path;
        if (path is null)
            return;
        var head = string.Create(CultureInfo.InvariantCulture,
            $"land-ledger database 1|{database}|{checkpoint.Origin}|{checkpoint.Size}|"
            + $"{Convert.ToBase64String(checkpoint.Root)}|{(everyOrigin ? "origins" : "rows")}");
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (lines.Length > 0 && lines[0] == head)
        {
            done.UnionWith(lines[1..]);
            return;
        }

        if (lines.Length > 0 && !lines[0].StartsWith("land-ledger database ", StringComparison.Ordinal))
            throw new Unusable($"Tệp {path} không phải của lệnh này.", $"{path} is not a file of this command.");
        File.WriteAllText(path, head + "\n");
    }

    /// <summary>Whether a range was found clean before.</summary>
    public bool Has(Work work) => done.Contains(work.ToString());

    /// <summary>Keeps that a range was found clean.</summary>
    public void Add(Work work)
    {
        if (path is null)
            return;
        lock (gate)
            File.AppendAllText(path, work + "\n");
    }

    /// <summary>Everything was judged: the next run begins anew.</summary>
    public void End()
    {
        if (path is not null)
            File.Delete(path);
    }
}

/// <summary>A part of the work for one worker.</summary>
/// <param name="Leaves">Whether it is about rows of leaves; otherwise about events.</param>
/// <param name="From">The first number.</param>
/// <param name="To">The last.</param>
internal readonly record struct Work(bool Leaves, long From, long To)
{
    /// <summary>How many numbers are judged at once.</summary>
    public const long Width = 10_000;

    /// <summary>All events up to a number, and all leaves.</summary>
    public static IReadOnlyList<Work> All(long highest, long size) => [.. Parts(false, 1, highest), .. Parts(true, 0, size - 1)];

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Leaves ? "leaves" : "events")} {From} {To}");

    private static IEnumerable<Work> Parts(bool leaves, long from, long to)
    {
        for (; from <= to; from += Width)
            yield return new(leaves, from, Math.Min(from + Width - 1, to));
    }
}
