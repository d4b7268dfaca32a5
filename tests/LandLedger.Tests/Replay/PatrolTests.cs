using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Replay;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>A ledger whose patrol walks by night, as in production.</summary>
public sealed class PatrolledLedger : LeastRightsLedger
{
    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(base.Settings) { ["Replay:PatrolAt"] = "02:00" };
}

public sealed class A_patrol(PatrolledLedger ledger) : IClassFixture<PatrolledLedger>, IAsyncLifetime
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");
    private readonly HttpClient rebuilder = ledger.As("rebuilder", "reb-1");
    private readonly HttpClient approver = ledger.As("approver", "app-1");

    private Patrol Patrol => ledger.Alba.Services.GetServices<IHostedService>().OfType<Patrol>().Single();

    // By itself it would go its way when the ledger is a minute old; here it is told when to look.
    public async ValueTask InitializeAsync() => await Patrol.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task finds_a_row_that_somebody_edited_and_repairs_it_when_a_second_person_approves()
    {
        var plots = new List<string> { await registrar.Register(), await registrar.Register(), await registrar.Register() };
        await ledger.CaughtUp();
        var (cards, trail) = (await Cards(), await Trail());
        await DatabaseRole.DoAsync(ledger.Owner,
            $$"""
            update ledger.mt_doc_plotcard set data = data || '{"areaSquareMetres": "1"}' where id = '{{plots[0]}}';
            delete from ledger.mt_doc_plotcard where id = '{{plots[1]}}';
            update ledger.audit_trail set actor = 'nobody', commune = '00000' where plot_id = '{{plots[2]}}';
            """);

        (await Started("0/1x")).Code.ShouldBe("validation-failed");
        (await Started("1/1")).Code.ShouldBe("validation-failed");
        await RepairedAsync("clean-view", "1 1 0 1 2");
        await RepairedAsync("audit-trail", "2 0 0 1 1");
        (await Cards()).ShouldBe(cards);
        (await Trail()).ShouldBe(trail);
        await FollowedAsync(plots[0]);
        (await rebuilder.Rested((await Started("0/1")).Text("id")))["state"]!.ToString().ShouldBe("clean");
    }

    [Fact]
    public async Task walks_each_night_over_one_share_of_each_view_and_over_all_within_its_nights()
    {
        var shares = new List<string>();
        for (var night = 0; night < 3; night++)
        {
            await Patrol.LookAsync(Night(night, 1), CancellationToken.None);
            (await PatrolsAsync()).Length.ShouldBe(shares.Count);
            for (var look = 0; look < 4; look++)
            {
                await Patrol.LookAsync(Night(night, 3), CancellationToken.None);
                foreach (var each in await PatrolsAsync())
                    await rebuilder.Rested(each["id"]!.ToString());
            }

            var tonight = (await PatrolsAsync())[..^shares.Count];
            tonight.Select(each => each["view"]!.ToString()).Order().ShouldBe(["audit-trail", "clean-view"]);
            shares.AddRange(tonight.Select(each => each["share"]!.ToString()));
        }

        shares.Distinct().Count().ShouldBe(3);
        shares.ShouldAllBe(share => share.EndsWith("/28", StringComparison.Ordinal));
    }

    private static Instant Night(int night, int hour) =>
        new LocalDateTime(2026, 7, 1, hour, 0).PlusDays(night).InZoneStrictly(DateTimeZoneProviders.Tzdb["Asia/Ho_Chi_Minh"]).ToInstant();

    private async Task<JsonNode[]> PatrolsAsync() =>
    [
        .. (await rebuilder.GetJson("/api/v1/rebuilds?limit=200")).Body!["items"]!.AsArray()
            .Where(each => each!["startedBy"]!["subject"]!.ToString() == Patrol.Actor).Select(each => each!),
    ];

    private async Task RepairedAsync(string view, string counts)
    {
        var started = await Started("0/1", view);
        var found = await rebuilder.Rested(started.Text("id"));
        found["state"]!.ToString().ShouldBe("found", found.ToJsonString());
        found["share"]!.ToString().ShouldBe("0/1");
        found.Counts().ShouldBe(counts);
        using (var health = await ledger.Anonymous().GetAsync(new Uri("/health/ready", UriKind.Relative)))
            (await health.Content.ReadAsStringAsync()).ShouldBe("Degraded");
        (await rebuilder.CutOver(found, "a patrol has no shadow")).Code.ShouldBe("four-eyes");
        (await approver.CutOver(found, "a patrol has no shadow")).Code.ShouldBe("rebuild-not-ready");
        (await Repair(rebuilder)).Code.ShouldBe("four-eyes");
        (await Repair(approver)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await rebuilder.Rested(started.Text("id")))["state"]!.ToString().ShouldBe("repaired");
        (await Repair(approver)).Code.ShouldBe("nothing-to-repair");

        Task<Answer> Repair(HttpClient by) => by.PostJson($"/api/v1/rebuilds/{started.Text("id")}/repair", """{"reason":"edited by hand"}""");
    }

    // Registrar, daemon and number index go on as if nothing had been.
    private async Task FollowedAsync(string plot)
    {
        (await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"")).Status.ShouldBe(HttpStatusCode.OK);
        await Calls.Eventually(() => ledger.As("security-officer").GetJson($"/api/v1/audit?plot={plot}"),
            rows => rows.Body!["items"]!.AsArray().Count == 2);
        using var health = await ledger.Anonymous().GetAsync(new Uri("/health/ready", UriKind.Relative));
        (await health.Content.ReadAsStringAsync()).ShouldBe("Healthy");
    }

    private Task<Answer> Started(string share, string view = "clean-view") => rebuilder.PostJson(
        "/api/v1/rebuilds", $$"""{"view":"{{view}}","reason":"look","share":"{{share}}"}""");

    private Task<string> Cards() =>
        DatabaseRole.AskAsync<string>(ledger.Owner, "select string_agg(data::text, ' ' order by id) from ledger.mt_doc_plotcard");

    private Task<string> Trail() =>
        DatabaseRole.AskAsync<string>(ledger.Owner, "select string_agg(row::text, ' ' order by seq) from ledger.audit_trail row");
}
