using LandLedger.Plots;
using NodaTime;

namespace LandLedger.Policies;

/// <summary>How often a field came to an outcome under each of two policies.</summary>
/// <param name="Field">The field.</param>
/// <param name="Outcome">A rule and the side that it chooses, or <c>people</c>.</param>
/// <param name="Active">Times under the policy in force.</param>
/// <param name="Proposed">Times under the proposed one.</param>
public sealed record OutcomeCount(string Field, string Outcome, int Active, int Proposed);

/// <summary>A field of a plot that would be decided otherwise.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="PlotNumber">Its number.</param>
/// <param name="Field">The field.</param>
/// <param name="Source">The system whose record it is about.</param>
/// <param name="Active">Outcome under the policy in force.</param>
/// <param name="Proposed">Outcome under the proposed one.</param>
public sealed record DifferingOutcome(Guid Plot, string PlotNumber, string Field, string Source, string Active, string Proposed);

/// <summary>What a proposed policy would do otherwise than the one in force.</summary>
/// <param name="Active">The policy in force.</param>
/// <param name="Proposed">The proposed one.</param>
/// <param name="Plots">Plots looked at.</param>
/// <param name="Records">Source records decided again.</param>
/// <param name="Outcomes">How often each field came to each outcome; agreement is not counted.</param>
/// <param name="DifferingPlots">Plots of which something would be decided otherwise.</param>
/// <param name="Differing">What would be decided otherwise, plot by plot, up to <see cref="DryRun.MostShown"/>.</param>
public sealed record DryRunReport(
    string Active, string Proposed, int Plots, int Records, OutcomeCount[] Outcomes, int DifferingPlots, DifferingOutcome[] Differing);

/// <summary>
/// Decides the records of plots again under two policies, plot after plot, and counts. A plot starts as it was registered; what people
/// entered or settled happens as it happened; the newest record of each source is judged where it came in.
/// </summary>
public sealed class DryRun(ReconciliationPolicy active, ReconciliationPolicy proposed)
{
    /// <summary>The most differing outcomes that a report names.</summary>
    public const int MostShown = 1_000;

    private readonly SortedDictionary<(string Field, string Outcome), (int Active, int Proposed)> outcomes = [];
    private readonly List<DifferingOutcome> differing = [];
    private int plots, records, differingPlots;

    /// <summary>The report so far.</summary>
    public DryRunReport Report() => new(active.Identity, proposed.Identity, plots, records,
        [.. outcomes.Select(count => new OutcomeCount(count.Key.Field, count.Key.Outcome, count.Value.Active, count.Value.Proposed))],
        differingPlots, [.. differing]);

    /// <summary>Decides one plot again.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="facts">Its registration, corrections, source records and conflicts, in their order.</param>
    public void Try(Guid plot, IReadOnlyList<object> facts)
    {
        plots++;
        var (one, other, differs) = (default(Reconciled), default(Reconciled), false);
        for (var at = 0; at < facts.Count; at++)
        {
            if (facts[at] is SourceRecordReceived record)
            {
                if (one.Known && IsNewest(facts, at, record))
                {
                    records++;
                    differs |= Compare(plot, record, ref one, ref other);
                }
            }
            else
            {
                one = one.After(facts[at]);
                other = other.After(facts[at]);
            }
        }

        if (differs)
            differingPlots++;
    }

    private bool Compare(Guid plot, SourceRecordReceived record, ref Reconciled one, ref Reconciled other)
    {
        var (offered, differs) = (Described(record, one.Description), false);
        foreach (var field in Rules.Fields)
        {
            (var now, one) = one.Judge(active, field, offered, record.System);
            (var then, other) = other.Judge(proposed, field, offered, record.System);
            Count(field, now, 1, 0);
            Count(field, then, 0, 1);
            if (now == then)
                continue;
            differs = true;
            if (differing.Count < MostShown)
                differing.Add(new(plot, one.Description.Number.ToString(), field, record.System, now.ToString(), then.ToString()));
        }

        return differs;
    }

    private void Count(string field, Verdict verdict, int byActive, int byProposed)
    {
        if (verdict.Agrees)
            return;
        var key = (field, verdict.ToString());
        var sofar = outcomes.GetValueOrDefault(key);
        outcomes[key] = (sofar.Active + byActive, sofar.Proposed + byProposed);
    }

    private static bool IsNewest(IReadOnlyList<object> facts, int at, SourceRecordReceived record)
    {
        for (var later = at + 1; later < facts.Count; later++)
        {
            if (facts[later] is SourceRecordReceived next && next.System == record.System && next.RecordKey == record.RecordKey)
                return false;
        }

        return true;
    }

    // What a record leaves out it does not state; area and uses it always states.
    private static PlotDescription Described(SourceRecordReceived record, PlotDescription held)
    {
        var described = held with { PlotCode = null, Address = null };
        foreach (var value in record.Values)
        {
            if (value.Field != PlotDescription.NumberField)
                described = described.With(value.Field, value.Value);
        }

        return described;
    }

    // A plot on its way through one policy.
    private readonly record struct Reconciled(PlotDescription Description, ValueSource Origin, CardFieldSource[] Sources)
    {
        public bool Known => Description is not null;

        public Reconciled After(object fact) => fact switch
        {
            PlotRegistered it => new(PlotDescription.Of(it), CardFieldSource.OriginOf(it), []),
            _ when !Known => this,
            PlotCorrected it => it.Changes.Aggregate(this, (plot, change) =>
                plot.Taking(change.Field, change.To, new(ValueSource.Ledger, it.EffectiveOn))),
            ConflictResolved it when it.Field != PlotDescription.HoldersField => Taking(it.Field, it.To, new(ValueSource.Ledger, null)),
            _ => this,
        };

        // Judges a field and, if a rule takes what is offered, takes it.
        public (Verdict Verdict, Reconciled After) Judge(
            ReconciliationPolicy policy, string field, PlotDescription offered, string system)
        {
            var from = new ValueSource(system, null);
            var verdict = Rules.Judge(policy, field, Description, SourceOf(field), offered, from);
            return (verdict, verdict.Rule is not null && verdict.Choice == ConflictChoice.Offered
                ? Taking(field, offered.Value(field), from)
                : this);
        }

        private Reconciled Taking(string field, string? value, ValueSource from) => this with
        {
            Description = Description.With(field, value),
            Sources = [.. Sources.Where(source => source.Field != field), new(field, from)],
        };

        private ValueSource SourceOf(string field)
        {
            foreach (var source in Sources)
            {
                if (source.Field == field)
                    return source.From;
            }

            return Origin;
        }
    }
}
