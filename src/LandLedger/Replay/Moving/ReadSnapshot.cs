using System.Data;
using LandLedger.Proof;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>One moment of a database, seen by several connections that cannot write.</summary>
internal sealed class ReadSnapshot : IAsyncDisposable
{
    private const string Settings =
        """
        set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex';
        set local extra_float_digits = 3; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
        """;

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection first;
    private readonly string name;

    private ReadSnapshot(NpgsqlDataSource source, NpgsqlConnection first, string name) =>
        (this.source, this.first, this.name) = (source, first, name);

    /// <summary>The connection that holds the moment.</summary>
    public NpgsqlConnection First => first;

    /// <summary>How values are written as text, whatever the server's defaults are.</summary>
    public static async Task PinAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var settings = new NpgsqlCommand(Settings, connection);
        await settings.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Fixes what is seen.</summary>
    public static async Task<ReadSnapshot> TakeAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await ReadingAsync(source, "", cancellation);
        try
        {
            await using var command = new NpgsqlCommand("select pg_export_snapshot()", connection);
            return new(source, connection, (string)(await command.ExecuteScalarAsync(cancellation))!);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>One more connection that sees the same.</summary>
    public Task<NpgsqlConnection> AnotherAsync(CancellationToken cancellation) =>
        ReadingAsync(source, $"set transaction snapshot '{name}';", cancellation);

    /// <summary>One value.</summary>
    public async Task<T> OneAsync<T>(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, first) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Pairs of a query, by the first.</summary>
    public async Task<SortedDictionary<TKey, TValue>> PairsAsync<TKey, TValue>(string sql, CancellationToken cancellation)
        where TKey : notnull
    {
        var pairs = typeof(TKey) == typeof(string)
            ? new SortedDictionary<TKey, TValue>((IComparer<TKey>)(object)StringComparer.Ordinal)
            : [];
        await using var command = new NpgsqlCommand(sql, first) { CommandTimeout = 0 };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            pairs[row.GetFieldValue<TKey>(0)] = row.GetFieldValue<TValue>(1);
        return pairs;
    }

    /// <summary>The log at this moment.</summary>
    public async Task<LogHead> HeadAsync(LedgerSchema schema, CancellationToken cancellation) =>
        await new SequencerStore(first, schema).HeadAsync(cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => first.DisposeAsync();

    // Closed without an end, the transaction is rolled back; it has written nothing.
    private static async Task<NpgsqlConnection> ReadingAsync(NpgsqlDataSource source, string snapshot, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await using var readOnly = new NpgsqlCommand($"{snapshot} set transaction read only; {Settings}", connection);
            await readOnly.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
