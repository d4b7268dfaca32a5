using System.Globalization;
using LandLedger.Conflicts;
using LandLedger.Plots;
using LandLedger.Policies;
using LandLedger.Sources;

namespace LandLedger.Intake;

/// <summary>What a source record changes. Pure: a record, a plot and a policy in, events out.</summary>
public static class Reconciliation
{
    /// <summary>The events of a plot that the ledger does not know yet.</summary>
    public static object[] NewPlot(IncomingPlot incoming)
    {
        var (described, on) = (incoming.Description, incoming.Source.Certificate?.IssuedOn ?? incoming.Description.Number.CodeListDate);
        return
        [
            new PlotRegistered(described.Number, described.PlotCode, described.AreaSquareMetres, described.LandUses, described.Address, on,
                incoming.Instrument, incoming.Source.System),
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
    /// <param name="policy">The policy in force.</param>
    public static object[] KnownPlot(PlotCard plot, IncomingPlot incoming, bool sameHolders, ReconciliationPolicy policy)
    {
        foreach (var known in plot.Sources)
        {
            if (incoming.Repeats(known))
                return [];
        }

        var facts = new List<object> { Received(incoming) };
        facts.AddRange(Certificates(incoming, plot));
        var (held, offered, from) = (plot.Description, incoming.Description, incoming.From);
        if (OtherNumber(plot, offered.Number) && new Difference(plot, PlotDescription.NumberField, held.Value(PlotDescription.NumberField),
                offered.Value(PlotDescription.NumberField), from).Fact(policy, Verdict.ForPeople) is { } number)
            facts.Add(number);
        foreach (var field in Rules.Fields)
        {
            var verdict = Rules.Judge(policy, field, held, plot.SourceOf(field), offered, from);
            if (!verdict.Agrees
                && new Difference(plot, field, held.Value(field), offered.Value(field), from).Fact(policy, verdict) is { } fact)
                facts.Add(fact);
        }

        if (!sameHolders && new Difference(plot, PlotDescription.HoldersField, HeldHolders.Text(plot.Holders.Select(HeldHolders.Of)),
                HeldHolders.Text(incoming.Holders), from).Fact(policy, Verdict.ForPeople) is { } others)
            facts.Add(others);
        return [.. facts];
    }

    // A record that was met by code, paper or former number may name another one; a number that the plot had is no news.
    private static bool OtherNumber(PlotCard plot, PlotNumber named)
    {
        var key = PlotNumberKey.Of(named);
        return key != plot.NumberKey && !plot.FormerNumbers.Contains(key.ToString());
    }

    private static IEnumerable<object> Certificates(IncomingPlot incoming, PlotCard known) =>
        incoming.Source.Certificate is { } certificate && Array.TrueForAll(known.Certificates, held => held.Serial != certificate.Serial)
            ? [new CertificateRecorded(certificate.Serial, certificate.IssuedOn, certificate.BookNumber)]
            : [];

    private static SourceRecordReceived Received(IncomingPlot incoming)
    {
        var described = incoming.Description;
        return new(incoming.Source.System, incoming.Source.RecordKey, incoming.Hash,
        [
            .. PlotDescription.Fields.Select(field => new SourceValue(field, described.Value(field)))
                .Where(value => value.Value is not null),
        ], incoming.Source.History is { Length: > 0 } history ? [.. history.Select(Earlier)] : null);
    }

    private static SourceVersion Earlier(SourcePlotVersion version)
    {
        SourceValue[] stated =
        [
            new(PlotDescription.NumberField, version.Sheet is null && version.Plot is null ? null : $"{version.Sheet}.{version.Plot}"),
            new(PlotDescription.AreaField, version.AreaSquareMetres?.ToString(CultureInfo.InvariantCulture)),
            new(PlotDescription.UsesField, version.LandUses.Length == 0 ? null : LandUse.Text([.. version.LandUses.Select(use =>
                new LandUse(use.Purpose, use.AreaSquareMetres, use.Origin, use.Form, use.Term))])),
            new(PlotDescription.AddressField, version.Address),
        ];
        return new(version.Version, version.ValidFrom, [.. stated.Where(value => value.Value is not null)]);
    }
}
