using LandLedger.Plots;
using LandLedger.Sources;

namespace LandLedger.Intake;

/// <summary>What one batch does to the figures of its run.</summary>
internal sealed class BatchTally
{
    private readonly Dictionary<string, int> conflicts = [], decided = [];
    private int changed, ownersDiffer;

    public int New { get; set; }

    public int Unchanged { get; set; }

    /// <summary>A record met its plot, and these facts follow.</summary>
    public void Met(object[] facts)
    {
        if (facts.Length == 0)
            Unchanged++;
        else
            changed++;
        foreach (var fact in facts)
        {
            if (fact is DifferenceDecidedByRule ruled)
                decided[ruled.Rule] = decided.GetValueOrDefault(ruled.Rule) + 1;
            if (fact is not ConflictFound conflict)
                continue;
            conflicts[conflict.Field] = conflicts.GetValueOrDefault(conflict.Field) + 1;
            if (conflict.Field == PlotDescription.HoldersField)
                ownersDiffer++;
        }
    }

    /// <summary>The run with this batch behind it.</summary>
    public ImportRun AddTo(ImportRun run, PreparedBatch batch, List<Reject> rejects) => run with
    {
        RecordsDone = batch.Batch.RecordsDone,
        // A workbook is not read from its beginning to its end: how far we are never goes back.
        BytesRead = Math.Max(run.BytesRead, batch.Batch.BytesRead),
        Rows = new(batch.Batch.RowsOfFile ?? run.Rows.Read + batch.RowsRead,
            run.Rows.Rejected + rejects.Select(reject => reject.Row).Distinct().Count()),
        Plots = new(run.Plots.New + New, run.Plots.Changed + changed, run.Plots.Unchanged + Unchanged),
        OwnersDiffer = run.OwnersDiffer + ownersDiffer,
        Conflicts = run.Conflicts + conflicts.Values.Sum(),
        ConflictsByField = Sum(run.ConflictsByField, conflicts),
        DecidedByRule = Sum(run.DecidedByRule, decided),
        RejectsByCode = Sum(run.RejectsByCode,
            rejects.GroupBy(reject => reject.Code).ToDictionary(group => group.Key, group => group.Count())),
    };

    private static SortedDictionary<string, int> Sum(SortedDictionary<string, int> before, Dictionary<string, int> more)
    {
        var sum = new SortedDictionary<string, int>(before, StringComparer.Ordinal);
        foreach (var (key, count) in more)
            sum[key] = sum.GetValueOrDefault(key) + count;
        return sum;
    }
}
