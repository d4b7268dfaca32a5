using System.Globalization;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify.Tampering;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay.Moving;

[Collection(OneProvince.Name)]
public sealed class A_move_that_is_killed(SealedProvince province) : IDisposable
{
    private readonly MovingHouse house = new(province);

    [Fact]
    public async Task while_it_is_exported_shows_one_moment_afterwards_all_the_same()
    {
        var from = await province.CopyAsync();
        string[] words = ["export", "--out", house["export"], "--width", "1", "--workers", "1"];
        await using (var killed = house.Start(from, words))
        {
            // All up to the missing number is written; what comes for it later has to be written again.
            await Calls.Eventually(() => Task.FromResult(Written().Length), files => files > province.Gap + 5, 180);
            killed.Kill();
        }

        File.Exists(Path.Combine(house["export"], "manifest.json")).ShouldBeFalse();
        (await house.Run(await MovingHouse.Empty(), "load", "--from", house["export"])).ShouldRefuse("not finished");
        (await house.Run(await province.CopyAsync(), words)).ShouldRefuse("another database");
        // The newest may be one that was being written.
        var kept = Written().MinBy(File.GetLastWriteTimeUtc)!;
        var writtenAt = File.GetLastWriteTimeUtc(kept);
        await Tables.DoAsync(from,
            $"""
            insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, user_name)
            select {province.Gap}, gen_random_uuid(), stream_id, 99, data, type, now(), headers, user_name from ledger.mt_events
            where type = 'plot_registered' limit 1;
            """);
        (await house.Run(from, words)).ShouldBeDone();

        MovingHouse.Rows(house["export"], "mt_events").Select(long.Parse).Order().ShouldBe(
            await Tables.RowsAsync(from, "select seq_id from ledger.mt_events order by seq_id", row => row.GetInt64(0)));
        MovingHouse.Rows(house["export"], "leaf").Count()
            .ShouldBe(int.Parse(await MovingHouse.One(from, "select count(*) from ledger_log.leaf"), CultureInfo.InvariantCulture));
        File.GetLastWriteTimeUtc(kept).ShouldBe(writtenAt, "what only grows is not read twice");
        (await house.Run(from, words)).ShouldRefuse("finished export");
    }

    [Fact]
    public async Task while_it_is_loaded_goes_on_where_it_stopped()
    {
        var (from, to) = (await province.CopyAsync(), await MovingHouse.Empty());
        var export = await house.Exported(from, "--width", "1");
        await using (var killed = house.Start(to, "load", "--from", export, "--workers", "1"))
        {
            await Calls.Eventually(Loaded, chunks => chunks > 50, 60);
            killed.Kill();
        }

        (await Loaded()).ShouldBeInRange(51, Directory.GetFiles(export, "*.copy.gz").Length - 10);
        using (var other = new MovingHouse(province))
            (await house.Run(to, "load", "--from", await other.Exported(from))).ShouldRefuse("half-loaded from another");
        var stranger = Guid.NewGuid();
        await Tables.DoAsync(to, $"insert into ledger.mt_streams (id, type, version) values ('{stranger}', 'plot', 1)");
        (await house.Run(to, "load", "--from", export)).ShouldRefuse("mt_streams", "somebody else has written here");
        await Tables.DoAsync(to, $"delete from ledger.mt_streams where id = '{stranger}'");

        (await house.Run(to, "load", "--from", export)).ShouldBeDone().Output.ShouldContain("Going on");
        (await MovingHouse.Told(to)).ShouldBe(await MovingHouse.Told(from));

        async Task<int> Loaded() => await MovingHouse.One(to, "select to_regclass('ledger_moving.chunk')::text") == "" ? 0
            : int.Parse(await MovingHouse.One(to, "select count(*) from ledger_moving.chunk"), CultureInfo.InvariantCulture);
    }

    public void Dispose() => house.Dispose();

    private string[] Written() => Directory.Exists(house["export"]) ? Directory.GetFiles(house["export"], "mt_events-*") : [];
}
