using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Running;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

public sealed class A_rebuild_that_cannot_be(LeastRightsLedger ledger) : IClassFixture<LeastRightsLedger>
{
    private readonly HttpClient rebuilder = ledger.As("rebuilder", "reb-1");
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    [Fact]
    public async Task says_why_and_leaves_the_living_view_alone()
    {
        var plot = await registrar.Register();
        (await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"")).Status.ShouldBe(HttpStatusCode.OK);
        var before = await CardsAsync();
        await AskedWronglyAsync();
        await FailsAsync($"update ledger.mt_events set version = 7 where stream_id = '{plot}' and version = 2", "stream-gap", plot,
            $"update ledger.mt_events set version = 2 where stream_id = '{plot}' and version = 7");
        await FailsAsync("update ledger.mt_events set type = 'plot_dreamt' where type = 'plot_corrected'", "event-unreadable", "plot_dreamt",
            "update ledger.mt_events set type = 'plot_corrected' where type = 'plot_dreamt'");
        await FailsAsync($"update ledger.mt_events set data = data - 'changes' || '{{\"changes\": 5}}' where stream_id = '{plot}' and version = 2",
            "event-unreadable", "plot_corrected",
            "update ledger.mt_events set data = data || '{\"changes\": []}' where type = 'plot_corrected'");
        (await CardsAsync()).ShouldBe(before);

        var left = await rebuilder.StartRebuild();
        (await rebuilder.PostJson("/api/v1/rebuilds", """{"view":"audit-trail","reason":"r"}""")).Code.ShouldBe("rebuild-active");
        await rebuilder.Rested(left);
        (await rebuilder.PostJson($"/api/v1/rebuilds/{left}/resume", "{}")).Code.ShouldBe("rebuild-not-resumable");
        await CancelledAsync(left);
        (await rebuilder.PostJson($"/api/v1/rebuilds/{left}/cancel", "{}")).Code.ShouldBe("rebuild-not-cancellable");
        (await rebuilder.GetJson($"/api/v1/rebuilds/{left}/differences")).Body!["items"]!.AsArray().Count.ShouldBe(1);
    }

    // Two events were changed for good in the last step: the rebuild finds the card that no longer follows from them.
    private async Task CancelledAsync(string rebuild)
    {
        (await rebuilder.PostJson($"/api/v1/rebuilds/{rebuild}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await rebuilder.Rested(rebuild))["state"]!.ToString().ShouldBe("cancelled");
        (await DatabaseRole.AskAsync<long>(ledger.Owner,
            "select count(*) from pg_class where relnamespace = 'ledger_shadow'::regnamespace")).ShouldBe(0);
        (await DatabaseRole.AskAsync<long>(ledger.Owner, "select count(*) from ledger.replay_chunk")).ShouldBe(0);
    }

    private async Task AskedWronglyAsync()
    {
        (await rebuilder.PostJson("/api/v1/rebuilds", """{"view":"everything","reason":"r"}""")).Code.ShouldBe("view-unknown");
        (await rebuilder.PostJson("/api/v1/rebuilds", """{"view":"clean-view","reason":""}""")).Code.ShouldBe("validation-failed");
        foreach (var member in (string[])["Nguyễn Văn A", "quality.group", "", " quality", "068012345678"])
        {
            var refused = await rebuilder.PostJson("/api/v1/rebuilds",
                new JsonObject { ["view"] = "clean-view", ["reason"] = "r", ["expected"] = new JsonArray("quality", member) }.ToJsonString());
            (refused.Code, refused.Body!.ToJsonString().Contains("expected[1]", StringComparison.Ordinal)).ShouldBe(("validation-failed", true));
        }

        (await rebuilder.PostJson("/api/v1/rebuilds", "null")).Code.ShouldBe("request-malformed");
        (await registrar.PostJson("/api/v1/rebuilds", """{"view":"clean-view","reason":"r"}""")).Code.ShouldBe("not-permitted");
        (await ledger.As("rebuilder", "reb-9", "24781").PostJson("/api/v1/rebuilds", """{"view":"clean-view","reason":"r"}"""))
            .Code.ShouldBe("province-only");
        var nobody = $"/api/v1/rebuilds/{Guid.CreateVersion7()}";
        foreach (var answer in (Answer[])[await rebuilder.GetJson(nobody), await rebuilder.GetJson($"{nobody}/differences"),
            await rebuilder.PostJson($"{nobody}/cancel", "{}"), await rebuilder.PostJson($"{nobody}/resume", "{}"),
            await ledger.As("approver").PostJson($"{nobody}/cutover", """{"reason":"r"}""")])
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "rebuild-not-found"));
        (await rebuilder.GetJson("/api/v1/rebuilds")).Body!["items"]!.AsArray().ShouldBeEmpty();
    }

    private async Task FailsAsync(string damage, string code, string named, string repair)
    {
        await DatabaseRole.DoAsync(ledger.Owner, damage);
        var rebuild = await rebuilder.StartRebuild();
        var failed = await rebuilder.Rested(rebuild);
        failed["state"]!.ToString().ShouldBe("failed", failed.ToJsonString());
        failed["failedFor"]!.ToString().ShouldBe(code);
        failed["failedBecause"]!["en"]!.ToString().ShouldContain(named);
        await DatabaseRole.DoAsync(ledger.Owner, repair);
        (await rebuilder.PostJson($"/api/v1/rebuilds/{rebuild}/resume", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await rebuilder.Rested(rebuild))["state"]!.ToString().ShouldBe("ready");
        (await rebuilder.PostJson($"/api/v1/rebuilds/{rebuild}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        await rebuilder.Rested(rebuild);
    }

    private Task<string> CardsAsync() =>
        DatabaseRole.AskAsync<string>(ledger.Owner, "select string_agg(data::text, ' ' order by id) from ledger.mt_doc_plotcard");
}
