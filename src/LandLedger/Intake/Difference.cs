using LandLedger.Conflicts;
using LandLedger.Plots;
using LandLedger.Policies;

namespace LandLedger.Intake;

/// <summary>
/// A field in which a source says something else than a plot holds. What people or a rule settled before stays settled until one of the
/// two sides moves, and then the new conflict says what moved.
/// </summary>
/// <param name="plot">The plot.</param>
/// <param name="field">The field.</param>
/// <param name="held">The value that the plot holds.</param>
/// <param name="offered">The value that the source states.</param>
/// <param name="from">The source.</param>
public readonly struct Difference(PlotCard plot, string field, string? held, string? offered, ValueSource from)
{
    /// <summary>The event that follows from a policy's verdict on the field; null when nothing new is said.</summary>
    public object? Fact(ReconciliationPolicy policy, Verdict verdict)
    {
        var (found, decided, heldFrom) = (LastFound(), LastDecided(), plot.SourceOf(field));
        if ((found is not null && Stands(found)) || (decided is not null && Stands(decided)))
            return null;
        var (ours, theirs) = (new ConflictSide(held, heldFrom.System, heldFrom.On), new ConflictSide(offered, from.System, from.On));
        // What a person settled, no rule replaces.
        if (verdict.Rule is { } rule && (verdict.Choice == ConflictChoice.Held || !SettledByPeople()))
            return new DifferenceDecidedByRule(field, ours, theirs, verdict.Choice, rule, policy.Identity);
        var moved = found is not null ? Moved(Kept(found), Stated(found))
            : decided is not null ? Moved(Kept(decided), decided.Offered)
            : null;
        return new ConflictFound(
            Guid.CreateVersion7(), field, ours, theirs, policy.Proposed(field, heldFrom, from), policy.Identity, moved);
    }

    private bool Stands(CardConflict found) => found.State == ConflictState.Resolved
        ? Same(Stated(found), offered) && Same(Kept(found), held)
        : found.Offered.Source == from.System && Same(found.Offered.Value, offered);

    private bool Stands(CardDecision decided) => Same(decided.Offered, offered) && Same(Kept(decided), held);

    // The newest conflict that this source had a side in.
    private CardConflict? LastFound()
    {
        for (var at = plot.Conflicts.Length - 1; at >= 0; at--)
        {
            var found = plot.Conflicts[at];
            if (found.Field == field && (found.Offered.Source == from.System || found.Held.Source == from.System))
                return found;
        }

        return null;
    }

    private CardDecision? LastDecided()
    {
        foreach (var decided in plot.Decided)
        {
            if (decided.Field == field && decided.Source == from.System)
                return decided;
        }

        return null;
    }

    private bool SettledByPeople()
    {
        foreach (var found in plot.Conflicts)
        {
            if (found.Field == field && found.State == ConflictState.Resolved)
                return true;
        }

        return false;
    }

    // What this source said in it.
    private string? Stated(CardConflict found) => found.Offered.Source == from.System ? found.Offered.Value : found.Held.Value;

    // What the plot held when it was settled or, if it is not, when it was found.
    private static string? Kept(CardConflict found) => found.State == ConflictState.Resolved ? found.Settled : found.Held.Value;

    private static string? Kept(CardDecision decided) => decided.Choice == ConflictChoice.Offered ? decided.Offered : decided.Held;

    private MovedValue[]? Moved(string? kept, string? stated)
    {
        var moved = new List<MovedValue>(2);
        if (!Same(stated, offered))
            moved.Add(new(ConflictChoice.Offered, stated, offered));
        if (!Same(kept, held))
            moved.Add(new(ConflictChoice.Held, kept, held));
        return moved.Count == 0 ? null : [.. moved];
    }

    private bool Same(string? one, string? other) => field == PlotDescription.HoldersField
        ? one == other || (one is not null && other is not null && HeldHolders.Read(one).ToHashSet().SetEquals(HeldHolders.Read(other)))
        : PlotDescription.Same(field, one, other);
}
