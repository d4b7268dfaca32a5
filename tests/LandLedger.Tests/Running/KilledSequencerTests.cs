using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify;
using LandLedger.Tests.Verify.Tampering;
using Shouldly;
using Xunit;
using Calls = LandLedger.Tests.Harness.Calls;

namespace LandLedger.Tests.Running;

/// <summary>
/// Services that seal the log as real processes, two at once or killed (SIGKILL) again and again while plots are registered.
/// <c>LEDGER_KILL_ROUNDS</c> says how often, 3 times when it is not set.
/// </summary>
public sealed class A_killed_sequencer : IAsyncLifetime
{
    private readonly Folder home = new();
    private readonly ConcurrentDictionary<(long Size, string Root), string> promises = new();
    private readonly CancellationTokenSource over = new();
    private Task watch = Task.CompletedTask;
    private string database = "";

    public async ValueTask InitializeAsync()
    {
        database = await TestCluster.NewDatabaseAsync();
        watch = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await watch;
        over.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task has_its_turn_taken_by_the_one_that_stood_by()
    {
        await using var first = await StartAsync();
        var registrar = await first.As("registrar", "reg-1", "24781");
        await PublishedAsync(first, await registrar.Register());
        await using var second = await StartAsync();
        registrar = await second.As("registrar", "reg-2", "24781");
        for (var at = 0; at < 5; at++)
        {
            await PublishedAsync(first, await registrar.Register());
            (await DatabaseRole.AskAsync<long>(database,
                """
                select count(*) from pg_locks where locktype = 'advisory' and objsubid = 2 and objid = 1 and granted
                    and database = (select oid from pg_database where datname = current_database())
                """)).ShouldBe(1);
        }

        (await StateAsync(second))["published"]!.GetValue<long>().ShouldBe(0, "it stood by");
        (await StateAsync(second))["broken"].ShouldBeNull();
        first.Kill();
        await PublishedAsync(second, await registrar.Register());
        await SoundAsync();
    }

    [Fact]
    public async Task seals_each_acknowledged_event_once_after_it_is_back()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("LEDGER_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        var acknowledged = new ConcurrentBag<string>();
        for (var round = 0; round < rounds; round++)
        {
            await using var ledger = await StartAsync();
            var registrar = await ledger.As("registrar", "reg-1", "24781");
            var wanted = acknowledged.Count + 4 + 5 * round;
            var writers = Enumerable.Range(0, 3).Select(_ => RegisterAsync(registrar, acknowledged)).ToArray();
            await Calls.Eventually(() => Task.FromResult(acknowledged.Count), count => count >= wanted, 60);
            ledger.Kill();
            await Task.WhenAll(writers);
        }

        await using var last = await StartAsync();
        await PublishedAsync(last, [.. acknowledged]);
        (await Tables.RowsAsync(database,
            """
            select count(*), count(distinct l.seq_id) from ledger.mt_events e join ledger_log.leaf l using (seq_id)
            where e.type = 'plot_registered' group by e.stream_id
            """, row => (row.GetInt64(0), row.GetInt64(1)))).Distinct().ShouldBe([(1L, 1L)]);
        var state = await StateAsync(last);
        (state["broken"], state["held"]!.GetValue<int>()).ShouldBe((null, 0));
        await SoundAsync();
    }

    // Until the service is gone.
    private static async Task RegisterAsync(HttpClient registrar, ConcurrentBag<string> acknowledged)
    {
        try
        {
            while (true)
                acknowledged.Add(await registrar.Register());
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            // What was not acknowledged may be there or not.
        }
    }

    // Every event of these plots stands under the last checkpoint.
    private async Task PublishedAsync(LedgerProcess ledger, params string[] plots)
    {
        var list = string.Join(',', plots.Select(plot => $"'{plot}'"));
        var last = await Calls.Eventually(() => Tables.RowsAsync(database,
            $"""
            select l.leaf_index from ledger.mt_events e left join ledger_log.leaf l using (seq_id) where e.stream_id in ({list})
            """, row => row.IsDBNull(0) ? -1 : row.GetInt64(0)), leaves => leaves.Count == plots.Length && leaves.Min() >= 0, 60);
        await Calls.Eventually(() => StateAsync(ledger), state => state["published"]!.GetValue<long>() > last.Max(), 60);
    }

    private async Task SoundAsync()
    {
        var keys = home.At("keys");
        var verified = await VerifyProgram.RunAsync("log", home.At("log"), "--keys", keys);
        verified.Code.ShouldBe(0, verified.Output + verified.Errors);
        promises.Keys.GroupBy(promise => promise.Size).Where(size => size.Count() > 1).ShouldBeEmpty("two roots for one size");
        promises.Count.ShouldBeGreaterThan(2);
        // All that was ever promised is in the log as it is now.
        var at = 0;
        foreach (var note in promises.Values)
            home.Put($"promise-{at++}", note);
        for (at = 0; at < promises.Count; at += Math.Max(1, promises.Count / 4))
        {
            var continued = await VerifyProgram.RunAsync("consistency", home.At($"promise-{at}"), home.At("log"), "--keys", keys);
            continued.Code.ShouldBe(0, continued.Output + continued.Errors);
        }
    }

    private async Task<JsonNode> StateAsync(LedgerProcess ledger)
    {
        using var officer = await ledger.As("security-officer", "officer-1");
        var state = (await officer.GetJson("/api/v1/proofs/log")).Body!;
        home.Put("keys", state["keys"]!.ToString());
        return state;
    }

    // Keeps every checkpoint that anybody could have seen.
    private async Task WatchAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        try
        {
            while (await tick.WaitForNextTickAsync(over.Token))
            {
                if (new TileFolder(home.At("log")).Note() is not { } note)
                    continue;
                var checkpoint = Checkpoint.Parse(note.Text);
                promises.TryAdd((checkpoint.Size, Convert.ToBase64String(checkpoint.Root)), note.ToString());
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private Task<LedgerProcess> StartAsync() => LedgerProcess.StartAsync(new Dictionary<string, string>
    {
        ["ConnectionStrings__ledger"] = database,
        ["Vault__KeyFile"] = home.At("vault.key"),
        ["Documents__Folder"] = home.At("documents"),
        ["Proof__Folder"] = home.At("log"),
        ["Proof__Every"] = "00:00:00.020",
        ["Proof__Publish"] = "00:00:00.020",
        ["Proof__GapGrace"] = "00:00:00.100",
    });
}
