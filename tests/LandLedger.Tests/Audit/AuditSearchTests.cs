using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Audit;

[Collection(OneLedger.Name)]
public sealed class Searching_the_audit_trail(LedgerHost ledger)
{
    private readonly HttpClient officer = ledger.As("security-officer", "sec-1");

    private async Task<JsonArray> Found(string query)
    {
        await ledger.CaughtUp();
        var answer = await officer.GetJson($"/api/v1/audit?{query}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
        return answer.Body!["items"]!.AsArray();
    }

    [Fact]
    public async Task finds_what_a_person_did_where_and_what()
    {
        var actor = $"reg-{Guid.NewGuid():N}";
        var registrar = ledger.As("registrar", actor, "24781", "24787");
        var (here, there) = (await registrar.Register(), await registrar.Register(commune: "24787"));
        await registrar.PostJson($"/api/v1/plots/{here}/corrections", Calls.AreaCorrection(), "\"1\"");

        (await Found($"actor={actor}")).Count.ShouldBe(3);
        (await Found($"actor={actor}&event=plot_corrected")).Select(row => row!["plot"]!.ToString()).ShouldBe([here]);
        (await Found($"actor={actor}&commune=24787")).Select(row => row!["plot"]!.ToString()).ShouldBe([there]);
        (await Found($"actor={actor}&commune=24781")).Select(row => row!["event"]!.ToString())
            .ShouldBe(["plot_corrected", "plot_registered"]);
        (await Found($"plot={there}")).Single()!["commune"]!.ToString().ShouldBe("24787");
        (await Found($"actor={actor}x")).ShouldBeEmpty();
    }

    [Fact]
    public async Task finds_a_plot_by_a_number_that_it_once_had()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var (old, now) = (Calls.NewPlotNumber(), Calls.NewPlotNumber());
        var plot = await registrar.Register(old);
        await registrar.PostJson($"/api/v1/plots/{plot}/corrections",
            $$"""
            {"changes":[{"field":"plotNumber","to":"24781.12.{{now}}"}],
            "reason":"read wrongly","instrument":"BA 1","effectiveOn":"2025-10-02"}
            """, "\"1\"");
        foreach (var number in (string[])[old, now])
        {
            foreach (var written in (string[])[$"24781.12.{number}", $"24781.012.0{number}"])
                (await Found($"plot={written}")).Select(row => row!["plot"]!.ToString()).ShouldBe([plot, plot], written);
        }

        var heir = await registrar.Register(old);
        (await Found($"plot=24781.12.{old}")).Select(row => row!["plot"]!.ToString()).Distinct().ShouldBe([heir, plot]);
    }

