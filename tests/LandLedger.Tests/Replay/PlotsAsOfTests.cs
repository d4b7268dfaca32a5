using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Tidy;
using Marten;
using Marten.Events;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>Each test has a commune of its own.</summary>
[Collection(OneLedger.Name)]
public sealed class The_plots_of_a_commune_at_an_instant(LedgerHost ledger)
{
    [Fact]
    public async Task are_those_that_were_recorded_by_then_as_they_were_then_page_by_page()
    {
        const string Commune = "22927";
        var registrar = ledger.As("registrar", "reg-1", Commune);
        var plots = new List<string>();
        for (var i = 0; i < 5; i++)
            plots.Add(await registrar.Register(commune: Commune));
        var then = await Changed(registrar, plots[^1]);
        await registrar.PostJson($"/api/v1/plots/{plots[0]}/corrections", Calls.AreaCorrection("240.9"), "\"1\"");
        await registrar.Register(commune: Commune);
        var now = await Changed(registrar, plots[0]);

        foreach (var limit in (int[])[1, 2, 5, 6])
            (await Ids(registrar, $"commune={Commune}&asOf={then}&limit={limit}")).ShouldBe([.. plots]);
        (await Area(then)).ShouldBe("240.5");
        (await Area(now)).ShouldBe("240.9");
        (await Ids(registrar, $"commune={Commune}&asOf=2025-10-01")).ShouldBeEmpty();

        async Task<string> Area(string at) =>
            (await Rows(registrar, $"commune={Commune}&asOf={at}")).Single(row => row["id"]!.ToString() == plots[0])["areaSquareMetres"]!.ToString();
    }

    [Fact]
    public async Task may_be_narrowed_by_what_was_true_of_them_then()
    {
        const string Commune = "22942";
        var registrar = ledger.As("registrar", "reg-1", Commune);
        var plot = await registrar.Register("7", Commune, body => body["plotNumber"]!["sheet"] = "S1");
        await registrar.Register("8", Commune, body => body["plotNumber"]!["sheet"] = "S2");
        var then = await Changed(registrar, plot);
        await ledger.Happened(plot, new SyncedToVnLis("r", "h", 1));
        var now = await Changed(registrar, plot);
        (await Ids(registrar, $"commune={Commune}&asOf={now}&sheet=s1")).ShouldBe([plot]);
        (await Ids(registrar, $"commune={Commune}&asOf={now}&sync=synced")).ShouldBe([plot]);
        (await Ids(registrar, $"commune={Commune}&asOf={then}&sync=synced")).ShouldBeEmpty();
        (await Ids(registrar, $"commune={Commune}&asOf={now}&group=1")).ShouldBeEmpty();
        (await Ids(registrar, $"commune={Commune}&asOf={now}&group=2&limit=1")).Length.ShouldBe(2);
    }

    // No event moves a plot between communes yet. One that does names the new commune in the trail, as a registration does; here a
    // correction stands for it, and its row of the trail is made to say so.
    [Fact]
    public async Task are_those_that_lay_in_it_then_and_the_present_commune_says_who_sees_them()
    {
        const string From = "22957", To = "22960";
        var (before, after, both) = (ledger.As("registrar", "a", From), ledger.As("registrar", "b", To), ledger.As("registrar", "c", From, To));
        var (moved, stayed) = (await both.Register("1", From), await both.Register("2", From));
        var then = await Changed(both, stayed);
        await ledger.Happened(moved, new PlotCorrected([new("plotNumber", $"{From}.12.1", $"{To}.12.1")], Given.On, "QĐ 1"));
        var now = await Changed(both, moved);
        await ledger.CaughtUp();
        await ledger.Rows($"update ledger.audit_trail set event = 'plot_registered', commune = '{To}' where plot_id = '{moved}' and version = 2");

        (await Ids(both, $"commune={From}&asOf={then}")).ShouldBe([moved, stayed]);
        (await Ids(both, $"commune={To}&asOf={then}")).ShouldBeEmpty();
        (await Ids(both, $"commune={From}&asOf={now}")).ShouldBe([stayed]);
        (await Ids(both, $"commune={To}&asOf={now}")).ShouldBe([moved]);
        (await Ids(before, $"commune={From}&asOf={then}")).ShouldBe([stayed]);
        (await Ids(after, $"commune={From}&asOf={then}")).ShouldBe([moved]);
        (await Ids(ledger.As("security-officer"), $"commune={From}&asOf={then}")).ShouldBe([moved, stayed]);
    }

    [Theory]
    [InlineData("asOf=2025-10-01", 400, "query-invalid")]
    [InlineData("asOf=2025-10-01&commune=24781&q=24781.1.1", 400, "query-invalid")]
    [InlineData("asOf=2025-10-01&commune=24781&group=x", 400, "query-invalid")]
    [InlineData("asOf=2025-10-01&commune=24781&sync=1", 400, "query-invalid")]
    [InlineData("asOf=2025-10-01&commune=24781&cursor=YWJj", 400, "query-invalid")]
    [InlineData("asOf=soon&commune=24781", 400, "past-unreadable")]
    [InlineData("asOf=9999-01-01&commune=24781", 400, "past-in-future")]
    public async Task are_asked_for_clearly_or_not_at_all(string query, int status, string code)
    {
        var answer = await ledger.As("registrar", "reg-1", "24781").GetJson($"/api/v1/plots?{query}");
        ((int)answer.Status, answer.Code).ShouldBe((status, code));
    }

    [Fact]
    public async Task are_not_half_told_while_the_trail_is_behind()
    {
        var registrar = ledger.As("registrar", "reg-1", "22963");
        var then = await Changed(registrar, await registrar.Register(commune: "22963"));
        await ledger.CaughtUp();
        await ledger.Alba.PauseAllDaemonsAsync();
        try
        {
            var now = await Changed(registrar, await registrar.Register(commune: "22963"));
            var behind = await registrar.GetJson($"/api/v1/plots?commune=22963&asOf={now}");
            ((int)behind.Status, behind.Code).ShouldBe((503, "past-not-whole"));
            (await registrar.GetJson($"/api/v1/plots?commune=22963&asOf={then}")).Body!["items"]!.AsArray().Count.ShouldBe(1);
        }
        finally
        {
            await ledger.Alba.ResumeAllDaemonsAsync();
        }
    }

    [Fact]
    public void are_found_by_every_event_that_names_a_commune()
    {
        foreach (var type in PlotStore.Events)
        {
            var sample = JsonSerializer.Deserialize(House.Read(LedgerEvents.GoldenPath(type)), type, LedgerJson.Stored)!;
            AuditTrail.NamingCommune.Contains(LedgerEvents.Alias(type)).ShouldBe(TrailRow.CommuneNamedBy(sample) is not null, type.Name);
        }
    }

    private static async Task<string> Changed(HttpClient registrar, string plot) => (await registrar.Card(plot))["changedAt"]!.ToString();

    private async Task<string[]> Ids(HttpClient reader, string query) => [.. (await Rows(reader, query)).Select(row => row["id"]!.ToString())];

    private async Task<List<JsonNode>> Rows(HttpClient reader, string query)
    {
        await ledger.CaughtUp();
        var rows = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await reader.GetJson($"/api/v1/plots?{query}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            page.Body!["items"].ShouldNotBeNull(page.Body.ToJsonString());
            rows.AddRange(page.Body["items"]!.AsArray().Select(row => row!));
            cursor = page.Body["next"]?.GetValue<string>();
            if (cursor is null)
                return rows;
        }
    }
}
