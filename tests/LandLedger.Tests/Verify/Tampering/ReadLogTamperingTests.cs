using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify.Tampering;

[Collection(OneProvince.Name)]
public sealed class Tampering_with_the_read_log(SealedProvince province)
{
    private IReadOnlyList<long> Readings => province.Readings;

    [Theory]
    [InlineData("actor = 'nobody'")]
    [InlineData("actor_name = 'nobody'")]
    [InlineData("roles = 'nobody'")]
    [InlineData("office = 'nowhere'")]
    [InlineData("session = 'other'")]
    [InlineData("client = 'other'")]
    [InlineData("kind = 'other'")]
    [InlineData("plot_id = gen_random_uuid()")]
    [InlineData("commune = '24781'")]
    [InlineData("document_id = gen_random_uuid()")]
    [InlineData("read_at = read_at + interval '1 microsecond'")]
    [InlineData("read_at = 'infinity'")]
    [InlineData("actor_name = normalize('Đặng', nfd)")]
    public async Task that_changes_a_reading_is_found(string set)
    {
        var judged = await province.AfterAsync($"update ledger.read_log set {set} where id = {Readings[2]}");
        judged.Exit.ShouldBe(1);
        var found = judged.Findings.Single();
        found.Code.ShouldBe("readings-changed");
        found.Leaf.ShouldNotBeNull();
        Covers(found.Words, Readings[2]).ShouldBeTrue(found.Words);
    }

    [Fact]
    public async Task that_deletes_readings_is_found_and_names_their_numbers()
    {
        var judged = await province.AfterAsync($"delete from ledger.read_log where id = {Readings[1]}");
        judged.Exit.ShouldBe(1);
        var found = judged.Findings.Single();
        found.Code.ShouldBe("readings-removed");
        found.Words.Split(": ")[1].TrimEnd('.').Split(", ").ShouldContain($"{Readings[1]}");
        found.Words.ShouldStartWith("1 rows");

        var all = await province.AfterAsync("delete from ledger.read_log");
        all.Exit.ShouldBe(1);
        all.Findings.ShouldAllBe(one => one.Code == "readings-removed");
    }

    [Fact]
    public async Task that_inserts_readings_is_found()
    {
        foreach (var id in (long[])[province.ReadGap, 0, -9])
        {
            var judged = await province.AfterAsync(
                $"""
                insert into ledger.read_log (id, read_at, actor, actor_name, roles, office, session, client, kind) overriding system value
                select {id}, read_at, 'forged', actor_name, roles, office, session, client, kind from ledger.read_log limit 1
                """);
            (judged.Exit, judged.Findings.Single().Code).ShouldBe((1, "readings-inserted"), judged.Output);
            judged.Findings[0].Words.ShouldStartWith("1 rows");
            judged.Output.ShouldNotContain("forged");
        }
    }

    [Fact]
    public async Task that_gives_a_reading_another_number_is_found()
    {
        var judged = await province.AfterAsync("alter table ledger.read_log alter id drop identity",
            $"update ledger.read_log set id = {province.ReadGap} where id = {Readings[3]}");
        judged.Exit.ShouldBe(1, judged.Output);
        judged.Findings.ShouldAllBe(found => found.Code.StartsWith("readings-", StringComparison.Ordinal));
    }

    private static bool Covers(string words, long id)
    {
        var ids = words.Split("ids ")[1].Split(')')[0].Split('–').Select(long.Parse).ToArray();
        return ids[0] <= id && id <= ids[1];
    }
}