    [Fact]
    public async Task keeps_to_a_stretch_of_time()
    {
        var actor = $"reg-{Guid.NewGuid():N}";
        var registrar = ledger.As("registrar", actor, "24781");
        for (var i = 0; i < 3; i++)
            await registrar.Register();
        var at = (await Found($"actor={actor}")).Select(row => row!["at"]!.ToString()).Reverse().ToArray();

        (await Found($"actor={actor}&from={at[1]}")).Select(row => row!["at"]!.ToString()).ShouldBe([at[2], at[1]]);
        (await Found($"actor={actor}&to={at[1]}")).Select(row => row!["at"]!.ToString()).ShouldBe([at[0]]);
        (await Found($"actor={actor}&from={at[1]}&to={at[2]}")).Select(row => row!["at"]!.ToString()).ShouldBe([at[1]]);
        (await Found($"actor={actor}&from=2020-01-01&to=2020-01-02")).ShouldBeEmpty();
        (await Found($"actor={actor}&from=2020-01-01")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task shows_every_row_once_page_by_page_the_newest_first()
    {
        var actor = $"reg-{Guid.NewGuid():N}";
        var registrar = ledger.As("registrar", actor, "24781");
        for (var i = 0; i < 5; i++)
            await registrar.Register();
        await ledger.CaughtUp();
        var seen = new List<long>();
        for (string? cursor = null; ;)
        {
            var page = (await officer.GetJson($"/api/v1/audit?actor={actor}&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Body!;
            seen.AddRange(page["items"]!.AsArray().Select(row => row!["sequence"]!.GetValue<long>()));
            cursor = page["next"]?.GetValue<string>();
            if (cursor is null)
                break;
        }

        seen.Count.ShouldBe(5);
        seen.ShouldBe(seen.Distinct().OrderDescending());
    }

    [Theory]
    [InlineData("cursor=YWJj")]
    [InlineData("limit=0")]
    [InlineData("plot=nonsense")]
    [InlineData("event=plot_correct")]
    [InlineData("event=")]
    [InlineData("from=yesterday")]
    [InlineData("to=31/12/2025")]
    public async Task refuses_a_wrong_question(string query)
    {
        foreach (var path in (string[])["/api/v1/audit", "/api/v1/audit/export"])
        {
            if (path.EndsWith("export", StringComparison.Ordinal)
                && (query.StartsWith("cursor", StringComparison.Ordinal) || query.StartsWith("limit", StringComparison.Ordinal)))
                continue;
            var answer = await officer.GetJson($"{path}?{query}");
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "query-invalid"), path);
        }
    }

    [Fact]
    public async Task stays_within_the_communes_of_the_officer()
    {
        var actor = $"reg-{Guid.NewGuid():N}";
        var registrar = ledger.As("registrar", actor, "24781", "24787");
        await registrar.Register();
        await registrar.Register(commune: "24787");
        await ledger.CaughtUp();
        var local = ledger.As("security-officer", "sec-2", "24787");
        var rows = (await local.GetJson($"/api/v1/audit?actor={actor}")).Body!["items"]!.AsArray();
        rows.Select(row => row!["commune"]!.ToString()).ShouldBe(["24787"]);
        (await local.GetJson($"/api/v1/audit?actor={actor}&commune=24781")).Body!["items"]!.AsArray().ShouldBeEmpty();
        var export = await local.GetStringAsync($"/api/v1/audit/export?actor={actor}&format=ndjson");
        export.ShouldContain("24787");
        export.ShouldNotContain("24781.12");
    }

    [Fact]
    public async Task explains_the_number_of_a_commit_that_was_refused()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var number = Calls.NewPlotNumber();
        await registrar.Register(number);
        (await registrar.PostJson("/api/v1/plots", Calls.Registration(number))).Code.ShouldBe("plot-number-taken");
        var row = (await Found("event=tombstone&limit=1")).Single()!;
        row["at"].ShouldBeNull();
        row["actor"]!["subject"].ShouldBeNull();
        row["changes"]!.AsArray().ShouldBeEmpty();
        row["summary"]!["en"]!.ToString().ShouldContain("carries no change");
        row["summary"]!["vi"]!.ToString().ShouldContain("không mang thay đổi");
    }

    [Fact]
    public async Task tells_what_the_event_says_and_nothing_where_there_is_none()
    {
        var plot = await ledger.As("registrar", "reg-1", "24781").Register();
        await ledger.CaughtUp();
        await ledger.Rows($"update ledger.audit_trail set event = 'plot_corrected' where plot_id = '{plot}'");
        var row = (await Found($"plot={plot}")).Single()!;
        row["changes"]!.AsArray().Select(change => change!["field"]!.ToString()).ShouldContain("plotNumber");
        (row["instrument"]!.ToString(), row["effectiveOn"]!.ToString()).ShouldBe(("BA 123456", "2025-10-01"));

        var unknown = Guid.CreateVersion7();
        await ledger.Rows(
            $"insert into ledger.audit_trail (seq, plot_id, version, event) values (-7, '{unknown}', 1, 'plot_registered')");
        var invented = (await Found($"plot={unknown}")).Single()!;
        await ledger.Rows($"delete from ledger.audit_trail where seq = -7");
        invented["changes"]!.AsArray().ShouldBeEmpty();
        invented["instrument"].ShouldBeNull();
    }

    [Fact]
    public async Task leaves_no_gap_between_the_first_and_the_last_number()
    {
        await ledger.As("registrar", "reg-1", "24781").Register();
        await ledger.CaughtUp();
        (await ledger.Rows(
            """
            select count(*) from ledger.mt_events full join ledger.audit_trail on seq = seq_id where seq is null or seq_id is null
            """)).ShouldBe(["0"]);
    }
}
