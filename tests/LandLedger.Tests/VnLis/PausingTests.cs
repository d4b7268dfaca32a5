using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine.Persistence.Durability;
using Xunit;

namespace LandLedger.Tests.VnLis;

public sealed class While_VnLis_keeps_failing(While_VnLis_keeps_failing.Ledger ledger)
    : IClassFixture<While_VnLis_keeps_failing.Ledger>, IAsyncLifetime
{
    private const int Plots = 20;

    /// <summary>Asks again at once, and never so often that it gives up: how many pauses the test meets is for the machine to say.</summary>
    public sealed class Ledger : LedgerHost
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Counterparts:FailuresBeforePause"] = "3",
            ["Counterparts:PauseSeconds"] = "8",
        }.Concat(Enumerable.Range(0, 25).Select(attempt => KeyValuePair.Create($"Counterparts:RetrySeconds:{attempt}", "0.1"))).ToDictionary();
    }

    private readonly HttpClient registrar = ledger.As("registrar", "reg-10", "24781");

    public async ValueTask InitializeAsync() => await ledger.Counterparts.Mend();

    public async ValueTask DisposeAsync() => await ledger.Counterparts.Mend();

    [Fact]
    public async Task calls_stop_and_every_plot_arrives_after_it_has_recovered()
    {
        var plots = await Task.WhenAll(Enumerable.Range(0, Plots).Select(_ => registrar.Clean(ledger.Counterparts)));
        var letters = await DeadLettersAsync();
        var before = await ledger.Counterparts.Started(Outside.VnLis);
        await ledger.Counterparts.Order(Outside.VnLis, "status", 503, 100_000);
        foreach (var plot in plots)
            await registrar.AskSync(plot);

        // Without a pause each plot would be tried again every second or so, and it would never be quiet.
        await Calls.Eventually(() => Outside.StaysFor(2, () => ledger.Counterparts.Started(Outside.VnLis)), quiet => quiet, 90);
        (await ledger.Counterparts.Started(Outside.VnLis) - before).ShouldBeInRange(3, Plots * 25);

        await ledger.Counterparts.Mend();
        foreach (var plot in plots)
            await registrar.Sync(plot, "synced", 60);
        (await DeadLettersAsync()).ShouldBe(letters);
        await using var session = ledger.Store.QuerySession();
        foreach (var plot in plots)
        {
            var events = await session.Events.FetchStreamAsync(Guid.Parse(plot), token: TestContext.Current.CancellationToken);
            events.Count(recorded => recorded.Data is SyncedToVnLis).ShouldBe(1);
        }
    }

    private async Task<int> DeadLettersAsync() =>
        (await ledger.Alba.Services.GetRequiredService<IMessageStore>().DeadLetters.QueryAsync(new(),
            TestContext.Current.CancellationToken)).TotalCount;
}
