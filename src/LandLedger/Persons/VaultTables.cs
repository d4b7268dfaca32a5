using System.Buffers.Binary;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Persons;

/// <summary>A row of the vault, unopened.</summary>
internal sealed record StoredPerson(Guid Id, string KeyId, byte[] WrappedKey, byte[] Sealed);

/// <summary>The rows of the vault: what is read and written, sealed on the way.</summary>
internal sealed class VaultTables(IKeyVault keys)
{
    // Advisory locks serialise those who keep the same number. Stripes keep a batch far below the server's lock table.
    private const int LockClass = 0x7661756C;
    private const int Stripes = 512;

    public static async Task EnsureAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var look = new NpgsqlCommand("select to_regclass('vault.person_index_token') is not null", connection);
        if (await look.ExecuteScalarAsync(cancellation) is true)
        {
            return;
        }

        await using var turn = new NpgsqlCommand($"select pg_advisory_xact_lock({LockClass}, -1)", connection);
        await turn.ExecuteNonQueryAsync(cancellation);
        await using var create = new NpgsqlCommand(schema, connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<Dictionary<Guid, Person>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select id, key_id, wrapped_key, sealed from vault.person where id = any($1)", connection);
        command.Parameters.Add(new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        var persons = new Dictionary<Guid, Person>(ids.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var row = RowAt(reader, 0);
            persons[row.Id] = Open(row);
        }

        return persons;
    }

    public static async Task<List<Guid>> HoldersAsync(NpgsqlConnection connection, IndexToken token, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.id from vault.person_index i join vault.person p on p.id = i.person_id
            where i.kind = $1 and i.token = $2 group by p.id order by p.recorded_at, p.id
            """,
            connection);
        command.Parameters.Add(new() { Value = token.Kind });
        command.Parameters.Add(new() { Value = token.Bytes });
        var holders = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            holders.Add(reader.GetGuid(0));
        }

        return holders;
    }

    /// <summary>Waits for others with the same numbers, then tells <paramref name="keeping"/> who holds these numbers already.</summary>
    public async Task LockAndKnowAsync(
        NpgsqlConnection connection, Keeping keeping, List<List<IndexToken>> numbers, CancellationToken cancellation)
    {
        var tokens = numbers.SelectMany(of => of).ToHashSet();
        if (tokens.Count == 0)
        {
            return;
        }

        // Two statements: the second must see what those in front committed while the first was waiting.
        await using var batch = new NpgsqlBatch(connection);
        var turn = new NpgsqlBatchCommand($"select pg_advisory_xact_lock({LockClass}, stripe) from unnest($1) stripe");
        turn.Parameters.Add(new() { Value = tokens.Select(StripeOf).Distinct().Order().ToArray() });
        var look = new NpgsqlBatchCommand(
            """
            select t.kind, t.token, p.id, p.key_id, p.wrapped_key, p.sealed
            from unnest($1, $2) as t(kind, token)
            join vault.person_index i on i.token = t.token and i.kind = t.kind
            join vault.person p on p.id = i.person_id
            order by p.recorded_at, p.id
            """);
        look.Parameters.Add(new() { Value = tokens.Select(token => token.Kind).ToArray() });
        look.Parameters.Add(new() { Value = tokens.Select(token => token.Bytes).ToArray() });
        batch.BatchCommands.Add(turn);
        batch.BatchCommands.Add(look);

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var seen = new Dictionary<Guid, KeptPerson>();
        while (await reader.ReadAsync(cancellation))
        {
            var row = RowAt(reader, 2);
            if (!seen.TryGetValue(row.Id, out var person))
            {
                var values = Open(row);
                seen[row.Id] = person = new KeptPerson(row.Id, values, row, PersonName.ComparisonKey(values.FullName));
            }

            keeping.Know(new IndexToken(reader.GetString(0), Convert.ToHexString(reader.GetFieldValue<byte[]>(1))), person);
        }
    }

    /// <summary>Writes new and completed persons. False when somebody else completed one of them since it was read.</summary>
    public async Task<bool> WriteAsync(
        NpgsqlConnection connection, List<KeptPerson> touched, BlindIndex index, CancellationToken cancellation)
    {
        var completed = touched.Where(person => !person.IsNew).OrderBy(person => person.Id).ToList();
        if (completed.Count > 0 && await CompleteAsync(connection, completed, cancellation) != completed.Count)
        {
            return false;
        }

        var sealedRows = touched.Where(person => person.IsNew).Select(SealNew).ToList();
        var tokens = touched.SelectMany(person => person.NewTokens.Select(token => (person.Id, token))).ToList();
        tokens.AddRange(touched.Where(person => person.ListName)
            .Select(person => (person.Id, index.NameByKey(person.NameKey, person.Person.YearOfBirth))));
        if (tokens.Count == 0)
        {
            return true;
        }

        await using var batch = new NpgsqlBatch(connection);
        var persons = new NpgsqlBatchCommand(
            "insert into vault.person (id, key_id, wrapped_key, sealed) select * from unnest($1, $2, $3, $4)");
        persons.Parameters.Add(new() { Value = sealedRows.Select(row => row.Id).ToArray() });
        persons.Parameters.Add(new() { Value = sealedRows.Select(row => row.KeyId).ToArray() });
        persons.Parameters.Add(new() { Value = sealedRows.Select(row => row.WrappedKey).ToArray() });
        persons.Parameters.Add(new() { Value = sealedRows.Select(row => row.Sealed).ToArray() });
        var entries = new NpgsqlBatchCommand(
            "insert into vault.person_index (kind, token, person_id) select * from unnest($1, $2, $3)");
        entries.Parameters.Add(new() { Value = tokens.Select(entry => entry.token.Kind).ToArray() });
        entries.Parameters.Add(new() { Value = tokens.Select(entry => entry.token.Bytes).ToArray() });
        entries.Parameters.Add(new() { Value = tokens.Select(entry => entry.Id).ToArray() });
        batch.BatchCommands.Add(persons);
        batch.BatchCommands.Add(entries);
        await batch.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    public static async Task<List<Guid>> KnownAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select id from vault.person where id = any($1)", connection);
        command.Parameters.Add(new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        var known = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            known.Add(reader.GetGuid(0));
        }

        return known;
    }

    public static async Task<bool> EraseAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellation)
    {
        // Rare enough to read the whole index; an index on person_id would cost every import.
        await using var command = new NpgsqlCommand(
            "with gone as (delete from vault.person where id = $1 returning id), "
            + "unlisted as (delete from vault.person_index where person_id = $1) select count(*) from gone",
            connection);
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync(cancellation) is 1L;
    }

    private async Task<int> CompleteAsync(NpgsqlConnection connection, List<KeptPerson> completed, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            update vault.person p set sealed = u.now_sealed from unnest($1, $2, $3) as u(id, was_sealed, now_sealed)
            where p.id = u.id and p.sealed = u.was_sealed
            """,
            connection);
        command.Parameters.Add(new() { Value = completed.Select(person => person.Id).ToArray() });
        command.Parameters.Add(new() { Value = completed.Select(person => person.Stored!.Sealed).ToArray() });
        command.Parameters.Add(new() { Value = completed.Select(SealAgain).ToArray() });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private StoredPerson SealNew(KeptPerson person)
    {
        var key = RandomNumberGenerator.GetBytes(SealedBytes.KeyLength);
        var row = new StoredPerson(
            person.Id, keys.KeyId, keys.Wrap(key, SealedPerson.KeyPlace(person.Id)), SealedPerson.Seal(person.Id, person.Person, key));
        CryptographicOperations.ZeroMemory(key);
        return row;
    }

    private byte[] SealAgain(KeptPerson person)
    {
        var key = DataKey(person.Stored!);
        var again = SealedPerson.Seal(person.Id, person.Person, key);
        CryptographicOperations.ZeroMemory(key);
        return again;
    }

    private Person Open(StoredPerson row)
    {
        var key = DataKey(row);
        try
        {
            return SealedPerson.Open(row.Id, row.Sealed, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private byte[] DataKey(StoredPerson row) => keys.Unwrap(row.KeyId, row.WrappedKey, SealedPerson.KeyPlace(row.Id));

    private static StoredPerson RowAt(NpgsqlDataReader reader, int first) => new(
        reader.GetGuid(first),
        reader.GetString(first + 1),
        reader.GetFieldValue<byte[]>(first + 2),
        reader.GetFieldValue<byte[]>(first + 3));

    private static int StripeOf(IndexToken token) => BinaryPrimitives.ReadUInt16BigEndian(token.Bytes) % Stripes;
}
