using System.Text.Json;
using LandLedger.Audit;
using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Policies;
using LandLedger.Storage;
using LandLedger.Sources;
using LandLedger.Sources.CodeLists;
using Marten;
using Npgsql;

namespace LandLedger.Intake;

/// <summary>Records batches: persons into the vault, then all events of the batch and the run's new state in one transaction.</summary>
public sealed class ImportBatches(IDocumentStore store, PersonVault vault, IKeyVault keys, RejectList rejectList,
    NpgsqlDataSource database, LedgerSchema schema, PolicyShelf policies)
{
    private static readonly string RecordHashPurpose = "source-record/v1";

    /// <summary>Records one batch.</summary>
    public async Task<ImportRun> RecordAsync(ImportRun run, ImportBatch batch, CancellationToken cancellation)
    {
        var rejects = new List<Reject>(batch.Rejects);
        var incoming = await PrepareAsync(run, batch.Plots, rejects, cancellation);
        var known = await FindAsync(incoming, cancellation);

        await using var session = Open(run);
        var (fresh, changed, unchanged, conflicts) = (0, 0, 0, 0);
        foreach (var plot in incoming)
        {
            var ids = known.Of(plot.Description);
            if (ids.Length > 1)
            {
                rejects.AddRange(plot.Source.Rows.Select(row =>
                    new Reject(row, "", IntakeCodes.TakenByAnother, plot.Description.Number.ToString(), false)));
                continue;
            }

            if (ids is not [var card])
            {
                session.Events.StartStream<Plot>(Guid.CreateVersion7(), Reconciliation.NewPlot(plot));
                fresh++;
                continue;
            }

            var facts = card.Sources.Any(plot.Repeats)
                ? []
                : Reconciliation.KnownPlot(card, plot, await SameHoldersAsync(card, plot, cancellation), policies.Active);
            if (facts.Length == 0)
            {
                unchanged++;
                continue;
            }

            var stream = await session.Events.FetchForWriting<Plot>(card.Id, card.Version, cancellation);
            stream.AppendMany(facts);
            changed++;
            conflicts += facts.Count(fact => fact is ConflictFound);
        }

        run = run with
        {
            Rows = new(run.Rows.Read + batch.Plots.Sum(plot => plot.Rows.Length)
                + batch.Rejects.Select(reject => reject.Row).Distinct().Count(),
                run.Rows.Rejected + rejects.Select(reject => reject.Row).Distinct().Count()),
            Plots = new(run.Plots.New + fresh, run.Plots.Changed + changed, run.Plots.Unchanged + unchanged),
            Conflicts = run.Conflicts + conflicts,
        };
        session.Store(run);
        // Before the commit: a crash in between writes the same rejects again, and never loses one.
        await rejectList.AddAsync(run.Id, rejects, cancellation);
        await session.SaveChangesAsync(cancellation);
        return run;
    }

    private IDocumentSession Open(ImportRun run)
    {
        var session = store.LightweightSession();
        session.LastModifiedBy = run.Actor.Subject;
        session.CorrelationId = run.Id.ToString("N");
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)
        [
            (Provenance.Name, run.Actor.Name), (Provenance.Roles, run.Actor.Roles), (Provenance.Office, run.Actor.Office),
            (Provenance.Session, run.Actor.Session), (Provenance.Client, run.Actor.Client), (Provenance.Reason, $"import {run.System}"),
            (Provenance.ImportRun, run.Id.ToString()),
        ])
            session.SetHeader(key, value);
        return session;
    }

    private async Task<List<IncomingPlot>> PrepareAsync(
        ImportRun run, List<SourcePlot> plots, List<Reject> rejects, CancellationToken cancellation)
    {
        var taken = new List<SourcePlot>(plots.Count);
        foreach (var plot in plots)
        {
            if (Objection(run, plot) is { } code)
                rejects.AddRange(plot.Rows.Select(row => new Reject(row, "", code, plot.Commune, false)));
            else
                taken.Add(plot);
        }

        Person[] persons = [.. taken.SelectMany(plot => plot.Holders).Select(SourcePersons.ForVault)];
        var kept = await vault.KeepManyAsync(persons, cancellation);
        var at = 0;
        var incoming = new List<IncomingPlot>(taken.Count);
        foreach (var plot in taken)
        {
            var holders = new HeldHolders[plot.Holders.Length];
            var findings = new string[plot.Holders.Length][];
            var owners = plot.Holders.Count(holder => SourcePersons.Role(holder) == HolderRole.Owner);
            for (var i = 0; i < holders.Length; i++, at++)
            {
                // The form states no shares: owners of one certificate share alike until somebody records otherwise.
                var role = SourcePersons.Role(plot.Holders[i]);
                holders[i] = new(kept[at].PersonId, role, role == HolderRole.Owner ? $"1/{owners}" : "1/1", persons[at].Kind);
                findings[i] = [.. kept[at].Findings.Concat(PersonRules.Findings(persons[at])).Distinct()];
            }

            var hash = Convert.ToHexStringLower(keys.Mac(RecordHashPurpose, JsonSerializer.SerializeToUtf8Bytes(
                plot with { Row = 0, Rows = [] }, LedgerJson.Stored)));
            incoming.Add(new(plot, hash, holders, findings));
        }

        return incoming;
    }

    private static string? Objection(ImportRun run, SourcePlot plot)
    {
        if (!run.Actor.Covers(plot.Commune))
            return IntakeCodes.OutOfScope;
        var errors = new FieldErrors();
        FreeText.Check(errors, "", plot.Address, required: false);
        FreeText.Check(errors, "", plot.Certificate?.BookNumber, required: false);
        FreeText.Check(errors, "", plot.Certificate?.Serial, required: false);
        FreeText.Check(errors, "", plot.Sheet);
        FreeText.Check(errors, "", plot.Plot);
        errors.Require(plot.PlotCode is null || PlotCode.IsWellFormed(plot.PlotCode), "", IntakeCodes.PersonalText);
        return errors.None ? null : IntakeCodes.PersonalText;
    }

    // The plots that the batch meets, and the hashes of the records they hold, in one round trip.
    private async Task<MetPlots> FindAsync(List<IncomingPlot> incoming, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select card.data from unnest($1, $2, $3) asked(commune, sheet, plot) join {schema.Name}.mt_doc_plotcard card
                on card.data -> 'plotNumber' ->> 'commune' = asked.commune and card.data -> 'plotNumber' ->> 'sheet' = asked.sheet
                and card.data -> 'plotNumber' ->> 'plot' = asked.plot and card.data ->> 'status' = 'live'
            union
            select card.data from unnest($4) asked(code) join {schema.Name}.mt_doc_plotcard card
                on card.data ->> 'plotCode' = asked.code and card.data ->> 'plotCode' is not null
            """);
        command.Parameters.AddWithValue(incoming.Select(plot => plot.Source.Commune).ToArray());
        command.Parameters.AddWithValue(incoming.Select(plot => plot.Source.Sheet).ToArray());
        command.Parameters.AddWithValue(incoming.Select(plot => plot.Source.Plot).ToArray());
        command.Parameters.AddWithValue(incoming.Select(plot => plot.Source.PlotCode).OfType<string>().ToArray());
        var met = new MetPlots();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            met.Add(JsonSerializer.Deserialize<PlotCard>(row.GetFieldValue<byte[]>(0), LedgerJson.Stored)!);
        }

        return met;
    }

    // The vault recognises a person by number, name and birth year; where a source leaves the number out, name and birth year decide.
    private async Task<bool> SameHoldersAsync(PlotCard held, IncomingPlot incoming, CancellationToken cancellation)
    {
        if (incoming.Holders.Length == 0)
            return true;
        if (incoming.Holders.Length != held.Holders.Length)
            return false;
        Guid[] ours = [.. held.Holders.Select(holder => holder.PersonId)];
        if (incoming.Holders.All(holder => ours.Contains(holder.PersonId)))
            return true;
        var known = await vault.ReadManyAsync(ours, cancellation);
        return incoming.Source.Holders.All(theirs => known.Values.Any(person => SourcePersons.Same(person, theirs)));
    }

    private sealed class MetPlots
    {
        private readonly Dictionary<string, PlotCard> numbers = [], codes = [];

        public void Add(PlotCard card)
        {
            numbers[card.PlotNumber.ToString()] = card;
            if (card.PlotCode is { } code)
                codes[code] = card;
        }

        // A record meets its plot by code or by number; two plots are one too many.
        public PlotCard[] Of(PlotDescription described) =>
        [
            .. new[]
            {
                described.PlotCode is { } code ? codes.GetValueOrDefault(code) : null,
                numbers.GetValueOrDefault(described.Number.ToString()),
            }.OfType<PlotCard>().DistinctBy(card => card.Id),
        ];
    }
}

/// <summary>Persons of a source record, as the vault knows persons.</summary>
public static class SourcePersons
{
    /// <summary>A holder as a person.</summary>
    public static Person ForVault(SourceHolder holder) => new()
    {
        Kind = Enum.TryParse<PersonKind>(holder.Kind, true, out var kind) ? kind : PersonKind.Individual,
        FullName = holder.FullName,
        BirthDate = holder.BirthDate,
        BirthYear = holder.BirthYear,
        Sex = Enum.TryParse<Sex>(holder.Sex, true, out var sex) ? sex : null,
        CitizenId = holder.CitizenId,
        OldIdNumber = holder.OldIdNumber,
        Address = holder.Address,
        OrganisationId = holder.OrganisationId,
    };

    /// <summary>The role under which a holder is recorded: spouses and the head of a household own, others keep their role.</summary>
    public static HolderRole Role(SourceHolder holder) => holder.Role switch
    {
        "representative" => HolderRole.Representative,
        "member" => HolderRole.Member,
        "manager" => HolderRole.Manager,
        _ => HolderRole.Owner,
    };

    /// <summary>Whether a source means a person of the vault: same name, no contradiction in year and number.</summary>
    public static bool Same(Person person, SourceHolder holder) =>
        VietnameseText.Key(person.FullName) == VietnameseText.Key(holder.FullName)
        && Agree(person.BirthDate?.Year ?? person.BirthYear, holder.BirthDate?.Year ?? holder.BirthYear)
        && (person.CitizenId is null || holder.CitizenId is null || person.CitizenId == holder.CitizenId);

    private static bool Agree(int? one, int? other) => one is null || other is null || one == other;
}
