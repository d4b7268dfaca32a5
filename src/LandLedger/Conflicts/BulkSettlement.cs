using JasperFx;
using LandLedger.Plots;
using Marten;
using Marten.Exceptions;
using NodaTime;
using Npgsql;

namespace LandLedger.Conflicts;

/// <summary>
/// Proposes and approves for many plots, some hundred to a commit. Each plot gets events of its own, on top of the version that was read;
/// a plot that somebody else changes in between is judged again as it is then.
/// </summary>
public sealed class BulkSettlement(ISessionFactory sessions, NpgsqlDataSource database)
{
    /// <summary>The most plots of one proposal.</summary>
    public const int Most = 1_000;

    private const int PerCommit = 250, Attempts = 5;

    /// <summary>Whether a filter finds anything to propose.</summary>
    public async Task<bool> AnyAsync(ProposeInBulk command, CancellationToken cancellation) =>
        (await FoundAsync(command, null, 1, cancellation)).Count > 0;

    /// <summary>Proposes for the first plots that the filter finds, and freezes the list of them.</summary>
    public async Task<BulkProposal> ProposeAsync(ProposeInBulk command, string by, CancellationToken cancellation)
    {
        var proposal = new BulkProposal
        {
            Id = Guid.CreateVersion7(), Commune = command.Filter.Commune, Filter = command.Filter, Choice = command.Choice,
            Reason = command.Reason.Normalize(), ProposedBy = by, ProposedAt = SystemClock.Instance.GetCurrentInstant(),
        };
        await using var turn = await TurnAsync(proposal.Id, cancellation);
        Guid? after = null;
        for (var more = true; more && proposal.Count < Most;)
        {
            var take = Math.Min(PerCommit, Most - proposal.Count);
            var found = await FoundAsync(command, after, take, cancellation);
            if (found.Count == 0)
                break;
            more = found.Count > take;
            PlotCard[] cards = [.. found.Take(take)];
            after = cards[^1].Id;
            proposal = await CommitAsync(proposal.Id, session => ProposeAsync(session, proposal, cards, more, cancellation), cancellation);
        }

        return proposal;
    }

    /// <summary>A proposal that is made to its end and that nobody is approving at this moment; null when there is none.</summary>
    public async Task<BulkProposal?> SettledDownAsync(Guid id, CancellationToken cancellation)
    {
        await using var turn = await TurnAsync(id, cancellation);
        return await LoadAsync(id, cancellation);
    }

    /// <summary>Settles what a proposal lists. Again, it answers what came of it, and finishes what was cut off.</summary>
    public async Task<BulkProposal> ApproveAsync(Guid id, string by, CancellationToken cancellation)
    {
        await using var turn = await TurnAsync(id, cancellation);
        var proposal = await LoadAsync(id, cancellation) ?? throw new InvalidOperationException("The proposal is gone.");
        var (take, refused) = (PerCommit, (string?)null);
        while (proposal.Open)
        {
            BulkItem[] next = [.. proposal.Items.Where(item => item.Outcome == BulkOutcome.Proposed).Take(take)];
            try
            {
                proposal = await CommitAsync(id, session => SettleAsync(session, proposal, next, by, refused, cancellation), cancellation);
                (take, refused) = (PerCommit, null);
            }
            catch (DocumentAlreadyExistsException taken) when (LostRace.OnExceptionFilter(taken) && refused is null)
            {
                // One of them would take a number or code that is another plot's: one by one, until it is found and skipped.
                refused = take == 1 ? LostRace.CodeOf(taken) : null;
                take = 1;
            }
        }

        return proposal;
    }

    private static async Task<BulkProposal> ProposeAsync(
        IDocumentSession session, BulkProposal proposal, PlotCard[] cards, bool more, CancellationToken cancellation)
    {
        var streams = await StreamsAsync(session, cards.Select(card => card.Id), cancellation);
        var items = new List<BulkItem>(cards.Length);
        foreach (var card in cards)
        {
            var plot = streams[card.Id].Aggregate!;
            var item = BulkDecision.Propose(proposal, card, plot);
            items.Add(item);
            if (item.Outcome == BulkOutcome.Proposed)
                streams[card.Id].AppendOne(new ConflictResolutionProposed(item.ConflictId, item.Choice!.Value, null));
        }

        return proposal.With(items, more);
    }

    private static async Task<BulkProposal> SettleAsync(IDocumentSession session, BulkProposal proposal, BulkItem[] next, string by,
        string? refused, CancellationToken cancellation)
    {
        var done = new Dictionary<Guid, BulkItem>();
        var streams = await StreamsAsync(session, next.Select(item => item.Plot), cancellation);
        foreach (var item in next)
        {
            var plot = streams[item.Plot].Aggregate!;
            if ((refused ?? BulkDecision.WhyNot(plot, item, by)) is { } code)
            {
                done[item.Plot] = item.Not(BulkOutcome.Skipped, code);
                continue;
            }

            streams[item.Plot].AppendMany(Resolution.Facts(plot, plot.Conflict(item.ConflictId)!));
            done[item.Plot] = item with { Outcome = BulkOutcome.Settled };
        }

        return proposal.With(done) with
        {
            ApprovedBy = proposal.ApprovedBy ?? by,
            ApprovedAt = proposal.ApprovedAt ?? SystemClock.Instance.GetCurrentInstant(),
        };
    }

    private static async Task<Dictionary<Guid, JasperFx.Events.IEventStream<Plot>>> StreamsAsync(
        IDocumentSession session, IEnumerable<Guid> plots, CancellationToken cancellation)
    {
        var batch = session.CreateBatchQuery();
        var asked = plots.ToDictionary(plot => plot, plot => batch.Events.FetchForWriting<Plot>(plot));
        await batch.Execute(cancellation);
        var streams = new Dictionary<Guid, JasperFx.Events.IEventStream<Plot>>();
        foreach (var (plot, stream) in asked)
            streams[plot] = await stream;
        return streams;
    }

    private async Task<BulkProposal> CommitAsync(
        Guid id, Func<IDocumentSession, Task<BulkProposal>> step, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = sessions.OpenSession();
            session.CorrelationId = id.ToString();
            var after = await step(session);
            session.Store(after);
            try
            {
                await session.SaveChangesAsync(cancellation);
                return after;
            }
            catch (ConcurrencyException) when (attempt < Attempts)
            {
                // One of the plots moved on since it was read: all of them are read and judged again.
            }
        }
    }

    private async Task<IReadOnlyList<PlotCard>> FoundAsync(
        ProposeInBulk command, Guid? after, int take, CancellationToken cancellation)
    {
        await using var query = sessions.QuerySession();
        return await BulkDecision.FindAsync(query, command, new(after?.ToString(), take), cancellation);
    }

    private async Task<BulkProposal?> LoadAsync(Guid id, CancellationToken cancellation)
    {
        await using var query = sessions.QuerySession();
        return await query.LoadAsync<BulkProposal>(id, cancellation);
    }

    // One at a time for each proposal; given back when the connection is, whatever happens to the caller.
    private async Task<NpgsqlConnection> TurnAsync(Guid id, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await connection.BeginTransactionAsync(cancellation);
            await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection);
            command.CommandTimeout = 120;
            command.Parameters.AddWithValue($"bulk-proposal {id}");
            await command.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
