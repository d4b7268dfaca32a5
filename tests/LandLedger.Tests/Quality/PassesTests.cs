using LandLedger.Quality;
using LandLedger.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Quality;

/// <summary>How the passes read a view that is large enough for the planner to care.</summary>
[Collection(OneLedger.Name)]
public sealed class Passes_over_many_plots(LedgerHost ledger)
{
    // Forty communes, two plots to a certificate, one plot in a hundred with a former number, one in fifty with two certificates.
    private const string Many =
        """
        insert into ledger.mt_doc_plotcard (id, data, mt_dotnet_type, mt_version)
        select gen_random_uuid(), sample.data || jsonb_build_object(
                'numberKey', jsonb_build_object('commune', (90000 + n % 40)::text, 'sheet', '1', 'plot', n::text),
                'newestSerial', 'ZZ ' || n / 80 * 40 + n % 40,
                'certificates', case when n % 50 = 0 then '[{"serial":"A"},{"serial":"B"}]'::jsonb else '[{"serial":"A"}]'::jsonb end,
                'formerNumbers', case when n % 100 = 0 then jsonb_build_array((90000 + n % 40)::text || '.1.' || n + 40)
                    else '[]'::jsonb end),
            sample.mt_dotnet_type, 1
        from (select data, mt_dotnet_type from ledger.mt_doc_plotcard where id = $1) sample, generate_series(1, 40000) n
        """;

    [Fact]
    public async Task follow_the_indexes()
    {
        var sample = await ledger.As("registrar", "reg-1", "24781").Register();
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString + ";Pooling=false");
        await using var connection = await database.OpenConnectionAsync();
        // Rolled back at the end.
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand(Many, connection) { CommandTimeout = 300 })
        {
            insert.Parameters.AddWithValue(Guid.Parse(sample));
            (await insert.ExecuteNonQueryAsync()).ShouldBe(40_000);
        }

        await using (var analyze = new NpgsqlCommand("analyze ledger.mt_doc_plotcard", connection))
            await analyze.ExecuteNonQueryAsync();
        var former = await PlanAsync(connection, 0, false);
        former.ShouldContain("plot_former_number");
        former.ShouldNotContain("BitmapAnd");
        (await PlanAsync(connection, 0, true)).ShouldContain("plot_number_live");
        (await PlanAsync(connection, 1, false)).ShouldContain("plot_number_live");
        var within = await PlanAsync(connection, 2, false);
        within.ShouldContain("plot_number_live");
        within.ShouldContain("plot_certificate");
        within.ShouldNotContain("BitmapAnd");
        var everywhere = await PlanAsync(connection, 2, true);
        everywhere.ShouldContain("Index Scan using plot_certificate");
        everywhere.ShouldNotContain("Seq Scan");
        everywhere.ShouldNotContain("BitmapAnd");
    }

    private static async Task<string> PlanAsync(NpgsqlConnection connection, int pass, bool province)
    {
        await using var command = new NpgsqlCommand("explain (analyze, costs off) " + FindingPasses.All[pass].Sql("ledger", province, null)
            .Replace("$1", "array['90001']::varchar[]", StringComparison.Ordinal).Replace("$2", "500", StringComparison.Ordinal),
            connection);
        await using var row = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await row.ReadAsync())
            plan.Add(row.GetString(0));
        TestContext.Current.TestOutputHelper!.WriteLine($"Pass {pass}, province {province}:\n{string.Join('\n', plan)}");
        return string.Join('\n', plan);
    }
}
