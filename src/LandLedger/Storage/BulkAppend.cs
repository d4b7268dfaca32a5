using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Storage;

/// <summary>What happened to one plot, to be recorded together with many others.</summary>
/// <param name="Before">Its clean view as it was met; null for a new plot.</param>
/// <param name="Id">The plot.</param>
/// <param name="Facts">The new events, in order.</param>
public sealed record PlotFacts(PlotCard? Before, Guid Id, object[] Facts);

/// <summary>Who and why, the same for all events of a batch.</summary>
/// <param name="Actor">Subject of whoever acts.</param>
/// <param name="CorrelationId">What belongs together.</param>
/// <param name="Headers">The rest of the provenance.</param>
public sealed record BulkProvenance(string Actor, string CorrelationId, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// Records the events of thousands of plots by COPY: the rows of streams, events and clean view that the store would have written one by
/// one. A plot that moved on since its card was read refuses the whole batch.
/// </summary>
/// <remarks>docs/decisions/0011 says why this does not go through the store's own bulk insert.</remarks>
public sealed class BulkAppend(IDocumentStore store, LedgerSchema schema, SignedAtOrigin origin)
{
    private static readonly RecordWriter<PlotCard> Card = new RecordWriters(LedgerJson.Stored).Of<PlotCard>();
    private static readonly string CardType = typeof(PlotCard).FullName!;
    private static readonly ConcurrentDictionary<Type, Func<object, IEvent>> Wrappers = new();
    private readonly ConcurrentDictionary<Type, EventKind> kinds = new();
    private readonly WholeMicroseconds clock = new();

    /// <summary>Writes all of it within a transaction that the caller commits.</summary>
    /// <exception cref="ConcurrencyException">A plot is at another version than its card.</exception>
    /// <exception cref="PostgresException">23505: a number or code was taken meanwhile.</exception>
    public async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<PlotFacts> plots, BulkProvenance provenance, CancellationToken cancellation)
    {
        if (provenance.Actor.Length == 0)
            throw new InvalidOperationException("The events of a batch have no actor; nothing was recorded.");
        var known = plots.Where(plot => plot.Before is not null).OrderBy(plot => plot.Id).ToArray();
        if (known.Length > 0)
            await MoveStreamsAsync(connection, known, cancellation);
        await LockEventsAsync(connection, cancellation);
        var sequences = await SequencesAsync(connection, plots.Sum(plot => plot.Facts.Length), cancellation);
        var cards = new byte[plots.Count][];
        var rows = Events(plots, sequences, provenance, cards);
        await CopyStreamsAsync(connection, plots.Where(plot => plot.Before is null), cancellation);
        await CopyEventsAsync(connection, Signed(rows, provenance), provenance, cancellation);
        await CopyCardsAsync(connection, plots, cards, cancellation);
        await ParkAsync(connection, rows, plots, cancellation);
        if (known.Length > 0)
            await MoveCardsAsync(connection, plots, cards, cancellation);
    }

    // A unique index is checked row by row: where a plot gets the number that another of the batch gives up, both are out of the index of
    // live numbers for a moment that nobody else sees.
    private async Task ParkAsync(NpgsqlConnection connection, List<EventRow> rows, IReadOnlyList<PlotFacts> plots, CancellationToken cancellation)
    {
        var taken = rows.Select(row => NewNumber(row.Happened.Data)).OfType<PlotNumber>().Select(PlotNumberKey.Of).ToHashSet();
        if (taken.Count == 0)
            return;
        Guid[] inTheWay = [.. plots.Where(plot => plot.Before is { } card && taken.Contains(card.NumberKey)).Select(plot => plot.Id)];
        if (inTheWay.Length == 0)
            return;
        await using var command = new NpgsqlCommand(
            $$"""update {{schema.Name}}.mt_doc_plotcard set data = jsonb_set(data, '{status}', '"moving"') where id = any($1)""", connection);
        command.Parameters.AddWithValue(inTheWay);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static PlotNumber? NewNumber(object fact) => fact switch
    {
        PlotRenumberedBecauseCommunesMerged it => it.To,
        PlotRenumberingReversed it => it.To,
        _ => null,
    };

    private List<EventRow> Events(IReadOnlyList<PlotFacts> plots, long[] sequences, BulkProvenance provenance, byte[][] cards)
    {
        var now = clock.GetUtcNow();
        var rows = new List<EventRow>(sequences.Length);
        for (var at = 0; at < plots.Count; at++)
        {
            var plot = plots[at];
            var version = plot.Before?.Version ?? 0;
            var card = plot.Before ?? new PlotCard { Id = plot.Id };
            foreach (var fact in plot.Facts)
            {
                var happened = Wrap(fact);
                happened.Id = Guid.NewGuid();
                happened.StreamId = plot.Id;
                happened.Version = ++version;
                happened.Sequence = sequences[rows.Count];
                happened.Timestamp = now;
                happened.UserName = provenance.Actor;
                card = card.Evolve(happened);
                var kind = KindOf(fact.GetType());
                rows.Add(new(happened, kind, kind.Written.BytesOf(fact)));
            }

            cards[at] = Card.Bytes(card with { Version = version });
        }

        return rows;
    }

    // Rows of a plot stand together; the first of them carries the signature over all.
    private List<(EventRow, byte[])> Signed(List<EventRow> rows, BulkProvenance provenance)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(provenance.Headers, LedgerJson.Stored);
        var who = EventHashes.OfProvenance(provenance.Actor, provenance.CorrelationId, null, plain);
        var commits = new List<ArraySegment<EventRow>>();
        for (var (all, from, to) = (rows.ToArray(), 0, 0); from < all.Length; from = to)
        {
            for (to = from; to < all.Length && all[to].Happened.StreamId == all[from].Happened.StreamId;)
                to++;
            commits.Add(new(all, from, to - from));
        }

        var signed = new List<(EventRow, byte[])>(rows.Count);
        foreach (var (commit, signature) in commits.Zip(origin.Sign(commits.Select(rows => AsSigned(rows, who)))))
        {
            var carrying = new Dictionary<string, string>(provenance.Headers) { [EventHashes.OriginHeader] = signature };
            signed.Add((commit[0], JsonSerializer.SerializeToUtf8Bytes(carrying, LedgerJson.Stored)));
            signed.AddRange(commit.Skip(1).Select(row => (row, plain)));
        }

        return signed;
    }

    private static PlotCommit AsSigned(ArraySegment<EventRow> rows, byte[] who) => new(rows[0].Happened.StreamId, rows[0].Happened.Version,
        [.. rows.Select(row => new SignedEvent(row.Happened.Id, row.Kind.Event, EventHashes.OfPayload(row.Data), who))]);

    // The update takes the rows' locks: whoever appends to one of these plots meanwhile waits, and then sees the new version.
    private async Task MoveStreamsAsync(NpgsqlConnection connection, PlotFacts[] known, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            update {schema.Name}.mt_streams s set version = u.after, timestamp = now()
            from unnest($1, $2, $3) u(id, before, after) where s.id = u.id and s.version = u.before and not s.is_archived
            """, connection);
        command.Parameters.AddWithValue(known.Select(plot => plot.Id).ToArray());
        command.Parameters.AddWithValue(known.Select(plot => (long)plot.Before!.Version).ToArray());
        command.Parameters.AddWithValue(known.Select(plot => (long)plot.Before!.Version + plot.Facts.Length).ToArray());
        if (await command.ExecuteNonQueryAsync(cancellation) != known.Length)
            throw new ConcurrencyException("A plot of the batch was changed since it was read.", null);
    }

    // Taken before the numbers: whoever waits for commits under way then waits for these numbers, too.
    private async Task LockEventsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"lock table {schema.Name}.mt_events in row exclusive mode", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<long[]> SequencesAsync(NpgsqlConnection connection, int count, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select array_agg(n order by n) from (select nextval('{schema.Name}.mt_events_sequence') n from generate_series(1, $1)) taken",
            connection);
        command.Parameters.AddWithValue(count);
        return await command.ExecuteScalarAsync(cancellation) as long[] ?? [];
    }

    private async Task CopyStreamsAsync(NpgsqlConnection connection, IEnumerable<PlotFacts> plots, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {schema.Name}.mt_streams (id, type, version) from stdin (format binary)", cancellation);
        foreach (var plot in plots)
        {
            copy.StartRow();
            copy.Write(plot.Id, NpgsqlDbType.Uuid);
            copy.Write("plot", NpgsqlDbType.Varchar);
            copy.Write((long)plot.Facts.Length, NpgsqlDbType.Bigint);
        }

        await copy.CompleteAsync(cancellation);
    }

    private async Task CopyEventsAsync(
        NpgsqlConnection connection, List<(EventRow Event, byte[] Headers)> rows, BulkProvenance provenance, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"""
            copy {schema.Name}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, headers, user_name)
            from stdin (format binary)
            """, cancellation);
        foreach (var ((happened, name, data), headers) in rows)
        {
            copy.StartRow();
            copy.Write(happened.Sequence, NpgsqlDbType.Bigint);
            copy.Write(happened.Id, NpgsqlDbType.Uuid);
            copy.Write(happened.StreamId, NpgsqlDbType.Uuid);
            copy.Write(happened.Version, NpgsqlDbType.Bigint);
            copy.Write(data, NpgsqlDbType.Jsonb);
            copy.Write(name.Event, NpgsqlDbType.Varchar);
            copy.Write(happened.Timestamp, NpgsqlDbType.TimestampTz);
            copy.Write(name.DotNet, NpgsqlDbType.Varchar);
            copy.Write(provenance.CorrelationId, NpgsqlDbType.Varchar);
            copy.Write(headers, NpgsqlDbType.Jsonb);
            copy.Write(provenance.Actor, NpgsqlDbType.Varchar);
        }

        await copy.CompleteAsync(cancellation);
    }

    private async Task CopyCardsAsync(
        NpgsqlConnection connection, IReadOnlyList<PlotFacts> plots, byte[][] cards, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {schema.Name}.mt_doc_plotcard (id, data, mt_dotnet_type, mt_version) from stdin (format binary)", cancellation);
        for (var at = 0; at < plots.Count; at++)
        {
            if (plots[at].Before is not null)
                continue;
            copy.StartRow();
            copy.Write(plots[at].Id, NpgsqlDbType.Uuid);
            copy.Write(cards[at], NpgsqlDbType.Jsonb);
            copy.Write(CardType, NpgsqlDbType.Varchar);
            copy.Write((long)plots[at].Facts.Length, NpgsqlDbType.Bigint);
        }

        await copy.CompleteAsync(cancellation);
    }

    private async Task MoveCardsAsync(
        NpgsqlConnection connection, IReadOnlyList<PlotFacts> plots, byte[][] cards, CancellationToken cancellation)
    {
        var known = Enumerable.Range(0, plots.Count).Where(at => plots[at].Before is not null).ToArray();
        await using var command = new NpgsqlCommand(
            $"""
            update {schema.Name}.mt_doc_plotcard c set data = u.data, mt_version = u.version, mt_last_modified = transaction_timestamp()
            from unnest($1, $2, $3) u(id, data, version) where c.id = u.id
            """, connection);
        command.Parameters.AddWithValue(known.Select(at => plots[at].Id).ToArray());
        command.Parameters.Add(new()
        {
            Value = known.Select(at => cards[at]).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
        });
        command.Parameters.AddWithValue(known.Select(at => (long)plots[at].Before!.Version + plots[at].Facts.Length).ToArray());
        if (await command.ExecuteNonQueryAsync(cancellation) != known.Length)
            throw new InvalidOperationException("A plot of the batch has no row in the clean view; it has to be rebuilt first.");
    }

    private EventKind KindOf(Type fact) => kinds.GetOrAdd(fact, type =>
    {
        var mapping = ((DocumentStore)store).Events.EventMappingFor(type);
        return new(mapping.EventTypeName, mapping.DotNetTypeName, new RecordWriters(LedgerJson.Stored).Of(type));
    });

    private static IEvent Wrap(object fact) => Wrappers.GetOrAdd(fact.GetType(), static type =>
    {
        var given = Expression.Parameter(typeof(object));
        var made = Expression.New(typeof(Event<>).MakeGenericType(type).GetConstructor([type])!, Expression.Convert(given, type));
        return Expression.Lambda<Func<object, IEvent>>(Expression.Convert(made, typeof(IEvent)), given).Compile();
    })(fact);

    private sealed record EventKind(string Event, string DotNet, IRecordWriter Written);

    private readonly record struct EventRow(IEvent Happened, EventKind Kind, byte[] Data);
}
