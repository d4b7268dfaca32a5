using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify.Tampering;

[Collection(OneProvince.Name)]
public sealed class Tampering_with_other_tables(SealedProvince province)
{
    private IReadOnlyList<IReadOnlyList<SealedEvent>> Plots => province.Plots;

    [Fact]
    public async Task with_streams_is_found_and_named()
    {
        var made = Guid.Parse("0198a000-0000-7000-8000-00000000000f");
        var judged = await province.AfterAsync(
            $"update ledger.mt_streams set version = version + 1 where id = '{Plots[0][0].Plot}'",
            $"update ledger.mt_streams set is_archived = true where id = '{Plots[1][0].Plot}'",
            $"delete from ledger.mt_streams where id = '{Plots[2][0].Plot}'",
            $"insert into ledger.mt_streams (id, type, version, tenant_id) select '{made}', type, 1, tenant_id from ledger.mt_streams limit 1");
        judged.Exit.ShouldBe(1);
        judged.Findings.Select(found => (found.Code, found.Plot)).ShouldBe(
            [
                ("stream-version", Plots[0][0].Plot), ("stream-archived", Plots[1][0].Plot), ("stream-missing", Plots[2][0].Plot),
                ("stream-inserted", made),
            ], ignoreOrder: true, judged.Output);
    }

    [Fact]
    public async Task with_leaves_is_found_and_named()
    {
        var judged = await province.AfterAsync(
            "update ledger_log.leaf set record = set_byte(record, 60, get_byte(record, 60) # 1) where leaf_index = 10",
            "update ledger_log.leaf set seq_id = 7000000 where leaf_index = 20",
            "delete from ledger_log.leaf where leaf_index = 30",
            "insert into ledger_log.leaf select 1000000, 7000001, record from ledger_log.leaf where leaf_index = 40");
        judged.Exit.ShouldBe(1);
        judged.Findings.Select(found => (found.Code, found.Leaf)).ShouldBe(
            [("leaf-row-changed", 10), ("leaf-row-changed", 20), ("leaf-row-missing", 30), ("leaf-row-inserted", 1000000)],
            ignoreOrder: true, judged.Output);
    }

    [Theory]
    [InlineData("root = set_byte(root, 0, get_byte(root, 0) # 1)")]
    [InlineData("size = size - 1")]
    [InlineData("reached = 1")]
    public async Task with_the_head_is_found(string set)
    {
        var judged = await province.AfterAsync($"update ledger_log.head set {set}");
        (judged.Exit, judged.Findings.Select(found => found.Code).Distinct().Single()).ShouldBe((1, "head-changed"), judged.Output);
    }

    [Fact]
    public async Task with_the_audit_trail_is_found_and_named()
    {
        string[] columns =
        [
            "plot_id", "version", "event", "recorded_at", "actor", "actor_name", "roles", "office", "session", "client", "reason", "import_run",
            "correlation", "causation", "decided", "commune",
        ];
        var copy = await province.CopyAsync();
        (await Tables.RowsAsync(copy, "select column_name::text from information_schema.columns where table_name = 'audit_trail'",
            row => row.GetString(0))).ShouldBe(["seq", .. columns], ignoreOrder: true, "a column that nobody compares can lie");
        string Other(string column) => column switch
        {
            "plot_id" => "gen_random_uuid()", "version" => "version + 1", "recorded_at" => "recorded_at + interval '1 microsecond'",
            _ => "'other'",
        };
        var gone = Plots[columns.Length][0];
        var judged = await province.AfterAsync(
            [
                .. columns.Select((column, at) =>
                    $"update ledger.audit_trail set {column} = {Other(column)} where seq = {Plots[at][^1].Sequence}"),
                $"delete from ledger.audit_trail where seq = {gone.Sequence}",
                $"""
                insert into ledger.audit_trail (seq, plot_id, version, event)
                values ({province.Gap}, '{gone.Plot}', 99, 'plot_registered')
                """,
            ]);
        judged.Exit.ShouldBe(1);
        judged.Findings.Select(found => (found.Code, found.Sequence, found.Plot)).ShouldBe(
            [
                .. columns.Select((_, at) => ("audit-row-changed", (long?)Plots[at][^1].Sequence, (Guid?)Plots[at][^1].Plot)),
                ("audit-row-missing", gone.Sequence, gone.Plot), ("audit-row-inserted", province.Gap, gone.Plot),
            ], ignoreOrder: true, judged.Output);
        for (var at = 0; at < columns.Length; at++)
            judged.Findings.Any(found => found.Sequence == Plots[at][^1].Sequence && found.Words.EndsWith($" {columns[at]}.", StringComparison.Ordinal))
                .ShouldBeTrue(judged.Output);
    }

    [Fact]
    public async Task with_statements_is_found()
    {
        var (copy, gone) = (await province.CopyAsync(), await province.CopyAsync());
        var sealedAt = (await Tables.RowsAsync(copy, "select leaf_index from ledger_log.statement where leaf_index is not null limit 1",
            row => row.GetInt64(0))).Single();
        await Tables.DoAsync(copy, $$"""update ledger_log.statement set body = body || '{"x": 1}' where leaf_index = {{sealedAt}}""");
        await Tables.DoAsync(copy,
            """
            insert into ledger_log.statement (id, kind, body, made_at, actor, origin, leaf_index)
            select gen_random_uuid(), kind, body, made_at, actor, origin, null from ledger_log.statement limit 1
            """);
        var judged = await province.JudgeAsync(copy);
        judged.Exit.ShouldBe(1);
        judged.Findings.Select(found => found.Code).ShouldBe(["statement-changed", "statement-inserted"], judged.Output);
        judged.Findings[0].Leaf.ShouldBe(sealedAt);
        await Tables.DoAsync(gone, $"delete from ledger_log.statement where leaf_index = {sealedAt}");
        var missing = await province.JudgeAsync(gone);
        (missing.Exit, missing.Findings.Single().Code, missing.Findings.Single().Leaf).ShouldBe((1, "statement-missing", sealedAt));
    }
}
