using LandLedger.Proof.Rows;
using LandLedger.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Running;

[Collection(OneLedger.Name)]
public sealed class Rows_to_copy(LedgerHost ledger)
{
    [Fact]
    public async Task arrive_whatever_their_length()
    {
        // Shorter and longer than what is sent at once, and than the memory for it.
        int[] lengths = [0, 1, 65_000, 65_536, 200_000, 3, 500_000, .. Enumerable.Repeat(100, 5_000)];
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await TableAsync(database);
        await using (var rows = await RowsToCopy.OpenAsync(connection, "copied (n, other, bytes)", CancellationToken.None))
        {
            for (var at = 0; at < lengths.Length; at++)
            {
                await rows.NextAsync(3, CancellationToken.None);
                rows.Put(at - 1L);
                rows.Put(at % 2 == 0 ? null : long.MaxValue);
                rows.Put(Bytes(lengths[at]));
            }

            await rows.CompleteAsync(CancellationToken.None);
        }

        await using var command = new NpgsqlCommand("select n, other, bytes from copied order by n", connection);
        await using var row = await command.ExecuteReaderAsync();
        for (var at = 0; at < lengths.Length; at++)
        {
            (await row.ReadAsync()).ShouldBeTrue();
            row.GetInt64(0).ShouldBe(at - 1L);
            (row.IsDBNull(1) ? default(long?) : row.GetInt64(1)).ShouldBe(at % 2 == 0 ? null : long.MaxValue);
            row.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(Bytes(lengths[at])).ShouldBeTrue($"row {at}");
        }

        (await row.ReadAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task may_be_none()
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await TableAsync(database);
        await using (var rows = await RowsToCopy.OpenAsync(connection, "copied (n, other, bytes)", CancellationToken.None))
            await rows.CompleteAsync(CancellationToken.None);

        (await CountAsync(connection)).ShouldBe(0);
    }

    [Fact]
    public async Task are_none_when_they_were_not_completed()
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await TableAsync(database);
        await using (var rows = await RowsToCopy.OpenAsync(connection, "copied (n, other, bytes)", CancellationToken.None))
        {
            for (var at = 0; at < 10_000; at++)
            {
                await rows.NextAsync(3, CancellationToken.None);
                rows.Put(at);
                rows.Put((long?)null);
                rows.Put(Bytes(100));
            }
        }

        (await CountAsync(connection)).ShouldBe(0);
    }

    [Fact]
    public async Task are_refused_by_the_database_with_its_reason()
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await TableAsync(database);
        await using (var rows = await RowsToCopy.OpenAsync(connection, "copied (n, other, bytes)", CancellationToken.None))
        {
            await rows.NextAsync(3, CancellationToken.None);
            rows.Put((long?)null);
            rows.Put((long?)null);
            rows.Put(Bytes(1));
            (await Should.ThrowAsync<PostgresException>(() => rows.CompleteAsync(CancellationToken.None)))
                .SqlState.ShouldBe(PostgresErrorCodes.NotNullViolation);
        }

        (await CountAsync(connection)).ShouldBe(0);
    }

    private static async Task<NpgsqlConnection> TableAsync(NpgsqlDataSource database)
    {
        var connection = await database.OpenConnectionAsync();
        await using var make = new NpgsqlCommand("create temp table copied (n bigint not null, other bigint, bytes bytea)", connection);
        await make.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection)
    {
        await using var count = new NpgsqlCommand("select count(*) from copied", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
