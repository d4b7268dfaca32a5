using LandLedger.Proof;

namespace LandLedger.Replay;

/// <summary>Kinds of difference between a living view and what the events say.</summary>
public static class DifferenceKinds
{
    /// <summary>It follows from the events, and the living view lacks it.</summary>
    public const string Missing = "missing";

    /// <summary>It is in the living view and follows from no event.</summary>
    public const string Extra = "extra";

    /// <summary>Its content is another one.</summary>
    public const string Different = "different";
}

/// <summary>One document of which the living view and the rebuilt one say different things.</summary>
/// <param name="Key">Its key in the view.</param>
/// <param name="Plot">Its plot.</param>
/// <param name="Kind">One of <see cref="DifferenceKinds"/>.</param>
/// <param name="Commune">Commune of the plot.</param>
/// <param name="Cause">What differences of one cause have in common: the kind, and the members that differ.</param>
/// <param name="Explained">Whether only members differ that were expected to.</param>
/// <param name="Fields">Where they differ: left the living view, right the rebuilt one.</param>
public sealed record Difference(
    string Key, Guid Plot, string Kind, string? Commune, string Cause, bool Explained, IReadOnlyList<JsonDifference> Fields)
{
    private const int MostNamed = 6;
    private static readonly string[] Identities = ["holderId", "conflictId", "documentId", "serial", "field"];

    /// <summary>A difference between two documents, one of which may not be there.</summary>
    public static Difference Between(
        string key, Guid plot, string? commune, byte[]? live, byte[]? rebuilt, IReadOnlyCollection<string> expected)
    {
        if (live is null || rebuilt is null)
        {
            var kind = live is null ? DifferenceKinds.Missing : DifferenceKinds.Extra;
            return new(key, plot, kind, commune, kind, false, []);
        }

        var fields = JsonDifference.Between(live, rebuilt, Identities);
        string[] members = [.. fields.Select(field => field.Path.Split('.', '[')[0]).Distinct()];
        return new(key, plot, DifferenceKinds.Different, commune,
            $"{DifferenceKinds.Different}: {string.Join(", ", members.Take(MostNamed))}{(members.Length > MostNamed ? ", …" : "")}",
            members.Length > 0 && members.All(expected.Contains), fields);
    }
}

/// <summary>What the comparison of a stretch of plots came to.</summary>
public sealed class ComparedChunk
{
    private readonly List<byte[]> live = [];
    private readonly List<byte[]> rebuilt = [];

    /// <summary>Documents that are the same on both sides.</summary>
    public long Equal { get; private set; }

    /// <summary>The others.</summary>
    public List<Difference> Differences { get; } = [];

    /// <summary>Hashes of the living documents, in the order of their keys.</summary>
    public IReadOnlyList<byte[]> Live => live;

    /// <summary>Hashes of the rebuilt documents, in the order of their keys.</summary>
    public IReadOnlyList<byte[]> Rebuilt => rebuilt;

    /// <summary>A document that says the same on both sides, as the rebuilt one says it.</summary>
    public void Same(byte[] document)
    {
        var hash = Hash(document);
        live.Add(hash);
        rebuilt.Add(hash);
        Equal++;
    }

    /// <summary>A document that is not.</summary>
    public void Differ(Difference difference, byte[]? ours, byte[]? theirs)
    {
        if (ours is not null)
            live.Add(Hash(ours));
        if (theirs is not null)
            rebuilt.Add(Hash(theirs));
        Differences.Add(difference);
    }

    private static byte[] Hash(byte[] document) => MerkleHash.OfLeaf(CanonicalJson.Of(document));
}

/// <summary>Sums up what the stretches came to, in their order.</summary>
public sealed class ComparisonTally
{
    private readonly MerkleFrontier live = new();
    private readonly MerkleFrontier rebuilt = new();
    private readonly SortedDictionary<string, long> byCause = [];
    private readonly SortedDictionary<string, long> byCommune = [];
    private readonly Dictionary<string, long> byKind = [];
    private long equal;
    private long unexplained;

    /// <summary>Adds the next stretch.</summary>
    public void Add(ComparedChunk chunk)
    {
        equal += chunk.Equal;
        foreach (var hash in chunk.Live)
            live.Add(hash);
        foreach (var hash in chunk.Rebuilt)
            rebuilt.Add(hash);
        foreach (var difference in chunk.Differences)
        {
            byKind[difference.Kind] = byKind.GetValueOrDefault(difference.Kind) + 1;
            byCause[difference.Cause] = byCause.GetValueOrDefault(difference.Cause) + 1;
            var commune = difference.Commune ?? "";
            byCommune[commune] = byCommune.GetValueOrDefault(commune) + 1;
            if (!difference.Explained)
                unexplained++;
        }
    }

    /// <summary>The report.</summary>
    public ComparedView Report(long mark) => new(mark, equal, byKind.GetValueOrDefault(DifferenceKinds.Missing),
        byKind.GetValueOrDefault(DifferenceKinds.Extra), byKind.GetValueOrDefault(DifferenceKinds.Different), unexplained, byCause, byCommune,
        Convert.ToBase64String(live.Root()), Convert.ToBase64String(rebuilt.Root()));
}
