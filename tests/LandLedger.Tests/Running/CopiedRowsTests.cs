using System.Text;
using LandLedger.Proof;
using LandLedger.Proof.Rows;
using LandLedger.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Running;

[Collection(OneLedger.Name)]
public sealed class Copied_rows(LedgerHost ledger)
{
    [Fact]
    public async Task are_read_whatever_their_length()
    {
        // Shorter and longer than a message, than the buffer, and than twice the buffer.
        int[] lengths = [0, 1, 8_190, 8_192, 40_000, 65_535, 65_536, 65_537, 300_000, 3, 200_000];
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        var select = $"select n, repeat('ắ', n::int), nullif(n, 1), timestamptz '2026-11-29 10:00:00.123456Z'"
            + $" from unnest(array[{string.Join(',', lengths)}]::bigint[]) with ordinality row(n, place) order by place";
        var read = new List<int>();
        await using (var row = await CopiedRows.OpenAsync(connection, select, 4, CancellationToken.None))
        {
            while (await row.NextAsync(CancellationToken.None))
            {
                read.Add((int)row.Number(0));
                row.Text(1).ShouldBe(new string('ắ', read[^1]));
                row.IsNull(2).ShouldBe(read[^1] == 1);
                row.Time(3).ShouldBe(new DateTimeOffset(2026, 11, 29, 10, 0, 0, TimeSpan.Zero).AddTicks(1_234_560));
            }
        }

        read.ShouldBe(lengths);
    }

    [Fact]
    public async Task have_the_instants_that_a_reader_gives_infinite_ones_too()
    {
        const string Select = "select t from unnest(array['-infinity', 'infinity', '0001-01-01', '9999-12-31 23:59:59.999999']::timestamptz[]) t";
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString + ";Timezone=UTC");
        await using var connection = await database.OpenConnectionAsync();
        var (copied, read) = (new List<DateTimeOffset>(), new List<DateTimeOffset>());
        await using (var row = await CopiedRows.OpenAsync(connection, Select, 1, CancellationToken.None))
        {
            while (await row.NextAsync(CancellationToken.None))
                copied.Add(row.Time(0));
        }

        await using var command = new NpgsqlCommand(Select, connection);
        await using var each = await command.ExecuteReaderAsync();
        while (await each.ReadAsync())
            read.Add(each.GetFieldValue<DateTimeOffset>(0));
        copied.ShouldBe(read);
    }

    [Fact]
    public async Task may_be_none_and_may_be_left_before_the_end()
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        await using (var none = await CopiedRows.OpenAsync(connection, "select 1::bigint where false", 1, CancellationToken.None))
            (await none.NextAsync(CancellationToken.None)).ShouldBeFalse();
        await using (var many = await CopiedRows.OpenAsync(connection, "select generate_series(1, 1000000)::bigint", 1, CancellationToken.None))
            (await many.NextAsync(CancellationToken.None)).ShouldBeTrue();
        await using var command = new NpgsqlCommand("select 5", connection);
        (await command.ExecuteScalarAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task that_the_database_cannot_give_are_refused_in_its_words()
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var row = await CopiedRows.OpenAsync(connection, "select 1 / (3 - n) from generate_series(1, 5) n", 1, CancellationToken.None);
            while (await row.NextAsync(CancellationToken.None))
                row.IsNull(0).ShouldBeFalse();
        });
        await using var command = new NpgsqlCommand("select 5", connection);
        (await command.ExecuteScalarAsync()).ShouldBe(5);
    }

    /// <summary>Whoever changed a column must not be read as somebody else's number.</summary>
    [Fact]
    public async Task of_another_type_are_not_taken_for_what_they_are_not()
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        await using var row = await CopiedRows.OpenAsync(
            connection, "select 1::int, 'x'::text, null::bigint, '{}'::json, '{}'::jsonb", 5, CancellationToken.None);
        (await row.NextAsync(CancellationToken.None)).ShouldBeTrue();
        for (var column = 0; column < 5; column++)
        {
            Should.Throw<InvalidCastException>(() => row.Number(column));
            Should.Throw<InvalidCastException>(() => row.Uuid(column));
        }

        Should.Throw<InvalidCastException>(() => row.Json(3).Length);
        row.Json(4).Length.ShouldBe(2);
    }

    [Fact]
    public async Task have_the_provenance_of_each_though_it_is_hashed_once_for_many()
    {
        const string Signed = """{"role":"a","origin":"x"}""";
        (string? Correlation, string? Causation, string? Actor, string? Headers)[] written =
        [
            ("c", "d", "e", """{"role":"a"}"""), ("c", "d", "e", """{"role":"a"}"""), ("c", "d", "e", Signed), ("c", "d", "e", """{"role":"a"}"""),
            ("c", "d", "e", """{"role":"b"}"""), ("d", "c", "e", """{"role":"b"}"""), ("d", null, "e", """{"role":"b"}"""),
            (null, "d", "e", """{"role":"b"}"""), (null, "d", "f", """{"role":"b"}"""), (null, "d", null, null), (null, "d", null, null),
            ("", "d", null, null), ("", "d", "", "{}"), ("", "d", "", Signed), ("", "d", "", "{}"), ("x", "d", "", "{}"),
        ];
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        var values = written.Select((one, at) => $"({at}, {Sql(one.Correlation)}, {Sql(one.Causation)}, {Sql(one.Actor)}, {Sql(one.Headers)}::jsonb)");
        var select = "select 0::bigint, null, null, null, null, null, null, correlation, causation, actor, headers, null, false "
            + $"from (values {string.Join(',', values)}) row(at, correlation, causation, actor, headers) order by at";
        using var hashes = new HashesOfRows();
        var found = new List<string>();
        await using (var row = await CopiedRows.OpenAsync(connection, select, EventColumns.Count, CancellationToken.None))
        {
            while (await row.NextAsync(CancellationToken.None))
                found.Add(Convert.ToHexString(hashes.Provenance(row)));
        }

        found.ShouldBe(written.Select(one => Convert.ToHexString(EventHashes.OfProvenance(
            one.Actor, one.Correlation, one.Causation, Encoding.UTF8.GetBytes(one.Headers ?? "")))));

        static string Sql(string? text) => text is null ? "null::text" : $"'{text}'";
    }
}
