using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Storage;
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
    public async Task goes_on_behind_what_was_read_and_keeps_what_was_not_dealt_with()
    {
        var (ahead, all) = await RegisteredAsync();
        // Two were read, and the second waits for the rest of its commit.
        ahead.GoOn(all[0].Sequence, new(all[..2], HasMore: true), 1, TestContext.Current.CancellationToken);

        var taken = (await ahead.TakeAsync(all[0].Sequence)).ShouldNotBeNull();
        taken.Rows.Select(row => row.Sequence).ShouldBe(all[1..3].Select(row => row.Sequence));
        taken.Rows[^1].Hashes.PayloadHash.ShouldBeBytes(all[2].Hashes.PayloadHash);
        taken.HasMore.ShouldBeTrue();
        for (var next = 3; next < 5; next++)
        {
            ahead.GoOn(all[next - 1].Sequence, taken, 1, TestContext.Current.CancellationToken);
            taken = (await ahead.TakeAsync(all[next - 1].Sequence)).ShouldNotBeNull();
            taken.Rows.ShouldHaveSingleItem().Sequence.ShouldBe(all[next].Sequence);
        }
    }

    [Fact]
    public async Task forgets_what_it_read_ahead_where_it_does_not_go_on()
    {
        var (ahead, all) = await RegisteredAsync();
        var cancellation = TestContext.Current.CancellationToken;
        (await ahead.TakeAsync(all[0].Sequence)).ShouldBeNull();

        ahead.GoOn(all[0].Sequence, new(all[..1], HasMore: true), 1, cancellation);
        (await ahead.TakeAsync(all[1].Sequence)).ShouldBeNull();
        (await ahead.TakeAsync(all[0].Sequence)).ShouldBeNull();

        ahead.GoOn(all[0].Sequence, new(all[..1], HasMore: true), 1, cancellation);
        ahead.Forget();
        (await ahead.TakeAsync(all[0].Sequence)).ShouldBeNull();

        ahead.GoOn(all[0].Sequence, new(all[..1], HasMore: true), 1, new CancellationToken(canceled: true));
        (await ahead.TakeAsync(all[0].Sequence)).ShouldBeNull();
    }

    [Fact]
    public async Task reads_nothing_behind_the_last()
    {
        var (ahead, all) = await RegisteredAsync();
        ahead.GoOn(all[^1].Sequence, new(all, HasMore: true), 1, TestContext.Current.CancellationToken);

        var none = (await ahead.TakeAsync(all[^1].Sequence)).ShouldNotBeNull();
        none.Rows.ShouldBeEmpty();
        none.HasMore.ShouldBeFalse();
        (await ahead.TakeAsync(all[^1].Sequence)).ShouldNotBeNull().HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task looks_anew_at_a_commit_of_which_the_rest_has_come()
    {
        await ledger.As("registrar", "reg-3", "24781").Import("VNPT-iLIS", ImportCalls.Csv(1, "unfinished"), 300);
        var (_, all) = await RegisteredAsync();
        var origins = ledger.Alba.Services.GetRequiredService<ProofKeys>().Trusted.Origins;
        var commit = all.GroupBy(row => row.Stream).Select(plot => plot.ToArray()).First(plot => plot[0].Origin is { Count: > 1 });

        _ = new CommittedEvents(commit[..1], origins);
        commit[0].IsUnfinished.ShouldBeTrue();
        CommittedEvents.IsGenuine(commit[0]).ShouldBeFalse();
        _ = new CommittedEvents(commit, origins);
        commit.ShouldAllBe(row => !row.IsUnfinished && CommittedEvents.IsGenuine(row));
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

    // Events that are there, hashed, at least five.
    private async Task<(ReadAhead Ahead, List<EventRow> All)> RegisteredAsync()
    {
        var registrar = ledger.As("registrar", "reg-2", "24781");
        for (var plot = 0; plot < 5; plot++)
            await registrar.Register();
        var services = ledger.Alba.Services;
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        var store = new SequencerStore(connection, services.GetRequiredService<LedgerSchema>());
        var (all, _) = await store.AboveAsync(0, 100_000, TestContext.Current.CancellationToken);
        all.Count.ShouldBeGreaterThan(4);
        var ahead = services.GetRequiredService<ReadAhead>();
        ahead.Forget();
        return (ahead, all);
    }

    private Task<long> Count(string rows) => DatabaseRole.AskAsync<long>(ledger.ConnectionString, $"select count(*) from {rows}");
}
