using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Policies;
using LandLedger.Sources;
using LandLedger.Storage;
using Marten;
using Npgsql;

namespace LandLedger.Intake;

/// <summary>Records batches: all events of a batch, the clean view and the run's new state in one transaction.</summary>
/// <param name="store">The ledger.</param>
/// <param name="vault">The vault, for persons that two sources name differently.</param>
/// <param name="rejectList">Where rows held back go.</param>
/// <param name="meeting">Which plots the records are about.</param>
/// <param name="bulk">Records many plots at once.</param>
/// <param name="database">The ledger's database.</param>
/// <param name="policies">The policy in force.</param>
/// <param name="settings"><c>Intake:BulkFrom</c>: from how many changed plots a batch is recorded by COPY.</param>
public sealed class ImportBatches(IDocumentStore store, PersonVault vault, RejectList rejectList, MeetingPlots meeting, BulkAppend bulk,
    NpgsqlDataSource database, PolicyShelf policies, IConfiguration settings)
{
    // Below this the few changes of a weekly file go through the store like anybody's.
    private readonly int bulkFrom = settings.GetValue("Intake:BulkFrom", 100);
    private readonly OwnerGuard guard = OwnerGuard.Of(settings);

    /// <summary>Records one batch.</summary>
    /// <exception cref="OwnersWouldChangeException">Too many owners differ; nothing of the batch was recorded.</exception>
    public async Task<ImportRun> RecordAsync(ImportRun run, PreparedBatch batch, CancellationToken cancellation)
    {
        var rejects = new List<Reject>(batch.Rejects);
        var tally = new BatchTally { Unchanged = batch.Unchanged };
        var changes = await DecideAsync(batch.Incoming, rejects, tally, cancellation);
        var after = tally.AddTo(run, batch, rejects);
        guard.Check(after);

        // Before the commit: a crash in between writes the same rejects again, and never loses one.
        await rejectList.AddAsync(run.Id, rejects, cancellation);
        if (changes.Count < bulkFrom)
            await RecordEachAsync(after, changes, cancellation);
        else
            await RecordManyAsync(after, changes, cancellation);
        return after;
    }

    private async Task<List<PlotFacts>> DecideAsync(
        List<IncomingPlot> incoming, List<Reject> rejects, BatchTally tally, CancellationToken cancellation)
    {
        var candidates = await meeting.CandidatesAsync([.. incoming.Select(record => record.Source)], cancellation);
        var sameHolders = await SameHoldersAsync(incoming, candidates, cancellation);
        var changes = new List<PlotFacts>(incoming.Count);
        for (var i = 0; i < incoming.Count; i++)
        {
            switch (candidates[i])
            {
                case []:
                    changes.Add(new(null, Guid.CreateVersion7(), Reconciliation.NewPlot(incoming[i])));
                    tally.New++;
                    break;
                case [var card]:
                    var facts = Reconciliation.KnownPlot(card, incoming[i], sameHolders[i], policies.Active);
                    tally.Met(facts);
                    if (facts.Length > 0)
                        changes.Add(new(card, card.Id, facts));
                    break;
                default:
                    rejects.AddRange(incoming[i].Source.Rows.Select(row =>
                        new Reject(row, "", IntakeCodes.TakenByAnother, incoming[i].Description.Number.ToString(), false)));
                    break;
            }
        }

        return changes;
    }

    // The vault recognises a person by number, name and birth year; where a source leaves the number out, name and birth year decide.
    private async Task<bool[]> SameHoldersAsync(List<IncomingPlot> incoming, PlotCard[][] candidates, CancellationToken cancellation)
    {
        var same = new bool[incoming.Count];
        var open = new List<int>();
        for (var i = 0; i < same.Length; i++)
        {
            if (candidates[i] is not [var held])
                continue;
            same[i] = incoming[i].Holders.Length == 0 || (incoming[i].Holders.Length == held.Holders.Length
                && incoming[i].Holders.All(theirs => held.Holders.Any(ours => ours.PersonId == theirs.PersonId)));
            if (!same[i] && incoming[i].Holders.Length == held.Holders.Length)
                open.Add(i);
        }

        if (open.Count == 0)
            return same;
        var known = await vault.ReadManyAsync(
            [.. open.SelectMany(i => candidates[i][0].Holders).Select(holder => holder.PersonId).Distinct()], cancellation);
        foreach (var i in open)
        {
            var ours = candidates[i][0].Holders.Select(holder => known.GetValueOrDefault(holder.PersonId)).OfType<Person>().ToArray();
            same[i] = incoming[i].Source.Holders.All(theirs => ours.Any(person => SourcePersons.Same(person, theirs)));
        }

        return same;
    }

    private async Task RecordEachAsync(ImportRun run, List<PlotFacts> changes, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.LastModifiedBy = run.Actor.Subject;
        session.CorrelationId = run.Id.ToString("N");
        foreach (var (key, value) in ProvenanceOf(run))
            session.SetHeader(key, value);
        foreach (var plot in changes)
        {
            if (plot.Before is null)
                session.Events.StartStream<Plot>(plot.Id, plot.Facts);
            else
                (await session.Events.FetchForWriting<Plot>(plot.Id, plot.Before.Version, cancellation)).AppendMany(plot.Facts);
        }

        session.Store(run);
        await session.SaveChangesAsync(cancellation);
    }

    private async Task RecordManyAsync(ImportRun run, List<PlotFacts> changes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await bulk.WriteAsync(connection, changes, new(run.Actor.Subject, run.Id.ToString("N"), ProvenanceOf(run)), cancellation);
        await using (var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction)))
        {
            session.Store(run);
            await session.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static Dictionary<string, string> ProvenanceOf(ImportRun run) => new()
    {
        [Provenance.Name] = run.Actor.Name,
        [Provenance.Roles] = run.Actor.Roles,
        [Provenance.Office] = run.Actor.Office,
        [Provenance.Session] = run.Actor.Session,
        [Provenance.Client] = run.Actor.Client,
        [Provenance.Reason] = $"import {run.System}",
        [Provenance.ImportRun] = run.Id.ToString(),
    };
}
