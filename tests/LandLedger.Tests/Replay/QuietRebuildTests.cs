using System.Net;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>What a rebuild must never do: speak to anybody.</summary>
public sealed class A_rebuild_of_plots_with_a_past(StretchedLedger ledger) : IClassFixture<StretchedLedger>
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");
    private readonly HttpClient rebuilder = ledger.As("rebuilder", "reb-1");
    private readonly HttpClient approver = ledger.As("approver", "app-1");

    [Fact]
    public async Task calls_no_counterpart_sends_no_message_and_records_no_event()
    {
        for (var i = 0; i < 3; i++)
        {
            var plot = await registrar.Clean(ledger.Counterparts);
            await registrar.AskSync(plot);
            await registrar.Sync(plot, "synced");
        }

        await ledger.CaughtUp();
        var before = await SpokenAsync();
        foreach (var view in (string[])["clean-view", "audit-trail"])
        {
            var rebuild = await rebuilder.Rebuilt(view);
            rebuild.Counts().ShouldEndWith(" 0 0 0 0", customMessage: rebuild.ToJsonString());
            (await approver.CutOver(rebuild)).Status.ShouldBe(HttpStatusCode.Accepted);
            (await rebuilder.Rested(rebuild["id"]!.ToString()))["state"]!.ToString().ShouldBe("switched");
        }

        (await SpokenAsync()).ShouldBe(before);
        await Followed();
    }

    // The daemon goes on where it was, on the new table, and health would tell if it did not.
    private async Task Followed()
    {
        var plot = await registrar.Register();
        var officer = ledger.As("security-officer");
        await Calls.Eventually(() => officer.GetJson($"/api/v1/audit?plot={plot}"), found => found.Body!["items"]!.AsArray().Count == 1);
        using var health = await ledger.Anonymous().GetAsync(new Uri("/health/ready", UriKind.Relative));
        (await health.Content.ReadAsStringAsync()).ShouldBe("Healthy");
    }

    private async Task<string> SpokenAsync() => string.Join(' ',
    [
        await ledger.Counterparts.Started(Outside.VnLis), await ledger.Counterparts.Started(Outside.PopulationRegister),
        .. await ledger.Rows("select count(*) from ledger.mt_events"),
        .. await ledger.Rows("select count(*) from ledger_wolverine.wolverine_outgoing_envelopes"),
        .. await ledger.Rows("select count(*) from ledger_wolverine.wolverine_incoming_envelopes where message_type not like '%Agent%'"),
    ]);
}
