using LandLedger.Conflicts;
using LandLedger.Plots;
using LandLedger.Sources;
using LandLedger.Sources.CodeLists;

namespace LandLedger.Intake;

/// <summary>A source record ready to meet the ledger: in codes, its persons in the vault, its hash taken.</summary>
/// <param name="Source">The record.</param>
/// <param name="Hash">Keyed hash of the whole record.</param>
/// <param name="Holders">Its holders as the ledger names them.</param>
/// <param name="Findings">Findings per holder, in the same order.</param>
public sealed record IncomingPlot(SourcePlot Source, string Hash, HeldHolders[] Holders, string[][] Findings)
{
    /// <summary>Number, code, area, uses and address as the source states them; made once, for it is asked for often.</summary>
    public PlotDescription Description { get; } = new(
        NumberOf(Source), Source.PlotCode, Source.AreaSquareMetres,
        [.. Source.LandUses.Select(use => new LandUse(use.Purpose, use.AreaSquareMetres, use.Origin, use.Form, use.Term))],
        Source.Address is { } address ? new(address) : null);

    /// <summary>The number of a record as numbers are compared.</summary>
    public static PlotNumberKey KeyOf(SourcePlot plot) => PlotNumberKey.Of(NumberOf(plot));

    /// <summary>The number of a record, under the list that its commune code is from.</summary>
    public static PlotNumber NumberOf(SourcePlot plot) =>
        new(plot.Commune, plot.UnderOldList ? OldCommunes.ListDate : CommuneList.ListDate, plot.Sheet, plot.Plot);

    /// <summary>Whose statement it is, and of which date.</summary>
    public ValueSource From => new(Source.System, Source.Certificate?.IssuedOn);

    /// <summary>Whether the ledger has taken this very record already.</summary>
    public bool Repeats(CardSource known) =>
        known.System == Source.System && known.RecordKey == Source.RecordKey && known.RecordHash == Hash;

    /// <summary>The paper that the record relies on.</summary>
    public string Instrument => Source.Certificate?.Serial ?? Source.System;
}
