using System.Text.Json;
using LandLedger.Policies;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>What a batch of the read log is sealed as.</summary>
/// <param name="From">First id.</param>
/// <param name="To">Last id.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Root">Root over them, base64; see <see cref="ReadLogBatch"/>.</param>
public sealed record SealedReads(long From, long To, int Count, string Root);

/// <summary>Rights in the database and policies, as they are sealed whenever they change.</summary>
/// <param name="Rights">Owner and rights of each table that history rests on.</param>
/// <param name="Policies">Identities of the policies, the active one first.</param>
public sealed record SealedConfiguration(string[] Rights, string[] Policies);

/// <summary>
/// States what is no event of a plot and must not change unseen either: who looked, who may do what in the database, by which rules
/// differences are decided.
/// </summary>
public sealed partial class StatedChanges(
    NpgsqlDataSource database, LedgerSchema schema, Statements statements, PolicyShelf policies, ProofSettings settings,
    ILogger<StatedChanges> log) : BackgroundService
{
    private const string Actor = "ledger";

    // A row's number is given out an instant before the row is committed; after this long nothing comes in between any more. A row that
    // is as far ahead is older than a clock that was set back since, so it does not wait until that time has come again.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);
    private readonly string statement = $"{LogTables.SchemaOf(schema)}.statement";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var tick = new PeriodicTimer(settings.StateEvery);
        try
        {
            do
            {
                await StateAsync(stoppingToken);
            }
            while (await tick.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is stated after the next start.
        }
    }

    private async Task StateAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            // One process at a time, or two would state the same reads.
            await using (var alone = new NpgsqlCommand($"select pg_try_advisory_xact_lock(hashtext('{statement}'), 2)", connection))
            {
                if (await alone.ExecuteScalarAsync(cancellation) is not true)
                    return;
            }

            await StateConfigurationAsync(connection, cancellation);
            await StateReadsAsync(connection, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            // Whatever it is: what could not be stated now is stated the next time, and the service goes on recording.
            LogNotStated(log, fault.GetType().Name);
        }
    }

    private async Task StateConfigurationAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var rights = new NpgsqlCommand(
            """
            select nspname || '.' || relname || ' ' || pg_get_userbyid(relowner) || ' ' || coalesce((
                select string_agg(r::text, ' ' order by r::text) from unnest(relacl) r), '')
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where (nspname = $1 and relname in ('mt_events', 'mt_streams', 'read_log'))
                or (nspname = $2 and relname in ('leaf', 'head', 'statement')) order by 1
            """, connection);
        rights.Parameters.AddWithValue(schema.Name);
        rights.Parameters.AddWithValue(LogTables.SchemaOf(schema));
        var now = new SealedConfiguration([.. await TextsAsync(rights, cancellation)],
            [policies.Active.Identity, .. policies.All.Select(policy => policy.Identity).Order(StringComparer.Ordinal)]);
        await using var last = new NpgsqlCommand(
            // By place in the log, then by time: clocks are set back, and then the newest is not the one with the latest time.
            $"""
            select body::text from {statement} where kind = {(int)LeafKind.Configuration}
            order by leaf_index desc nulls first, made_at desc limit 1
            """, connection);
        var before = (await TextsAsync(last, cancellation)).FirstOrDefault() is { } body
            ? JsonSerializer.Deserialize<SealedConfiguration>(body, LedgerJson.Stored)
            : null;
        if (before is null || !before.Rights.SequenceEqual(now.Rights) || !before.Policies.SequenceEqual(now.Policies))
            await statements.MakeAsync(LeafKind.Configuration, now, Actor, cancellation);
    }

    private async Task StateReadsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var range = new NpgsqlCommand(
            $"""
            with sealed as (select coalesce(max((body ->> 'to')::bigint), 0) last from {statement} where kind = {(int)LeafKind.ReadLog})
            select min(id), max(id) from {schema.Name}.read_log, sealed where id > last and id < coalesce((
                select min(id) from {schema.Name}.read_log, sealed where id > last and read_at between now() - $1 and now() + $1), {long.MaxValue})
            """, connection);
        range.Parameters.AddWithValue(settings.StateEvery < Settled ? settings.StateEvery : Settled);
        long from, to;
        await using (var row = await range.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation) || await row.IsDBNullAsync(0, cancellation))
                return;
            (from, to) = (row.GetInt64(0), row.GetInt64(1));
        }

        await using var reads = new NpgsqlCommand(ReadLogBatch.Sql(schema.Name), connection);
        reads.Parameters.AddWithValue(from);
        reads.Parameters.AddWithValue(to);
        var rows = await TextsAsync(reads, cancellation);
        await statements.MakeAsync(LeafKind.ReadLog,
            new SealedReads(from, to, rows.Count, Convert.ToBase64String(ReadLogBatch.Root(rows))), Actor, cancellation);
    }

    private static async Task<List<string>> TextsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var texts = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            texts.Add(row.GetString(0));
        return texts;
    }

    [LoggerMessage(LogLevel.Warning, "Readings and rights could not be stated for the log now: {Fault}.")]
    private static partial void LogNotStated(ILogger log, string fault);
}
