using System.Data;
using System.Text.RegularExpressions;
using LandLedger.Proof.Rows;
using Npgsql;

namespace LandLedger.Verify.Databases;

/// <summary>A ledger's database, read in one snapshot by several connections that cannot write.</summary>
internal sealed partial class LedgerDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection first;
    private readonly NpgsqlTransaction held;
    private readonly string snapshot;

    private LedgerDatabase(NpgsqlDataSource source, NpgsqlConnection first, NpgsqlTransaction held, string snapshot, string schema, string name)
    {
        (this.source, this.first, this.held, this.snapshot) = (source, first, held, snapshot);
        (Schema, Name) = (schema, name);
    }

    /// <summary>Schema of the ledger.</summary>
    public string Schema { get; }

    /// <summary>Schema of its log.</summary>
    public string Log => $"{Schema}_log";

    /// <summary>Which database of which server it is; for what is kept between two runs.</summary>
    public string Name { get; }

    /// <summary>Connects and fixes what is seen.</summary>
    /// <exception cref="Unusable">It cannot be reached, or may not be read.</exception>
    public static async Task<LedgerDatabase> OpenAsync(string connectionString, string schema, int workers)
    {
        if (!SchemaName().IsMatch(schema))
            throw new Unusable("Tên lược đồ không hợp lệ.", "Not the name of a schema.");
        var source = Source(connectionString, workers);
        try
        {
            var connection = await source.OpenConnectionAsync();
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
            await using (var readOnly = new NpgsqlCommand("set transaction read only", connection))
                await readOnly.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand(
                $"""
                select pg_export_snapshot(), (select oid || ' ' || datname from pg_database where datname = current_database()),
                    (select count(*) from (select seq_id from {schema}.mt_events limit 1) e, (select 1 from {schema}.mt_streams limit 1) s,
                        (select 1 from {schema}_log.leaf limit 1) l, (select 1 from {schema}_log.statement limit 1) t,
                        (select 1 from {schema}_log.head limit 1) h, (select 1 from {schema}_log.held limit 1) k)
                """, connection);
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            return new(source, connection, transaction, row.GetString(0), schema, row.GetString(1));
        }
        catch (Exception refused) when (refused is NpgsqlException or TimeoutException or ArgumentException or InvalidOperationException)
        {
            await source.DisposeAsync();
            var why = Why(refused);
            throw new Unusable($"Không đọc được cơ sở dữ liệu: {why}", $"The database cannot be read: {why}");
        }
    }

    /// <summary>One more connection that sees the same.</summary>
    public async Task<DatabaseReader> ReaderAsync()
    {
        var connection = await source.OpenConnectionAsync();
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
            await using var same = new NpgsqlCommand($"set transaction snapshot '{snapshot}'; set transaction read only", connection);
            await same.ExecuteNonQueryAsync();
            return new(connection, transaction, this);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Why a database does not answer, without what was typed to reach it or what its rows hold.</summary>
    public static string Why(Exception refused) => refused switch
    {
        // Of these the server's words name roles, databases and tables only.
        PostgresException { SqlState: [ '2', '8', ..] or [ '3', ..] or "42501" or "42P01" or "42703" } named =>
            $"{named.SqlState} {named.MessageText}",
        PostgresException other => other.SqlState,
        NpgsqlException { InnerException: { } inner } => $"{inner.GetType().Name}",
        _ => refused.GetType().Name,
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await held.DisposeAsync();
        await first.DisposeAsync();
        await source.DisposeAsync();
    }

    private static NpgsqlDataSource Source(string connectionString, int workers)
    {
        try
        {
            // One query can take long on a ledger of twenty million events; whoever waits may stop the program.
            return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
            {
                CommandTimeout = 0, MaxPoolSize = workers + 4, MinPoolSize = 0, ApplicationName = "ledger-verify", Pooling = true,
            });
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or InvalidCastException)
        {
            throw new Unusable("Chuỗi kết nối sai dạng.", "The connection string is malformed.");
        }
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,50}$")]
    private static partial Regex SchemaName();
}

/// <summary>One connection that reads in the shared snapshot.</summary>
internal sealed class DatabaseReader(NpgsqlConnection connection, NpgsqlTransaction transaction, LedgerDatabase database) : IAsyncDisposable
{
    /// <summary>Where the tables are.</summary>
    public LedgerDatabase Database => database;

    /// <summary>Reads rows one after the other.</summary>
    public async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            yield return row;
    }

    /// <summary>Reads many rows one after the other where they lie; see <see cref="CopiedRows"/>.</summary>
    /// <param name="select">The query, whose values are written out.</param>
    /// <param name="columns">How many columns it has.</param>
    public async IAsyncEnumerable<CopiedRows> CopyAsync(FormattableString select, int columns)
    {
        await using var row = await CopiedRows.OpenAsync(connection, FormattableString.Invariant(select), columns, CancellationToken.None);
        while (await row.NextAsync(CancellationToken.None))
            yield return row;
    }

    /// <summary>Events, with the hashes of what they hold.</summary>
    /// <param name="where">Which, behind <c>where</c>: of the table of events as <c>e</c>.</param>
    /// <param name="told">Whether the audit trail will be held against them.</param>
    /// <param name="signed">By sequence number, whether the origin signature will be looked at; of all when not said.</param>
    public async IAsyncEnumerable<EventInDatabase> EventsAsync(FormattableString where, bool told = false, Predicate<long>? signed = null)
    {
        using var hashes = new HashesOfRows();
        await foreach (var row in CopyAsync(
            $"select {EventColumns.All} from {database.Schema}.mt_events e where {FormattableString.Invariant(where)}", EventColumns.Count))
            yield return EventInDatabase.Read(row, hashes, told, signed?.Invoke(row.Number(0)) ?? true);
    }

    /// <summary>Plots, written out for a query.</summary>
    public static string Written(IEnumerable<Guid> plots) => $"'{{{string.Join(',', plots)}}}'::uuid[]";

    /// <summary>One value; null where there is none.</summary>
    public async Task<object?> OneAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync() is { } found and not DBNull ? found : null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        return command;
    }
}
