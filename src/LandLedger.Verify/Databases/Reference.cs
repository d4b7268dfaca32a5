using System.Collections.Concurrent;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Databases;

/// <summary>What every worker holds rows against: the judged log, the keys, and what the log does not know yet.</summary>
/// <param name="Folder">The log's files.</param>
/// <param name="Checkpoint">The log's signed end.</param>
/// <param name="Index">Where events stand in it.</param>
/// <param name="Origins">Keys of the programs that record.</param>
/// <param name="EveryOrigin">Whether the origin signatures of sealed events are judged too.</param>
internal sealed record Reference(
    string Folder, Checkpoint Checkpoint, LogIndex Index, IReadOnlyList<VerifierKey> Origins, bool EveryOrigin)
{
    private long unjudged;

    /// <summary>Everything that was found.</summary>
    public SharedFindings Findings { get; } = new();

    /// <summary>Genuine events that are not in this log yet, by plot.</summary>
    public ConcurrentDictionary<Guid, UnsealedPlot> Unsealed { get; } = new();

    /// <summary>Numbers up to the highest sealed one that the ledger has sealed since the checkpoint.</summary>
    public HashSet<long> SealedSince { get; } = [];

    /// <summary>Numbers that the ledger itself holds back as not genuine.</summary>
    public HashSet<long> Held { get; } = [];

    /// <summary>How far the audit trail has come; null when there is none.</summary>
    public long? AuditReached { get; set; }

    /// <summary>How many events could not be judged for want of keys.</summary>
    public long Unchecked => Interlocked.Read(ref unjudged);

    /// <summary>Notes an event that could not be judged.</summary>
    public void AddUnchecked() => Interlocked.Increment(ref unjudged);

    /// <summary>Notes a genuine event that is not sealed yet.</summary>
    public void AddUnsealed(EventInDatabase row)
    {
        if (!row.IsTombstone)
            Unsealed.AddOrUpdate(row.Stream, _ => new(row.Version, row.Version, 1), (_, before) => before.With(row.Version));
        else
            Unsealed.AddOrUpdate(row.Stream, _ => new(0, 0, 1), (_, before) => before with { Count = before.Count + 1 });
    }

    /// <summary>What the numbers of unsealed events come to.</summary>
    public IEnumerable<Finding> Remarks()
    {
        if (Unchecked > 0)
            yield return DatabaseFindings.Of(DatabaseFindings.UnsealedUnchecked, Unchecked);
        if (Unsealed.Sum(plot => plot.Value.Count) - Unchecked is > 0 and var genuine)
            yield return DatabaseFindings.Of(DatabaseFindings.NotSealedYet, genuine);
        if (AuditReached is null)
            yield return DatabaseFindings.Of(DatabaseFindings.NoAuditTrail);
    }
}

/// <summary>The genuine events of one plot that are not sealed yet.</summary>
internal readonly record struct UnsealedPlot(long First, long Last, long Count)
{
    public UnsealedPlot With(long version) => new(Math.Min(First, version), Math.Max(Last, version), Count + 1);
}
