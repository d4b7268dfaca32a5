using System.Net;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>A ledger with small stretches, so that a rebuild of few plots has a middle.</summary>
public class StretchedLedger : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Replay:StretchPlots"] = "7" };
}

public sealed class A_rebuild_among_writers(StretchedLedger ledger) : IClassFixture<StretchedLedger>
{
    private readonly HttpClient rebuilder = ledger.As("rebuilder", "reb-1");
    private readonly HttpClient approver = ledger.As("approver", "app-1");

    [Fact]
    public async Task loses_nothing_and_refuses_nobody_while_it_builds_compares_and_switches()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        for (var i = 0; i < 40; i++)
            await registrar.Register();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(number => Task.Run(() => WriteAsync(number, stop.Token))).ToArray();
        var versions = new Dictionary<string, int>();
        foreach (var view in (string[])["clean-view", "audit-trail", "clean-view"])
        {
            var rebuild = await rebuilder.Rebuilt(view);
            rebuild.Counts().ShouldEndWith(" 0 0 0 0", customMessage: rebuild.ToJsonString());
            (await approver.CutOver(rebuild)).Status.ShouldBe(HttpStatusCode.Accepted);
            (await rebuilder.Rested(rebuild["id"]!.ToString()))["state"]!.ToString().ShouldBe("switched");
        }

        await stop.CancelAsync();
        foreach (var (plot, version) in (await Task.WhenAll(writers)).SelectMany(written => written))
            versions.Add(plot, version);
        versions.Count.ShouldBeGreaterThan(8);
        foreach (var (plot, version) in versions)
            (await registrar.Card(plot))["version"]!.GetValue<int>().ShouldBe(version);
        await ledger.CaughtUp();
        (await rebuilder.Rebuilt()).Counts().ShouldEndWith(" 0 0 0 0");
        (await approver.PostJson($"/api/v1/rebuilds/{await ActiveAsync()}/cancel", "{}")).Code.ShouldBe("not-permitted");
        (await rebuilder.PostJson($"/api/v1/rebuilds/{await ActiveAsync()}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        await rebuilder.Rested(await LastAsync());
        (await rebuilder.Rebuilt("audit-trail")).Counts().ShouldEndWith(" 0 0 0 0");
        (await ledger.Rows("select count(*) from ledger.mt_events"))
            .ShouldBe(await ledger.Rows("select count(*) from ledger.audit_trail"));
    }

    // Every request has to succeed; nobody notices.
    private async Task<Dictionary<string, int>> WriteAsync(int number, CancellationToken stop)
    {
        var registrar = ledger.As("registrar", $"reg-w{number}", "24781");
        var versions = new Dictionary<string, int>();
        while (!stop.IsCancellationRequested)
        {
            var plot = await registrar.Register();
            for (var version = 1; version <= 3; version++)
            {
                var answer = await registrar.PostJson(
                    $"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection($"240.{5 + version}"), $"\"{version}\"");
                answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
                versions[plot] = version + 1;
            }
        }

        return versions;
    }

    private async Task<string> ActiveAsync() => (await ledger.Rows("select id from ledger.mt_doc_rebuild where data ->> 'state' = 'ready'")).Single();

    private async Task<string> LastAsync() => (await ledger.Rows("select id from ledger.mt_doc_rebuild order by id desc limit 1")).Single();
}
