using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Persons;
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
    /// <summary>Number, code, area, uses and address as the source states them.</summary>
    public PlotDescription Description => new(
        new(Source.Commune, CommuneList.ListDate, Source.Sheet, Source.Plot), Source.PlotCode, Source.AreaSquareMetres,
        [.. Source.LandUses.Select(use => new LandUse(use.Purpose, use.AreaSquareMetres, use.Origin, use.Form, use.Term))],
        Source.Address is { } address ? new(address) : null);

    /// <summary>Whether the ledger has taken this very record already.</summary>
    public bool Repeats(CardSource known) =>
        known.System == Source.System && known.RecordKey == Source.RecordKey && known.RecordHash == Hash;

    /// <summary>The paper that the record relies on.</summary>
    public string Instrument => Source.Certificate?.Serial ?? Source.System;
}

/// <summary>What a source record changes. Pure: a record and a plot in, events out.</summary>
public static class Reconciliation
{
    // The fields that two sources can disagree on. Addresses are worded differently by every clerk: kept per source, not a conflict.
    private static readonly string[] Compared = [PlotDescription.AreaField, PlotDescription.UsesField, PlotDescription.CodeField];

    /// <summary>The events of a plot that the ledger does not know yet.</summary>
    public static object[] NewPlot(IncomingPlot incoming)
    {
        var (described, on) = (incoming.Description, incoming.Source.Certificate?.IssuedOn ?? CommuneList.ListDate);
        return
        [
            new PlotRegistered(described.Number, described.PlotCode, described.AreaSquareMetres, described.LandUses, described.Address, on,
                incoming.Instrument),
            Received(incoming),
            .. Certificates(incoming, new()),
            .. incoming.Holders.Select((holder, at) => new HolderRecorded(
                Guid.CreateVersion7(), holder.PersonId, holder.Kind, holder.Role, holder.Share, incoming.Findings[at], on,
                incoming.Instrument)),
        ];
    }

    /// <summary>The events of a known plot: none when the record's hash is known.</summary>
    /// <param name="plot">The plot, as its clean view shows it at the version that the events build on.</param>
    /// <param name="incoming">The record.</param>
    /// <param name="sameHolders">Whether the record names the holders that the ledger holds; decided with the vault.</param>
    public static object[] KnownPlot(PlotCard plot, IncomingPlot incoming, bool sameHolders)
    {
        if (plot.Sources.Any(incoming.Repeats))
            return [];
        var facts = new List<object> { Received(incoming) };
        facts.AddRange(Certificates(incoming, plot));
        var gaps = Gaps(plot, incoming);
        if (gaps.Length > 0)
            facts.Add(new PlotCorrected(gaps, incoming.Source.Certificate?.IssuedOn ?? CommuneList.ListDate, incoming.Instrument));
        foreach (var field in Compared)
            Compare(plot, incoming, field, plot.Description.Value(field), incoming.Description.Value(field), facts);
        if (!sameHolders)
            Compare(plot, incoming, PlotDescription.HoldersField, HeldHolders.Text(plot.Holders.Select(HeldHolders.Of)), HeldHolders.Text(incoming.Holders),
                facts);
        return [.. facts];
    }

    // What the ledger does not know at all is taken from whoever knows it.
    private static FieldChange[] Gaps(PlotCard plot, IncomingPlot incoming) =>
    [
        .. ((string[])[PlotDescription.CodeField, PlotDescription.AddressField])
            .Where(field => plot.Description.Value(field) is null && incoming.Description.Value(field) is not null)
            .Select(field => new FieldChange(field, null, incoming.Description.Value(field))),
    ];

    private static void Compare(PlotCard plot, IncomingPlot incoming, string field, string? held, string? offered, List<object> facts)
    {
        if (held is null || offered is null || PlotDescription.Same(field, held, offered)
            || (field == PlotDescription.UsesField && Covers(held, offered)))
            return;
        // A pair that was found once comes back only when a source says something new.
        var known = plot.Conflicts.Any(conflict => conflict.Field == field && conflict.Offered.Source == incoming.Source.System
            && (conflict.Offered.Value == offered || PlotDescription.Same(field, conflict.Offered.Value, offered)));
        if (known)
            return;
        facts.Add(new ConflictFound(Guid.CreateVersion7(), field,
            new(held, plot.Sources.Length == 0 ? "ledger" : plot.Sources[0].System, null),
            new(offered, incoming.Source.System, incoming.Source.Certificate?.IssuedOn)));
    }

    // A source that leaves origin, form or term open does not contradict one that names them.
    private static bool Covers(string held, string offered)
    {
        var (ours, theirs) = (LandUse.Read(held), LandUse.Read(offered));
        return ours.Length == theirs.Length && theirs.All(use => ours.Any(own => own.Purpose == use.Purpose
            && own.AreaSquareMetres == use.AreaSquareMetres && (use.Origin ?? own.Origin) == own.Origin
            && (use.Form ?? own.Form) == own.Form
            && (use.Term ?? own.Term) == own.Term));
    }

    private static IEnumerable<object> Certificates(IncomingPlot incoming, PlotCard known) =>
        incoming.Source.Certificate is { } certificate && known.Certificates.All(held => held.Serial != certificate.Serial)
            ? [new CertificateRecorded(certificate.Serial, certificate.IssuedOn, certificate.BookNumber)]
            : [];

    private static SourceRecordReceived Received(IncomingPlot incoming)
    {
        var described = incoming.Description;
        return new(incoming.Source.System, incoming.Source.RecordKey, incoming.Hash,
        [
            .. PlotDescription.Fields.Select(field => new SourceValue(field, described.Value(field)))
                .Where(value => value.Value is not null),
        ]);
    }
}
