using System.Text.Json;
using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Sources;

namespace LandLedger.Intake;

/// <summary>
/// Makes a batch ready while the one before is being recorded: checks scope and texts, hashes, leaves out what the ledger has already, and
/// brings the persons of the rest into the vault. A crash later leaves at most persons without a plot.
/// </summary>
public sealed class BatchPreparation(PersonVault vault, IKeyVault keys, MeetingPlots meeting)
{
    private const string RecordHashPurpose = "source-record/v1";

    /// <summary>Prepares one batch.</summary>
    public async Task<PreparedBatch> PrepareAsync(ImportRun run, ImportBatch batch, CancellationToken cancellation)
    {
        var rejects = new List<Reject>(batch.Rejects);
        var taken = new List<(SourcePlot Plot, string Hash)>(batch.Plots.Count);
        foreach (var plot in batch.Plots)
        {
            if (Objection(run, plot) is { } code)
                rejects.AddRange(plot.Rows.Select(row => new Reject(row, "", code, plot.Commune, false)));
            else
                taken.Add((plot, HashOf(plot)));
        }

        var repeated = await meeting.RepeatedAsync(taken, cancellation);
        var told = new List<(SourcePlot Plot, string Hash)>(taken.Count);
        for (var i = 0; i < taken.Count; i++)
        {
            if (!repeated[i])
                told.Add(taken[i]);
        }

        return new(batch, rejects, await WithPersonsAsync(told, cancellation), taken.Count - told.Count);
    }

    private async Task<List<IncomingPlot>> WithPersonsAsync(
        List<(SourcePlot Plot, string Hash)> told, CancellationToken cancellation)
    {
        Person[] persons = [.. told.SelectMany(record => record.Plot.Holders).Select(SourcePersons.ForVault)];
        var kept = await vault.KeepManyAsync(persons, cancellation);
        var at = 0;
        var incoming = new List<IncomingPlot>(told.Count);
        foreach (var (plot, hash) in told)
        {
            var holders = new HeldHolders[plot.Holders.Length];
            var findings = new string[plot.Holders.Length][];
            var owners = plot.Holders.Count(holder => SourcePersons.Role(holder) == HolderRole.Owner);
            for (var i = 0; i < holders.Length; i++, at++)
            {
                // Where a source states no shares, the owners of one certificate share alike until somebody records otherwise.
                var role = SourcePersons.Role(plot.Holders[i]);
                var share = plot.Holders[i].Share ?? (role == HolderRole.Owner ? $"1/{owners}" : "1/1");
                holders[i] = new(kept[at].PersonId, role, (Share.Parse(share) ?? Share.Whole).ToString(), persons[at].Kind);
                findings[i] = [.. kept[at].Findings.Concat(PersonRules.Findings(persons[at])).Distinct()];
            }

            incoming.Add(new(plot, hash, holders, findings));
        }

        return incoming;
    }

    // The place in the file is left out: the same record is the same wherever it stands.
    private string HashOf(SourcePlot plot) => Convert.ToHexStringLower(
        keys.Mac(RecordHashPurpose, JsonSerializer.SerializeToUtf8Bytes(plot with { Row = 0, Rows = [] }, LedgerJson.Stored)));

    private static string? Objection(ImportRun run, SourcePlot plot)
    {
        if (!run.Actor.Covers(IncomingPlot.NumberOf(plot).Office()))
            return IntakeCodes.OutOfScope;
        if (!PlotNumber.IsPart(plot.Sheet) || !PlotNumber.IsPart(plot.Plot))
            return IntakeCodes.NumberForm;
        var errors = new FieldErrors();
        FreeText.Check(errors, "", plot.Address, required: false);
        FreeText.Check(errors, "", plot.Certificate?.BookNumber, required: false);
        FreeText.Check(errors, "", plot.Certificate?.Serial, required: false);
        foreach (var version in plot.History)
            FreeText.Check(errors, "", version.Address, required: false);
        FreeText.Check(errors, "", plot.Sheet);
        FreeText.Check(errors, "", plot.Plot);
        errors.Require(plot.PlotCode is null || PlotCode.IsWellFormed(plot.PlotCode), "", IntakeCodes.PersonalText);
        return errors.None ? null : IntakeCodes.PersonalText;
    }
}
