using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Intake;
using LandLedger.Tests.Proof.Faults;
using LandLedger.Tests.Verify;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>A log that is far behind reads ahead and writes its files beside; what comes of it is the same.</summary>
public sealed class A_log_that_catches_up(HandSealedLedger ledger) : IClassFixture<HandSealedLedger>
{
    private const int Plots = 2_700;

    [Fact]
    public async Task seals_every_event_once_and_in_order_over_several_rounds()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.At("log"));
        var run = await ledger.As("registrar", "reg-1", "24781").Import("VNPT-iLIS", ImportCalls.Csv(Plots, "catching-up"), 300);
        run["state"]!.ToString().ShouldBe("finished", run.ToJsonString());
        var (keys, name) = (ledger.Alba.Services.GetRequiredService<ProofKeys>(), ledger.Alba.Services.GetRequiredService<ProofSettings>().Name);
        var published = new PublishedLog(folder.At("log"), name, keys.Log);
        await published.ContinueAsync(LogHead.Empty, (_, _, _) => Task.FromResult<List<byte[]>>([]), TestContext.Current.CancellationToken);

        var (publishing, rounds, head) = (new Publishing(published), 0, LogHead.Empty);
        await using (var connection = await ledger.Alba.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync())
        {
            while (await ledger.Alba.Services.GetRequiredService<Sequencing>().OnceAsync(connection, TestContext.Current.CancellationToken)
                is { Leaves.Count: > 0 } round)
            {
                (rounds, head) = (rounds + 1, round.Head);
                publishing.Add(round.Leaves);
                publishing.Reached.ShouldBe(head.Size);
                await publishing.BeginAsync(head);
                publishing.Begun.ShouldBe(head.Size);
            }
        }

        await publishing.EndAsync();
        rounds.ShouldBeGreaterThan(1);
        published.Promised.ShouldBe(new Checkpoint(name, head.Size, head.Root));
        new TileTree(new(folder.At("log")), head.Size).Root().ShouldBeBytes(head.Root);
        (await Count("ledger.mt_events")).ShouldBeGreaterThan(2 * Plots);
        (await Count("ledger.mt_events e full join ledger_log.leaf l using (seq_id) where (e.seq_id is null) <> (l.seq_id is null)")).ShouldBe(0);
        (await Count("(select seq_id < lag(seq_id) over (order by leaf_index) back from ledger_log.leaf where seq_id is not null) l where back"))
            .ShouldBe(0);
        (await Count("ledger_log.gap")).ShouldBe(0);
        (await Count("ledger_log.held")).ShouldBe(0);
    }

    [Fact]
    public async Task takes_what_it_read_ahead_only_where_it_goes_on()
    {
        await ledger.As("registrar", "reg-2", "24781").Register();
        var ahead = ledger.Alba.Services.GetRequiredService<ReadAhead>();
        var cancellation = TestContext.Current.CancellationToken;
        ahead.Start(0, 1, cancellation);
        (await ahead.TakeAsync(0, 1)).ShouldNotBeNull().ShouldHaveSingleItem().Hashes.PayloadHash.Length.ShouldBe(MerkleHash.Length);
        (await ahead.TakeAsync(0, 1)).ShouldBeNull();

        ahead.Start(0, 1, cancellation);
        (await ahead.TakeAsync(1, 1)).ShouldBeNull();
        ahead.Start(0, 1, cancellation);
        (await ahead.TakeAsync(0, 2)).ShouldBeNull();
        ahead.Start(0, 1, new CancellationToken(canceled: true));
        (await ahead.TakeAsync(0, 1)).ShouldBeNull();
    }

    /// <summary>Whoever waits for it hears of it, and nothing is published behind it.</summary>
    [Fact]
    public async Task hears_of_what_went_wrong_beside()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.At("log"));
        using var key = Keys.Numbered(1, GrowingLog.Name);
        var log = new PublishedLog(folder.At("log"), GrowingLog.Name, key);
        await log.ContinueAsync(LogHead.Empty, GrowingLog.Leaves, TestContext.Current.CancellationToken);
        var publishing = new Publishing(log);

        publishing.Add([HashedLeaf.Of(GrowingLog.Record(0)), HashedLeaf.Of(GrowingLog.Record(1))]);
        await publishing.BeginAsync(GrowingLog.HeadAt(3), _ => throw new InvalidOperationException("Nothing was published."));

        await Should.ThrowAsync<LogBrokenException>(publishing.EndAsync);
        await Should.ThrowAsync<LogBrokenException>(() => publishing.BeginAsync(GrowingLog.HeadAt(3)));
        Directory.EnumerateFileSystemEntries(folder.At("log")).ShouldBeEmpty();
    }

    private Task<long> Count(string rows) => DatabaseRole.AskAsync<long>(ledger.ConnectionString, $"select count(*) from {rows}");
}
