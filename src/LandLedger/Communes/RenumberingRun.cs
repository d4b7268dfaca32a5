using JasperFx;
using LandLedger.Audit;
using LandLedger.Storage;
using Marten;
using NodaTime;
using Npgsql;

namespace LandLedger.Communes;

/// <summary>Examines and carries out one reorganisation, page by page.</summary>
public sealed partial class RenumberingRun(
    IDocumentStore store, RenumberingPass pass, ReferenceTables tables, BulkAppend bulk, NpgsqlDataSource database, ILogger<RenumberingRun> log)
{
    private const int ShowEvery = 20, Attempts = 5;

    /// <summary>Counts what would be renumbered. Changes nothing but the count.</summary>
    public async Task<Reorganisation> ExamineAsync(Reorganisation run, Func<bool> cancelled, CancellationToken cancellation)
    {
        var map = await tables.OfAsync(run, cancellation);
        var plan = RenumberingPlan.Of(run, map);
        var (tally, at, pages, unseen) = (new RenumberingTally(), ReorganisationPosition.Start, 0, map.Sheets.ToHashSet());
        while (await pass.NextAsync(plan, at, cancellation) is { } page)
        {
            if (cancelled())
                return run with { State = ReorganisationState.Cancelled, FinishedAt = Now() };
            unseen.ExceptWith(page.Page.Select(plot => (plot.Card.NumberKey.Commune, plot.Card.NumberKey.Sheet)));
            (tally, at) = (tally.With(page.Page, sheets: true), page.Behind);
            if (++pages % ShowEvery == 0)
                await SaveAsync(run with { Examined = tally with { Sheets = [] } }, cancellation);
        }

        TableFinding[] findings = run.Reverses is null
            ? [.. map.Findings(), .. unseen.Order().Select(sheet => new TableFinding("sheet-without-plots", $"{sheet.Commune}.{sheet.Sheet}", []))]
            : [];
        return run with
        {
            State = ReorganisationState.Proposed, Examined = tally, Findings = [.. findings.Take(Reorganisation.MostFindings)],
            FindingsByCode = new(findings.CountBy(finding => finding.Code).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        };
    }

    /// <summary>Renumbers what can be, behind the last page that was committed.</summary>
    public async Task<Reorganisation> RunAsync(Reorganisation run, Func<bool> cancelled, CancellationToken cancellation)
    {
        var plan = RenumberingPlan.Of(run, await tables.OfAsync(run, cancellation));
        run = run with { StartedAt = run.StartedAt ?? Now() };
        for (var attempt = 1; ;)
        {
            if (cancelled())
                return run with { State = ReorganisationState.Cancelled, FinishedAt = Now() };
            if (await pass.NextAsync(plan, run.Position, cancellation) is not { } page)
                return run with { State = ReorganisationState.Finished, FinishedAt = Now() };
            var done = run.Done.With([.. page.Moves, .. page.Page.Where(plot => plot.Code is not null)], sheets: false);
            var after = run with { Position = page.Behind, Done = done };
            try
            {
                await RecordAsync(after, plan, page.Moves, cancellation);
                (run, attempt) = (after, 1);
            }
            catch (Exception race) when (attempt < Attempts && IsRace(race))
            {
                // Somebody recorded one of these plots at this very moment: the page is read and judged again.
                LogRace(log, run.Id, attempt++);
            }
        }
    }

    /// <summary>Whether two wrote to one plot, or took one number, at the same moment.</summary>
    public static bool IsRace(Exception fault) => fault is ConcurrencyException
        or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Saves how a reorganisation stands.</summary>
    public async Task SaveAsync(Reorganisation run, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.Store(run);
        await session.SaveChangesAsync(cancellation);
    }

    // All events of a page, the clean view and how far the run is, in one transaction.
    private async Task RecordAsync(Reorganisation run, RenumberingPlan plan, List<JudgedPlot> moves, CancellationToken cancellation)
    {
        if (moves.Count == 0)
        {
            await SaveAsync(run, cancellation);
            return;
        }

        PlotFacts[] facts = [.. moves.Select(plot => new PlotFacts(plot.Card, plot.Card.Id, [plan.Fact(plot.Card, plot.To!, plot.Row)]))];
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await bulk.WriteAsync(connection, facts, ProvenanceOf(run), cancellation);
        await using (var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction)))
        {
            session.Store(run);
            await session.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    // Whoever approved decided; who proposed stands in the reorganisation that the correlation id names.
    private static BulkProvenance ProvenanceOf(Reorganisation run)
    {
        var approval = run.Approval ?? throw new InvalidOperationException("Nobody has approved the reorganisation.");
        return new(approval.By.Subject, run.Id.ToString("N"), new Dictionary<string, string>
        {
            [Provenance.Name] = approval.By.Name,
            [Provenance.Roles] = approval.By.Roles,
            [Provenance.Office] = approval.By.Office,
            [Provenance.Session] = approval.By.Session,
            [Provenance.Client] = approval.By.Client,
            [Provenance.Reason] = approval.Reason,
        });
    }

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();

    [LoggerMessage(LogLevel.Information, "Reorganisation {Run} lost a race, attempt {Attempt}")]
    private static partial void LogRace(ILogger log, Guid run, int attempt);
}
