using LandLedger.Storage;
using LandLedger.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>An older program on a database that a newer one wrote.</summary>
public sealed class A_service_that_does_not_know_an_event
{
    private const string Event =
        """
        insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, user_name)
        values (7, gen_random_uuid(), gen_random_uuid(), 1, '{}', 'plot_flooded', now(), 'someone');
        """;

    // The newer program had told the trail of it already.
    private const string Told =
        """
        insert into ledger.audit_trail (seq, plot_id, version, event)
        values (6, gen_random_uuid(), 1, 'plot_registered'), (7, gen_random_uuid(), 1, 'plot_flooded');
        insert into ledger.mt_event_progression (name, last_seq_id) values ('AuditTrail:All', 7)
        on conflict (name) do update set last_seq_id = 7;
        """;

    [Theory]
    [InlineData(Event)]
    [InlineData(Event + Told)]
    public async Task does_not_start_and_names_it(string happened)
    {
        var connection = await TestCluster.NewDatabaseAsync();
        Dictionary<string, string> settings = new() { ["ConnectionStrings__ledger"] = connection };
        (await LedgerProcess.EndOf(settings, "schema")).ExitCode.ShouldBe(0);
        await using (var database = NpgsqlDataSource.Create(connection + ";Pooling=false"))
        {
            await using var command = database.CreateCommand(happened);
            await command.ExecuteNonQueryAsync();
        }

        var (exitCode, _, errors) = await LedgerProcess.EndOf(settings);
        exitCode.ShouldBe(78, string.Join('\n', errors));
        errors.ShouldHaveSingleItem().ShouldContain("'plot_flooded', which this program does not know");
    }
}
