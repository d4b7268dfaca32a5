using Npgsql;

namespace LandLedger.Persons;

/// <summary>
/// Names, numbers and birth dates, encrypted per person, in tables of their own that may live in a database of their own. Events know
/// only the <c>PersonId</c>. Safe for parallel use; one instance per process, since it holds the cache of masked values.
/// </summary>
/// <param name="vault">The database of the vault.</param>
/// <param name="keys">Wraps the persons' keys and makes the blind index.</param>
/// <param name="time">Ages the cache; the system's clock when null.</param>
public sealed class PersonVault(NpgsqlDataSource vault, IKeyVault keys, TimeProvider? time = null) : IDisposable
{
    /// <summary>The tables, as SQL that may be run again and again.</summary>
    public const string Schema = """
        create schema if not exists vault;
        create table if not exists vault.person (
          id uuid primary key,
          key_id text not null,
          wrapped_key bytea not null,
          sealed bytea not null,
          recorded_at timestamptz not null default now());
        create table if not exists vault.person_index (
          kind text not null,
          token bytea not null,
          person_id uuid not null);
        create index if not exists person_index_token on vault.person_index (token, kind) include (person_id);
        """;

    // One batch is one transaction: short enough that singles do not wait long behind it.
    private const int BatchSize = 2_000;
    private const int Attempts = 5;

    private readonly VaultTables tables = new(keys);
    private readonly BlindIndex index = new(keys);
    private readonly MaskedCache masked = new(time ?? TimeProvider.System);

    /// <summary>Makes the tables where they are missing. Needs the right to create only then.</summary>
    public async Task EnsureSchemaAsync(CancellationToken cancellation)
    {
        await using var connection = await vault.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await VaultTables.EnsureAsync(connection, Schema, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// Keeps a person, or recognises one the vault knows: same number and same name, no contradiction in birth year. A known person's
    /// gaps are filled from the record, nothing is overwritten.
    /// </summary>
    /// <exception cref="ArgumentException">The person has no name.</exception>
    public async Task<Kept> KeepAsync(Person person, CancellationToken cancellation) => (await KeepManyAsync([person], cancellation))[0];

    /// <summary>
    /// Keeps many persons, as if one after the other, in transactions of some thousand. After an error earlier batches stay kept;
    /// keeping the same persons again then recognises those with a number.
    /// </summary>
    /// <returns>One answer per person, in order.</returns>
    public async Task<IReadOnlyList<Kept>> KeepManyAsync(IReadOnlyList<Person> persons, CancellationToken cancellation)
    {
        var kept = new List<Kept>(persons.Count);
        foreach (var batch in persons.Select(Keeping.Clean).Chunk(BatchSize))
        {
            var numbers = batch.Select(index.Numbers).ToList();
            kept.AddRange(await KeepBatchAsync(batch, numbers, cancellation));
        }

        return kept;
    }

    /// <summary>One person in clear, or null when missing or erased. The caller has checked the right to see it and logged it.</summary>
    /// <exception cref="SealBrokenException">The stored bytes were changed, moved, or belong to another key.</exception>
    public async Task<Person?> ReadAsync(Guid id, CancellationToken cancellation) =>
        (await ReadManyAsync([id], cancellation)).GetValueOrDefault(id);

    /// <summary>Persons in clear; the missing and erased are left out.</summary>
    /// <exception cref="SealBrokenException">The stored bytes of one were changed, moved, or belong to another key.</exception>
    public async Task<IReadOnlyDictionary<Guid, Person>> ReadManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var connection = await vault.OpenConnectionAsync(cancellation);
        return await tables.ReadAsync(connection, ids, cancellation);
    }

    /// <summary>
    /// What may be shown of persons, one answer per id; <see cref="MaskedPerson.Erased"/> for the missing and erased. Comes from memory
    /// where it was asked in the last five minutes.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, MaskedPerson>> MaskedAsync(
        IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var answer = new Dictionary<Guid, MaskedPerson>(ids.Count);
        var missing = new List<Guid>();
        var changes = masked.Changes;
        foreach (var id in ids.Distinct())
        {
            answer[id] = masked.Find(id) ?? MaskedPerson.Erased;
            if (ReferenceEquals(answer[id], MaskedPerson.Erased))
            {
                missing.Add(id);
            }
        }

        if (missing.Count > 0)
        {
            var read = (await ReadManyAsync(missing, cancellation)).ToDictionary(found => found.Key, found => Masking.Of(found.Value));
            masked.Put(changes, read);
            foreach (var (id, person) in read)
            {
                answer[id] = person;
            }
        }

        return answer;
    }

    /// <summary>
    /// Who holds this personal number (12 digits) or old number (9 digits), earliest kept first. Empty for anything else. An oracle: the
    /// caller limits its rate and logs every use.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> FindByIdNumberAsync(string idNumber, CancellationToken cancellation)
    {
        if (index.IdNumber(idNumber) is not { } token)
        {
            return [];
        }

        await using var connection = await vault.OpenConnectionAsync(cancellation);
        return await VaultTables.HoldersAsync(connection, token, cancellation);
    }

    /// <summary>Who has this name (as <see cref="PersonName.ComparisonKey"/> compares) and birth year, earliest kept first.</summary>
    public async Task<IReadOnlyList<Guid>> FindByNameAsync(string fullName, int? birthYear, CancellationToken cancellation)
    {
        await using var connection = await vault.OpenConnectionAsync(cancellation);
        var near = await VaultTables.HoldersAsync(connection, index.Name(fullName, birthYear), cancellation);
        var persons = await tables.ReadAsync(connection, near, cancellation);
        var key = PersonName.ComparisonKey(fullName);
        return [.. near.Where(id => persons.TryGetValue(id, out var person)
            && person.YearOfBirth == birthYear && PersonName.ComparisonKey(person.FullName) == key)];
    }

    /// <summary>Those of these persons whom the vault knows and who are not erased.</summary>
    public async Task<IReadOnlyList<Guid>> KnownAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var connection = await vault.OpenConnectionAsync(cancellation);
        return await VaultTables.KnownAsync(connection, ids, cancellation);
    }

    /// <summary>
    /// Destroys a person's key, values and index. The events that name the person stay as they are. The caller has the two approvals.
    /// </summary>
    /// <returns>False when there was nobody to erase.</returns>
    public async Task<bool> EraseAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await vault.OpenConnectionAsync(cancellation);
        var erased = await VaultTables.EraseAsync(connection, id, cancellation);
        masked.Forget([id]);
        return erased;
    }

    /// <summary>Empties the cache.</summary>
    public void Dispose() => masked.Dispose();

    private async Task<List<Kept>> KeepBatchAsync(Person[] batch, List<List<IndexToken>> numbers, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await vault.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            try
            {
                var keeping = new Keeping(index.Numbers);
                await tables.LockAndKnowAsync(connection, keeping, numbers, cancellation);
                var kept = batch.Select((person, i) => keeping.Keep(person, numbers[i])).ToList();
                if (await tables.WriteAsync(connection, keeping.Touched, index, cancellation))
                {
                    await transaction.CommitAsync(cancellation);
                    masked.Forget(keeping.Touched.Where(person => !person.IsNew).Select(person => person.Id));
                    return kept;
                }
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                // Somebody completed the same persons from the other end; decided anew below.
            }

            if (attempt == Attempts)
            {
                throw new InvalidOperationException("The vault could not keep a batch: others kept changing the same persons.");
            }
        }
    }
}
