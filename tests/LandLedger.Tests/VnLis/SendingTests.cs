using System.Net;
using System.Security.Cryptography;
using JasperFx.Events;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using LandLedger.VnLis;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.VnLis;

[Collection(ImpatientLedger.Name)]
public sealed class Sending_a_clean_plot(ImpatientLedger ledger) : IAsyncLifetime
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-9", "24781");

    public async ValueTask InitializeAsync() => await ledger.Counterparts.Mend();

    public async ValueTask DisposeAsync() => await ledger.Counterparts.Mend();

    [Fact]
    public async Task a_plot_without_a_matched_owner_is_not_sent()
    {
        var (plot, _) = await registrar.Owned();
        foreach (var unclean in (string[])[await registrar.Register(), plot])
        {
            var answer = await registrar.AskSync(unclean);
            answer.Status.ShouldBe(HttpStatusCode.Conflict);
            answer.Code.ShouldBe("not-ready-for-sync");
        }
    }

    [Fact]
    public async Task the_receipt_is_on_the_card_and_on_the_event_with_a_keyed_hash_of_what_was_sent()
    {
        var plot = await registrar.Clean(ledger.Counterparts);
        var sent = await WhatIsSentOf(plot);
        (await registrar.AskSync(plot)).Status.ShouldBe(HttpStatusCode.Accepted);

        var sync = await registrar.Sync(plot, "synced");
        var received = (await ledger.Counterparts.Received(plot)).ShouldHaveSingleItem();
        sync["receipt"]!.ToString().ShouldBe(received["receipt"]!.ToString());
        sync["version"]!.GetValue<int>().ShouldBe(3);
        received["ledgerVersion"]!.GetValue<int>().ShouldBe(3);

        var recorded = (await EventsAsync(plot))[3];
        var synced = recorded.Data.ShouldBeOfType<SyncedToVnLis>();
        synced.PayloadHash.ShouldBe(
            Convert.ToHexStringLower(ledger.Alba.Services.GetRequiredService<IKeyVault>().Mac("vnlis-payload/v1", sent)));
        synced.PayloadHash.ShouldNotBe(Convert.ToHexStringLower(SHA256.HashData(sent)));
        recorded.UserName.ShouldBe("reg-9");
        recorded.GetHeader("reason").ShouldBe("the plot is clean");
    }

    [Fact]
    public async Task a_corrected_plot_is_behind_and_goes_again_with_its_newer_version()
    {
        var plot = await registrar.Clean(ledger.Counterparts);
        await registrar.AskSync(plot);
        await registrar.Sync(plot, "synced");
        var again = await registrar.AskSync(plot);
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Code.ShouldBe("already-synced");

        await Correct(plot);
        (await registrar.Card(plot))["sync"]!["state"]!.ToString().ShouldBe("behind");
        (await registrar.AskSync(plot)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await registrar.Sync(plot, "synced"))["version"]!.GetValue<int>().ShouldBe(5);
        (await ledger.Counterparts.Received(plot)).Select(each => each["ledgerVersion"]!.GetValue<int>()).ShouldBe([3, 5]);
    }

    [Fact]
    public async Task a_rejected_plot_tells_why_and_goes_again_when_it_is_mended()
    {
        var number = Calls.NewPlotNumber();
        var other = Guid.NewGuid();
        (await Occupy(other, number, version: 1)).ShouldBe(HttpStatusCode.OK);
        var plot = await registrar.Clean(ledger.Counterparts, number);
        await registrar.AskSync(plot);

        var sync = await registrar.Sync(plot, "rejected");
        sync["rejectedFor"]!.ToString().ShouldBe("duplicate-plot-number");
        sync["receipt"].ShouldBeNull();
        var rejected = (await EventsAsync(plot))[3].Data.ShouldBeOfType<VnLisRejected>();
        rejected.Code.ShouldBe("duplicate-plot-number");
        rejected.Reason.ShouldBe("another plot has this commune, sheet and plot number");
        rejected.PlotVersion.ShouldBe(3);

        (await Occupy(other, $"{number}x", version: 2)).ShouldBe(HttpStatusCode.OK);
        await Correct(plot);
        await registrar.AskSync(plot);
        (await registrar.Sync(plot, "synced"))["version"]!.GetValue<int>().ShouldBe(5);
    }

    [Fact]
    public async Task several_waiting_requests_of_one_plot_are_one_call()
    {
        var plot = await registrar.Clean(ledger.Counterparts);
        await ledger.Counterparts.Order(Outside.VnLis, "latency", 3000, match: plot);
        var before = await ledger.Counterparts.Started(Outside.VnLis);
        foreach (var asked in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => registrar.AskSync(plot))))
            asked.Status.ShouldBe(HttpStatusCode.Accepted);
        await registrar.Sync(plot, "synced");

        // A later plot in the same queue would wait behind them; what is still to come shows within a second.
        (await Outside.StaysFor(1, () => ledger.Counterparts.Started(Outside.VnLis))).ShouldBeTrue();
        (await ledger.Counterparts.Started(Outside.VnLis) - before).ShouldBe(1);
        (await EventsAsync(plot)).Count(recorded => recorded.Data is SyncedToVnLis).ShouldBe(1);
    }

    [Fact]
    public async Task several_waiting_requests_of_a_plot_that_is_rejected_are_rejected_once()
    {
        var number = Calls.NewPlotNumber();
        await Occupy(Guid.NewGuid(), number, version: 1);
        var plot = await registrar.Clean(ledger.Counterparts, number);
        await ledger.Counterparts.Order(Outside.VnLis, "latency", 3000, match: plot);
        foreach (var asked in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => registrar.AskSync(plot))))
            asked.Status.ShouldBe(HttpStatusCode.Accepted);
        await registrar.Sync(plot, "rejected");

        (await Outside.StaysFor(1, async () => (await EventsAsync(plot)).Count)).ShouldBeTrue();
        (await EventsAsync(plot)).Count(recorded => recorded.Data is VnLisRejected).ShouldBe(1);
    }

    [Fact]
    public async Task plots_go_side_by_side_and_each_in_its_own_order()
    {
        // There are four queues: that so many plots are all in one does not happen.
        var plots = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => registrar.Clean(ledger.Counterparts)));
        var before = await ledger.Counterparts.UnderWay(Outside.VnLis);
        await ledger.Counterparts.Order(Outside.VnLis, "latency", 1500, plots.Length);
        await Task.WhenAll(plots.Select(plot => registrar.AskSync(plot)));

        await Calls.Eventually(() => ledger.Counterparts.UnderWay(Outside.VnLis), calls => calls - before >= 2);
        foreach (var plot in plots)
        {
            await Correct(plot);
            await registrar.AskSync(plot);
        }

        foreach (var plot in plots)
        {
            await registrar.Sync(plot, "synced");
            var versions = (await ledger.Counterparts.Received(plot)).Select(each => each["ledgerVersion"]!.GetValue<int>()).ToArray();
            versions.ShouldBeInOrder();
            (await EventsAsync(plot)).ShouldAllBe(recorded => !(recorded.Data is VnLisRejected));
        }
    }

    [Theory]
    [InlineData("drop", 0, 2)]
    [InlineData("timeout", 0, 1)]
    [InlineData("wrong-answer", 1, 1)]
    [InlineData("status", 503, 1)]
    public async Task a_lost_answer_is_asked_for_again_and_takes_effect_once(string kind, int value, int arrivals)
    {
        var plot = await registrar.Clean(ledger.Counterparts);
        await ledger.Counterparts.Order(Outside.VnLis, kind, value, match: plot);
        await registrar.AskSync(plot);
        var sync = await registrar.Sync(plot, "synced");

        var received = (await ledger.Counterparts.Received(plot)).ShouldHaveSingleItem();
        received["times"]!.GetValue<int>().ShouldBe(arrivals);
        sync["receipt"]!.ToString().ShouldBe(received["receipt"]!.ToString());
        (await EventsAsync(plot)).Count(recorded => recorded.Data is SyncedToVnLis).ShouldBe(1);
    }

    private async Task<byte[]> WhatIsSentOf(string plot)
    {
        await using var session = ledger.Store.QuerySession();
        var card = await session.LoadAsync<PlotCard>(Guid.Parse(plot));
        var vault = ledger.Alba.Services.GetRequiredService<PersonVault>();
        var persons = await vault.ReadManyAsync([.. card!.Holders.Select(holder => holder.PersonId)],
            TestContext.Current.CancellationToken);
        return NationalRecord.Of(card, persons).Bytes();
    }

    private async Task Correct(string plot)
    {
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "*");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
    }

    // Another province's plot that stands in VnLIS under the number of one of ours.
    private async Task<HttpStatusCode> Occupy(Guid other, string number, int version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"vnlis/v1/plots/{other}")
        {
            Content = new StringContent(
                $$"""
                {"schemaVersion":1,"plotId":"{{other}}","ledgerVersion":{{version}},
                "plotNumber":{"commune":"24781","codeListDate":"2025-07-01","sheet":"12","plot":"{{number}}"},"areaSquareMetres":"1",
                "landUses":[{"purpose":"ODT","areaSquareMetres":"1"}],"certificates":[],"holders":[]}
                """, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", $"{other}:{version}");
        using var answer = await ledger.Counterparts.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<IReadOnlyList<IEvent>> EventsAsync(string plot)
    {
        await using var session = ledger.Store.QuerySession();
        return await session.Events.FetchStreamAsync(Guid.Parse(plot));
    }
}
