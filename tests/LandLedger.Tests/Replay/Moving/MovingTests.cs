using System.Globalization;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Tests.EmbeddedPostgres;
using LandLedger.EmbeddedPostgres;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify.Tampering;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay.Moving;

[Collection(OneProvince.Name)]
public sealed class A_moved_ledger(SealedProvince province) : IDisposable
{
    private readonly MovingHouse house = new(province);

    [Fact]
    public async Task has_the_same_rows_the_same_root_and_the_same_views_and_goes_on()
    {
        var (from, to) = (await province.CopyAsync(), await MovingHouse.Empty());
        var reader = await DatabaseRole.CreateAsync(from, "");
        (await house.Run(from, "schema", "--reader", reader.Name)).ShouldBeDone();
        await Tables.DoAsync(from, "insert into ledger.read_log (actor, actor_name, roles, office, session, client, kind) "
            + "values ('a', 'n', E'back\\\\slash\ttab\nline', '', '', '', 'scan')");

        (await house.Run(reader.ConnectionString, "export", "--out", house["export"])).ShouldBeDone();
        (await house.Run(from, "export", "--out", house["again"], "--vault", house["vault"], "--messages")).ShouldBeDone();
        var loaded = (await house.Run(to, "load", "--from", house["export"], "--vault", house["vault"], "--log", house["log"])).ShouldBeDone();

        var head = await MovingHouse.One(from, "select size || ' ' || encode(root, 'base64') from ledger_log.head");
        var (size, root) = (long.Parse(head.Split(' ')[0], CultureInfo.InvariantCulture), head.Split(' ')[1]);
        loaded.Output.ShouldContain($"Same size, same root: {size:N0} leaves, {root}");
        loaded.Output.ShouldContain(" 0 differ");
        (await MovingHouse.Told(to)).ShouldBe(await MovingHouse.Told(from));
        foreach (var table in (string[])["person", "person_index", "import_reject"])
            (await MovingHouse.One(to, $"select md5(string_agg(t::text, '|' order by t::text)) from vault.{table} t"))
                .ShouldBe(await MovingHouse.One(from, $"select md5(string_agg(t::text, '|' order by t::text)) from vault.{table} t"), table);
        (await MovingHouse.One(to, "select string_agg(nspname, ' ') from pg_namespace where nspname like '%moving'")).ShouldBeEmpty();
        (await province.JudgeAsync(to, house["log"])).ShouldBeSound();

        await using (var ledger = await LedgerProcess.StartAsync(house.Settings(to, house["log"])))
        {
            await (await ledger.As("registrar", "reg-1", "24781")).Register();
            await Calls.Eventually(() => Task.FromResult(Checkpoint.Parse(new TileFolder(house["log"]).Note()!.Text)), now => now.Size > size, 60);
            await ledger.StopAsync();
        }

        var gone = await province.JudgeAsync(to, house["log"]);
        gone.Findings.Where(found => found.Code != "audit-behind").ShouldBeEmpty(gone.Output);
    }

    [Fact]
    public async Task may_stand_in_another_schema_on_another_version_of_PostgreSQL()
    {
        var npm = PostgresPlaces.OfThisMachine().Npm;
        Assert.SkipWhen(npm is null || NpmPostgres.Platform() is null, "There is no second version of PostgreSQL to be had.");
        using var root = new ClusterRoot();
        EmbeddedPostgresCluster? cluster = null;
        try
        {
            cluster = await root.StartAsync(root.Nowhere with { Npm = npm });
        }
        catch (EmbeddedPostgresException)
        {
            Assert.Skip("npm cannot fetch packages here; there is no network.");
        }

        await using (cluster)
        {
            var export = await house.Exported();
            var loaded = await house.RunIn("land", cluster.ConnectionString, "load", "--from", export);
            loaded.ShouldBeDone().Output.ShouldContain("Same size, same root");
            loaded.Output.ShouldContain(" 0 differ");
            (await ClusterRoot.AskAsync<long>(cluster.ConnectionString, "select count(*) from land.mt_events"))
                .ShouldBe(MovingHouse.Rows(export, "mt_events").Count());
            (await ClusterRoot.AskAsync<string>(cluster.ConnectionString, "show server_version")).ShouldNotBe(
                await MovingHouse.One(await MovingHouse.Empty(), "show server_version"));
        }
    }

    [Fact]
    public async Task carries_waiting_messages_only_when_asked_to()
    {
        var (from, to) = (await province.CopyAsync(), await MovingHouse.Empty());
        await Tables.DoAsync(from,
            """
            delete from ledger_wolverine.wolverine_incoming_envelopes;
            insert into ledger_wolverine.wolverine_incoming_envelopes (id, status, owner_id, body, message_type)
            values (gen_random_uuid(), 'Incoming', 7, '\x00ff', 'waits'), (gen_random_uuid(), 'Handled', 7, '\x00', 'done')
            """);
        (await house.Run(from, "export", "--out", house["without"])).ShouldBeDone().Output.ShouldContain("1 messages wait");
        var export = await house.Exported(from, "--messages");
        (await house.Run(to, "load", "--from", export, "--without-views")).ShouldBeDone();
        (await MovingHouse.One(to, "select message_type || owner_id from ledger_wolverine.wolverine_incoming_envelopes")).ShouldBe("waits0");
    }

    public void Dispose() => house.Dispose();
}
