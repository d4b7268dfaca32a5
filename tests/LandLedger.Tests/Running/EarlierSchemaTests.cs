using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Running;

/// <summary>A database that an earlier version made is brought up by the <c>schema</c> command, which may run again.</summary>
public sealed class A_database_of_an_earlier_version
{
    private const string Earlier =
        """
        drop index ledger.audit_decided;
        alter table ledger.audit_trail drop column decided, add column instrument varchar, add column effective_on date,
            add column changes jsonb not null default '[]';
        create index audit_decided on ledger.audit_trail (instrument, seq) where event = 'difference_decided_by_rule';
        insert into ledger.mt_streams (id, type, version) values ('0198a000-0000-7000-8000-00000000eeee', 'plot', 1);
        insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, user_name) values (1, gen_random_uuid(),
            '0198a000-0000-7000-8000-00000000eeee', 1, '{"field": "address", "rule": "same", "policy": "one-1 sha256:00"}',
            'difference_decided_by_rule', now(), 'importer');
        insert into ledger.audit_trail (seq, plot_id, version, event, instrument, changes)
            values (1, '0198a000-0000-7000-8000-00000000eeee', 1, 'difference_decided_by_rule', 'same one-1 sha256:00', '[{}]')
        """;

    [Fact]
    public async Task keeps_its_audit_trail_and_loses_what_can_be_told_from_events()
    {
        var database = await TestCluster.NewDatabaseAsync();
        await Schema(database);
        var made = await Columns(database);
        await DatabaseRole.DoAsync(database, Earlier);
        for (var time = 0; time < 2; time++)
        {
            await Schema(database);
            (await Columns(database)).ShouldBe(made);
            (await DatabaseRole.AskAsync<string>(database, "select decided from ledger.audit_trail")).ShouldBe("address same one-1 sha256:00");
            (await DatabaseRole.AskAsync<string>(database, "select indexdef from pg_indexes where indexname = 'audit_decided'"))
                .ShouldContain("(decided, seq)");
        }
    }

    private static Task<string> Columns(string database) => DatabaseRole.AskAsync<string>(database,
        "select string_agg(column_name, ' ' order by column_name) from information_schema.columns where table_name = 'audit_trail'");

    private static async Task Schema(string database)
    {
        var (exitCode, _, errors) = await LedgerProcess.EndOf(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production", ["ConnectionStrings__ledger"] = database,
        }, "schema");
        exitCode.ShouldBe(0, string.Join('\n', errors));
    }
}
