using System.Globalization;
using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using NodaTime;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>
/// The plots of a commune as they were recorded at an instant: those that lay in it then, wherever they lie now. Which these are, the audit
/// trail says by index: the newest row up to the instant that names a plot's commune names this one. The present commune decides who may see
/// a plot.
/// </summary>
public sealed class PlotsAsOf(NpgsqlDataSource database, LedgerSchema schema, StoredEvents events)
{
    // Of a filter that finds little a page is short rather than late; the cursor goes on.
    private const int Examined = 500, Together = 100;

    private readonly string candidates =
        $"""
        select entered.seq, entered.plot_id from {schema.Name}.{AuditTrail.TableName} entered
        join {schema.Name}.mt_doc_plotcard card on card.id = entered.plot_id
        where entered.commune = $1 and ({AuditTrail.NamesCommune("entered")}) and entered.seq > $2 and entered.recorded_at <= $3
            and ($4 or card.data -> 'numberKey' ->> 'commune' = any($5))
            and not exists (select from {schema.Name}.{AuditTrail.TableName} later where later.plot_id = entered.plot_id
                and later.seq > entered.seq and later.recorded_at <= $3 and ({AuditTrail.NamesCommune("later")}))
        order by entered.seq limit $6
        """;

    private readonly string history =
        $"""
        select {StoredEvents.ColumnsOfFacts} from unnest($1) with ordinality wanted(id, place)
        join {schema.Name}.mt_events e on e.stream_id = wanted.id
        where e.timestamp <= $2 order by wanted.place, e.version
        """;

    // The trail is written behind the events; the first of those that it does not have yet say up to when it is whole.
    private readonly string behind =
        $"""
        select min(timestamp) from (
            select e.timestamp from {schema.Name}.mt_events e
            where e.seq_id > coalesce((select last_seq_id from {schema.Name}.mt_event_progression
                where name = '{AuditTrail.ViewName}:All'), 0) and e.type <> 'tombstone'
            order by e.seq_id limit 1000) waiting
        """;

    /// <summary>Whether the trail has everything up to an instant.</summary>
    public async Task<bool> IsWholeAsync(Instant moment, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(behind);
        return await command.ExecuteScalarAsync(cancellation) is not Instant first || first > moment;
    }

    /// <summary>One page, in the order in which the plots came to the commune.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="commune">The commune.</param>
    /// <param name="moment">The instant.</param>
    /// <param name="fits">Which of the cards, as they were, are asked for; null for all.</param>
    /// <param name="paging">Where the page starts.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Page<PlotCard>> PageAsync(
        ClaimsPrincipal user, string commune, Instant moment, Func<PlotCard, bool>? fits, Paging paging, CancellationToken cancellation)
    {
        var most = fits is null ? paging.Limit + 1 : Examined;
        var found = await CandidatesAsync(user, commune, moment, paging.AfterNumber ?? 0, most, cancellation);
        var (cards, seen) = (new List<PlotCard>(), 0);
        foreach (var some in found.Chunk(Together).TakeWhile(_ => cards.Count < paging.Limit))
        {
            await foreach (var card in CardsAsync([.. some.Select(one => one.Plot)], moment, cancellation))
            {
                if (cards.Count == paging.Limit)
                    break;
                seen++;
                if (card is not null && card.PlotNumber.Office() == commune && (fits is null || fits(card)))
                    cards.Add(card);
            }
        }

        var more = seen < found.Count || found.Count == most;
        return new(cards, more ? Paging.Cursor(found[seen - 1].Sequence.ToString(CultureInfo.InvariantCulture)) : null);
    }

    private async Task<List<(long Sequence, Guid Plot)>> CandidatesAsync(
        ClaimsPrincipal user, string commune, Instant moment, long after, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(candidates);
        foreach (var value in (object[])[commune, after, moment, user.CoversProvince(),
            user.Communes().SelectMany(PlotNumberKey.CommunesOf).ToArray(), most])
            command.Parameters.AddWithValue(value);
        var found = new List<(long, Guid)>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found.Add((row.GetInt64(0), row.GetGuid(1)));
        return found;
    }

    // One card for each plot, in their order; null where nothing was recorded yet.
    private async IAsyncEnumerable<PlotCard?> CardsAsync(
        Guid[] plots, Instant moment, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(history);
        command.Parameters.AddWithValue(plots);
        command.Parameters.AddWithValue(moment);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var at = 0;
        var fold = new Fold(plots[0]);
        while (await row.ReadAsync(cancellation))
        {
            var recorded = events.Read(row);
            while (recorded.StreamId != fold.Plot)
            {
                yield return fold.Card;
                fold = new(plots[++at]);
            }

            fold.Add(recorded, _ => true);
        }

        yield return fold.Card;
        while (++at < plots.Length)
            yield return null;
    }
}
