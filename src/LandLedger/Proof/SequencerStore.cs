using LandLedger.Proof.Rows;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>How far the log has come.</summary>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root over them.</param>
/// <param name="Edge">What is needed to go on; see <see cref="MerkleFrontier.State"/>.</param>
/// <param name="Reached">The highest sequence number that was dealt with: sealed, held, or noted as a gap.</param>
public sealed record LogHead(long Size, byte[] Root, byte[] Edge, long Reached)
{
    /// <summary>Before the first leaf.</summary>
    public static LogHead Empty => new(0, MerkleHash.Empty, [], 0);
}

/// <summary>The SQL of the sequencer; everything within one snapshot and one transaction of its caller.</summary>
/// <param name="connection">Open, in a repeatable-read transaction.</param>
/// <param name="schema">Where the ledger is.</param>
public sealed class SequencerStore(NpgsqlConnection connection, LedgerSchema schema)
{
    private readonly string log = LogTables.SchemaOf(schema);

    /// <summary>How far the log has come.</summary>
    public async Task<LogHead> HeadAsync(CancellationToken cancellation)
    {
        await using var command = Command($"select size, root, edge, reached from {log}.head");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3))
            : LogHead.Empty;
    }

    /// <summary>Committed events above a number, hashed, in order.</summary>
    public async Task<ReadEvents> AboveAsync(long reached, int limit, CancellationToken cancellation)
    {
        var rows = await RowsAsync(
            $"select {EventColumns.All} from {schema.Name}.mt_events e where e.seq_id > {reached} order by e.seq_id limit {limit}", cancellation);
        return new(rows, rows.Count == limit);
    }

    /// <summary>Committed events whose number was missing, hashed, in order.</summary>
    public Task<List<EventRow>> LateAsync(int limit, CancellationToken cancellation) => AmongAsync("gap", limit, cancellation);

    /// <summary>Events that are held, hashed, in order.</summary>
    public Task<List<EventRow>> HeldAsync(int limit, CancellationToken cancellation) => AmongAsync("held", limit, cancellation);

    /// <summary>How many events are held.</summary>
    public async Task<long> HeldCountAsync(CancellationToken cancellation) =>
        (long)(await ScalarAsync($"select count(*) from {log}.held", cancellation))!;

    /// <summary>The highest number that the ledger has ever given out.</summary>
    public async Task<long> LastGivenAsync(CancellationToken cancellation) =>
        (long)(await ScalarAsync($"select last_value from {schema.Name}.mt_events_sequence", cancellation))!;

    /// <summary>The leaves of the events just before these, by the sequence number of each event.</summary>
    public async Task<Dictionary<long, Leaf>> PreviousAsync(IReadOnlyCollection<EventRow> rows, CancellationToken cancellation)
    {
        var found = new Dictionary<long, Leaf>();
        if (rows.Count == 0)
            return found;
        await using var command = Command(
            $"""
            select row.seq, l.record from unnest($1, $2, $3) row(seq, stream, version)
            join {schema.Name}.mt_events p on p.stream_id = row.stream and p.version = row.version - 1
            join {log}.leaf l on l.seq_id = p.seq_id
            """);
        command.Parameters.AddWithValue(rows.Select(row => row.Sequence).ToArray());
        command.Parameters.AddWithValue(rows.Select(row => row.Stream).ToArray());
        command.Parameters.AddWithValue(rows.Select(row => row.Version).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found[row.GetInt64(0)] = Leaf.Decode(row.GetFieldValue<byte[]>(1));
        return found;
    }

    /// <summary>Numbers that were given up as void, of these.</summary>
    public async Task<HashSet<long>> VoidAsync(IEnumerable<long> numbers, CancellationToken cancellation)
    {
        await using var command = Command($"select seq_id from {log}.gap where void_at is not null and seq_id = any($1)");
        command.Parameters.AddWithValue(numbers.ToArray());
        var found = new HashSet<long>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found.Add(row.GetInt64(0));
        return found;
    }

    /// <summary>Leaves, in order.</summary>
    /// <param name="from">Index of the first.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<List<byte[]>> RecordsAsync(long from, int count, CancellationToken cancellation)
    {
        await using var command = Command($"select record from {log}.leaf where leaf_index >= $1 order by leaf_index limit $2");
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(count);
        var records = new List<byte[]>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            records.Add(row.GetFieldValue<byte[]>(0));
        return records;
    }

    /// <summary>Adds leaves while they are made.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="leaves">With the number of their event, if they are one.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task AppendAsync(long first, IEnumerable<(long? Sequence, HashedLeaf Leaf)> leaves, CancellationToken cancellation)
    {
        await using var rows = await RowsToCopy.OpenAsync(connection, $"{log}.leaf (leaf_index, seq_id, record)", cancellation);
        foreach (var (sequence, leaf) in leaves)
        {
            await rows.NextAsync(3, cancellation);
            rows.Put(first++);
            rows.Put(sequence);
            rows.Put(leaf.Record);
        }

        await rows.CompleteAsync(cancellation);
    }

    /// <summary>Moves the head, if it is still where it was; what the new leaves are of is then not missing and not held.</summary>
    /// <exception cref="LogBrokenException">The head is elsewhere: somebody else moved it.</exception>
    public async Task MoveAsync(LogHead before, LogHead after, CancellationToken cancellation)
    {
        await ExecuteAsync($"insert into {log}.head (size, root, edge, reached) values (0, ''::bytea, ''::bytea, 0) on conflict do nothing",
            cancellation);
        var moved = await ExecuteAsync(
            $"update {log}.head set size = $1, root = $2, edge = $3, reached = $4 where size = $5 and reached = $6 and (size = 0 or root = $7)",
            cancellation, after.Size, after.Root, after.Edge, after.Reached, before.Size, before.Reached, before.Root);
        if (moved != 1)
            throw new LogBrokenException("The head of the log was moved by somebody else; nothing was sealed.");
        await ExecuteAsync($"delete from {log}.gap g using {log}.leaf l where l.seq_id = g.seq_id", cancellation);
        await ExecuteAsync($"delete from {log}.held h using {log}.leaf l where l.seq_id = h.seq_id", cancellation);
    }

    /// <summary>Notes numbers that no committed event has.</summary>
    public Task MissAsync(IEnumerable<(long From, long To)> missing, CancellationToken cancellation)
    {
        var ranges = missing.ToArray();
        return ranges.Length == 0 ? Task.CompletedTask : ExecuteAsync(
            $"""
            insert into {log}.gap (seq_id) select n from unnest($1, $2) range(first, last), generate_series(range.first, range.last) n
            on conflict do nothing
            """, cancellation, ranges.Select(range => range.From).ToArray(), ranges.Select(range => range.To).ToArray());
    }

    /// <summary>Notes events that are not sealed, and why.</summary>
    public async Task HoldAsync(IReadOnlyCollection<(EventRow Row, string Why)> held, CancellationToken cancellation)
    {
        if (held.Count == 0)
            return;
        await ExecuteAsync(
            $"""
            insert into {log}.held (seq_id, stream_id, version, type, why) select * from unnest($1, $2, $3, $4, $5) on conflict do nothing
            """, cancellation, held.Select(one => one.Row.Sequence).ToArray(), held.Select(one => one.Row.Stream).ToArray(),
            held.Select(one => one.Row.Version).ToArray(), held.Select(one => one.Row.Type).ToArray(), held.Select(one => one.Why).ToArray());
        await ExecuteAsync($"delete from {log}.gap g using {log}.held h where h.seq_id = g.seq_id", cancellation);
    }

    /// <summary>Gives up numbers that can no longer come: old, and every transaction of their time has ended.</summary>
    public Task VoidOldAsync(TimeSpan after, CancellationToken cancellation) => ExecuteAsync(
        $"""
        update {log}.gap set void_at = now()
        where void_at is null and seen_at < now() - $1 and seen_before <= pg_snapshot_xmin(pg_current_snapshot())
        """, cancellation, after);

    /// <summary>Statements that are not sealed yet, oldest first.</summary>
    public async Task<List<Statement>> StatementsAsync(CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            select id, kind, body, made_at, actor, origin from {log}.statement where leaf_index is null order by made_at, id limit 1000
            """);
        var found = new List<Statement>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(new(row.GetGuid(0), (LeafKind)row.GetInt16(1), row.GetString(2), EventColumns.Since1970(row.GetFieldValue<long>(3)),
                row.GetString(4), row.GetString(5)));
        }

        return found;
    }

    /// <summary>Notes where statements were sealed.</summary>
    public Task SealedAsync(IEnumerable<(Guid Id, long LeafIndex)> statements, CancellationToken cancellation)
    {
        var rows = statements.ToArray();
        return rows.Length == 0 ? Task.CompletedTask : ExecuteAsync(
            $"update {log}.statement s set leaf_index = row.leaf from unnest($1, $2) row(id, leaf) where s.id = row.id",
            cancellation, rows.Select(row => row.Id).ToArray(), rows.Select(row => row.LeafIndex).ToArray());
    }

    private Task<List<EventRow>> AmongAsync(string table, int limit, CancellationToken cancellation) => RowsAsync(
        $"""
        select {EventColumns.All} from {schema.Name}.mt_events e where e.seq_id in (select seq_id from {log}.{table})
        order by e.seq_id limit {limit}
        """, cancellation);

    private async Task<List<EventRow>> RowsAsync(FormattableString select, CancellationToken cancellation)
    {
        await using var row = await CopiedRows.OpenAsync(connection, FormattableString.Invariant(select), EventColumns.Count, cancellation);
        using var hashes = new HashesOfRows();
        var rows = new List<EventRow>();
        while (await row.NextAsync(cancellation))
            rows.Add(EventRow.Read(row, hashes));
        return rows;
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(sql);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql) => new(sql, connection);
}
