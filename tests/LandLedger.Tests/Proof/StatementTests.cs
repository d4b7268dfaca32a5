using System.Net;
using LandLedger.Proof;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>A ledger that states readings at once.</summary>
public sealed class StatingLedger : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Proof:Every"] = "00:00:00.050", ["Proof:Publish"] = "00:00:00.050", ["Proof:StateEvery"] = "00:00:00.200",
    };
}

public sealed class What_is_no_event(StatingLedger ledger) : IClassFixture<StatingLedger>
{
    [Fact]
    public async Task readings_are_sealed_by_the_root_over_their_rows()
    {
        (await ledger.As("security-officer").GetAsync(new Uri("/api/v1/audit/export", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var leaf = await Sealed(LeafKind.ReadLog);
        leaf.Type.ShouldBe("ReadLog");
        (await Ask("select (body ->> 'count')::bigint from ledger_log.statement where kind = 3 order by made_at limit 1"))
            .ShouldBe(1);
    }

    [Fact]
    public async Task rights_and_policies_are_sealed_when_they_change()
    {
        await Sealed(LeafKind.Configuration);
        var before = await Ask("select count(*) from ledger_log.statement where kind = 6");
        await DatabaseRole.DoAsync(ledger.ConnectionString, "grant delete on ledger.mt_events to public");
        await Calls.Eventually(() => Ask("select count(*) from ledger_log.statement where kind = 6 and leaf_index is not null"),
            now => now == before + 1);
    }

    [Fact]
    public async Task a_statement_without_a_signature_of_the_ledger_is_not_sealed()
    {
        var id = Guid.CreateVersion7();
        await DatabaseRole.DoAsync(ledger.ConnectionString,
            $"insert into ledger_log.statement values ('{id}', 4, '{{}}', now(), 'ledger', '00000000 1 1 x')");
        await ledger.Alba.Services.GetRequiredService<Statements>()
            .MakeAsync(LeafKind.KeyDestroyed, new { person = Guid.Empty }, "test", TestContext.Current.CancellationToken);
        await Sealed(LeafKind.KeyDestroyed);
        (await Ask($"select count(*) from ledger_log.statement where id = '{id}' and leaf_index is not null")).ShouldBe(0);
    }

    private async Task<Leaf> Sealed(LeafKind kind)
    {
        await Calls.Eventually(() => Ask($"select count(*) from ledger_log.statement where kind = {(int)kind} and leaf_index is not null"),
            sealedOnes => sealedOnes > 0);
        return Leaf.Decode(await DatabaseRole.AskAsync<byte[]>(ledger.ConnectionString,
            $"""
            select record from ledger_log.leaf join ledger_log.statement using (leaf_index) where kind = {(int)kind}
            order by leaf_index desc limit 1
            """));
    }

    private Task<long> Ask(string sql) => DatabaseRole.AskAsync<long>(ledger.ConnectionString, sql);
}
