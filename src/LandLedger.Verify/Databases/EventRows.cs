using LandLedger.Proof;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Databases;

/// <summary>Holds the rows of events against their leaves, a range of sequence numbers at a time. For one worker.</summary>
internal sealed class EventRows(DatabaseReader reader, LeafReader leaves, Reference reference)
{
    private readonly Origins origins = new(reader, leaves, reference);
    private readonly AuditRows audit = new(reader, leaves, reference);

    /// <summary>Judges the rows of a range.</summary>
    /// <param name="from">The first sequence number.</param>
    /// <param name="to">The last.</param>
    /// <param name="limit">How many rows are taken at most; the range then ends with the last of them.</param>
    /// <returns>Whether nothing was found that a later run would have to know; how many rows were read; where the range ended.</returns>
    public async Task<RangeJudged> JudgeAsync(long from, long to, long limit = long.MaxValue)
    {
        var clean = true;
        var judged = new Dictionary<long, JudgedEvent>();
        var (asLogged, unknown, rows) = (new List<EventInDatabase>(), new List<EventInDatabase>(), 0L);
        await foreach (var row in reader.EventsAsync(
            // The lowest number is no bigint when it is written plainly, and then no index serves.
            $"e.seq_id between '{from}'::bigint and '{to}'::bigint order by e.seq_id limit {limit}", told: reference.AuditReached is not null,
            signed: number => reference.EveryOrigin || reference.Index.LeafOf(number) is null || judged.ContainsKey(number)))
        {
            rows++;
            if (reference.Index.LeafOf(row.Sequence) is not { } index || judged.ContainsKey(row.Sequence))
            {
                unknown.Add(row);
                asLogged.Add(row);
                continue;
            }

            var leaf = leaves.Leaf(index);
            var changes = Changes(row, leaf);
            clean &= changes.Length == 0;
            foreach (var change in changes)
                reference.Findings.Add(change.At(index, leaf));
            judged[row.Sequence] = new(row, index, leaf, changes.Length == 0);
            if (reference.EveryOrigin)
                asLogged.Add(Origins.AsLogged(row, leaf));
        }

        if (rows == limit)
            to = unknown.Select(row => row.Sequence).Concat(judged.Keys).Max();
        clean &= !Missing(from, to, judged);
        clean &= await JudgeOriginsAsync(asLogged, unknown, judged);
        if (reference.AuditReached is not null)
            clean &= await audit.JudgeAsync(from, to, judged);
        return new(clean, rows, to);
    }

    // Of a sound row nothing is made: there are millions of them.
    private static Finding[] Changes(EventInDatabase row, Leaf leaf)
    {
        List<Finding>? changes = null;
        Same(row.Id == leaf.EventId, DatabaseFindings.EventIdChanged);
        Same(row.Stream == leaf.StreamId, DatabaseFindings.PlotChanged);
        Same(row.Version == leaf.Version, DatabaseFindings.VersionChanged);
        Same(row.Type == leaf.Type, DatabaseFindings.TypeChanged);
        Same(row.Microseconds == leaf.Microseconds, DatabaseFindings.TimeChanged);
        Same(row.Tenant == leaf.Tenant, DatabaseFindings.TenantChanged);
        if (!leaf.PayloadHash.AsSpan().SequenceEqual(row.PayloadHash))
            (changes ??= []).Add(new(FindingCodes.PayloadChanged));
        if (!leaf.ProvenanceHash.AsSpan().SequenceEqual(row.ProvenanceHash))
            (changes ??= []).Add(new(FindingCodes.ProvenanceChanged));
        Same(!row.Flagged, DatabaseFindings.RowFlags);
        return changes?.ToArray() ?? [];

        void Same(bool same, string otherwise)
        {
            if (!same)
                (changes ??= []).Add(DatabaseFindings.Of(otherwise));
        }
    }

    private bool Missing(long from, long to, Dictionary<long, JudgedEvent> judged)
    {
        var missing = false;
        for (var number = Math.Max(from, 0); number <= Math.Min(to, reference.Index.Highest); number++)
        {
            if (reference.Index.LeafOf(number) is not { } index || judged.ContainsKey(number))
                continue;
            missing = true;
            reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.EventMissing).At(index, leaves.Leaf(index)));
        }

        return missing;
    }

    private async Task<bool> JudgeOriginsAsync(
        List<EventInDatabase> asLogged, List<EventInDatabase> unknown, Dictionary<long, JudgedEvent> judged)
    {
        var clean = true;
        var withKeys = reference.Origins.Count > 0;
        List<EventInDatabase> wanted = withKeys ? [.. (reference.EveryOrigin ? asLogged : unknown).Where(row => !row.IsTombstone)] : [];
        var covered = await origins.CoveredAsync(asLogged, wanted);
        if (reference.EveryOrigin)
        {
            foreach (var row in wanted.Where(row => judged.ContainsKey(row.Sequence) && !covered.Contains((row.Sequence, row.Id))))
            {
                clean = false;
                var (index, leaf) = (judged[row.Sequence].Index, judged[row.Sequence].Leaf);
                reference.Findings.Add(origins.Missing(row).At(index!.Value, leaf));
            }
        }

        foreach (var row in unknown)
        {
            // What is not sealed counts for its plot; a later run has to see it again.
            clean = false;
            var genuine = JudgeUnknown(row, covered.Contains((row.Sequence, row.Id)), judged.ContainsKey(row.Sequence));
            judged.TryAdd(row.Sequence, new(row, null, null, genuine));
        }

        return clean;
    }

    // A row without a leaf is genuine when its origin signed it and it goes on where its plot ends in the log.
    private bool JudgeUnknown(EventInDatabase row, bool covered, bool twice)
    {
        var above = row.Sequence > reference.Index.Highest;
        if (row.Flagged)
            reference.Findings.Add(row.At(DatabaseFindings.Of(DatabaseFindings.RowFlags)));
        if (reference.Held.Contains(row.Sequence))
            return false;
        if (!twice && row.IsTombstone && (above || reference.SealedSince.Contains(row.Sequence)))
        {
            reference.AddUnsealed(row);
            return true;
        }

        if (!twice && above && reference.Origins.Count == 0)
        {
            reference.AddUnchecked();
            reference.AddUnsealed(row);
            return true;
        }

        if (!twice && covered && row.Version > reference.Index.Versions.GetValueOrDefault(row.Stream))
        {
            reference.AddUnsealed(row);
            return true;
        }

        reference.Findings.Add(row.At(DatabaseFindings.Of(DatabaseFindings.EventInserted)));
        return false;
    }
}

/// <summary>A row with its leaf.</summary>
/// <param name="Row">As read.</param>
/// <param name="Index">Where it stands in the log; null when it is not sealed.</param>
/// <param name="Leaf">Its leaf; null when it is not sealed.</param>
/// <param name="Holds">Whether nothing is wrong with it.</param>
internal sealed record JudgedEvent(EventInDatabase Row, long? Index, Leaf? Leaf, bool Holds);

/// <summary>What came of a range.</summary>
/// <param name="Clean">Whether a later run need not look again.</param>
/// <param name="Rows">How many events were read.</param>
/// <param name="To">The last sequence number of the range.</param>
internal sealed record RangeJudged(bool Clean, long Rows, long To);
