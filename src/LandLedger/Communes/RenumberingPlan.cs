using LandLedger.Plots;
using LandLedger.Sources.MapSheets;

namespace LandLedger.Communes;

/// <summary>Which plots a reorganisation is about, and what becomes of each, as far as the plot alone can tell.</summary>
public abstract class RenumberingPlan
{
    /// <summary>The communes to go through, as numbers name them.</summary>
    public abstract IReadOnlyList<string> Communes { get; }

    /// <summary>The run by which plots are looked for within a commune; every plot when there is none.</summary>
    public virtual Guid? OnlyOf => null;

    /// <summary>Whether a plot is one of those that it is about.</summary>
    public abstract bool IsAbout(PlotCard card);

    /// <summary>Where it goes.</summary>
    public abstract Destination WhereGoes(PlotCard card);

    /// <summary>Other numbers that go to the same number.</summary>
    public abstract IEnumerable<PlotNumberKey> Rivals(PlotNumberKey before, PlotNumberKey after);

    /// <summary>The event.</summary>
    public abstract object Fact(PlotCard card, PlotNumber after, int? row);

    /// <summary>The plan of a reorganisation.</summary>
    public static RenumberingPlan Of(Reorganisation run, SheetMap map) =>
        run.Reverses is { } reversed ? new Backward(run, reversed) : new Forward(run, map);

    private sealed class Forward(Reorganisation run, SheetMap map) : RenumberingPlan
    {
        public override IReadOnlyList<string> Communes => map.Communes;

        public override bool IsAbout(PlotCard card) => map.IsAbout(card);

        public override Destination WhereGoes(PlotCard card) => map.Of(card.PlotNumber);

        public override IEnumerable<PlotNumberKey> Rivals(PlotNumberKey before, PlotNumberKey after) => map.Rivals(before, after);

        public override object Fact(PlotCard card, PlotNumber after, int? row) => new PlotRenumberedBecauseCommunesMerged(
            card.PlotNumber, after, run.EffectiveOn, run.Resolution, run.Id, new(run.TableName, run.TableSha256, row));
    }

    // Whatever was renumbered in the name of a run gets its number before it, unless its number was changed since.
    private sealed class Backward(Reorganisation run, Guid reversed) : RenumberingPlan
    {
        public override IReadOnlyList<string> Communes { get; } =
            [.. CommuneList.All.Select(commune => commune.Code).Order(StringComparer.Ordinal)];

        public override Guid? OnlyOf => reversed;

        public override bool IsAbout(PlotCard card) => card.Renumbered?.Run == reversed;

        public override Destination WhereGoes(PlotCard card)
        {
            var before = card.Renumbered!.From;
            return new(before, null, null, [new(before.Commune, before.Sheet)], [before.Commune]);
        }

        public override IEnumerable<PlotNumberKey> Rivals(PlotNumberKey before, PlotNumberKey after) => [];

        public override object Fact(PlotCard card, PlotNumber after, int? row) =>
            new PlotRenumberingReversed(card.PlotNumber, after, run.EffectiveOn, run.Resolution, reversed);
    }
}
