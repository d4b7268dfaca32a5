using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine.Persistence.Durability;
using Xunit;

namespace LandLedger.Tests.VnLis;

[Collection(ImpatientLedger.Name)]
public sealed class While_VnLis_keeps_failing(ImpatientLedger ledger) : IAsyncLifetime
{
    private const int Plots = 20;
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

        // Without a pause each plot would be tried again every second or so, until all are given up.
        await Calls.Eventually(() => Outside.StaysFor(2, () => ledger.Counterparts.Started(Outside.VnLis)), quiet => quiet, 40);
        (await ledger.Counterparts.Started(Outside.VnLis) - before).ShouldBeInRange(3, Plots * (ImpatientLedger.Attempts - 1));

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
