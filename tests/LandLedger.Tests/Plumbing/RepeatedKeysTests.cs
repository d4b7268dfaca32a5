using System.Net;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

[Collection(OneLedger.Name)]
public sealed class Repeated_keys(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    private static string NewKey() => Guid.NewGuid().ToString("N");

    [Fact]
    public async Task the_same_key_and_body_get_the_same_answer()
    {
        var (body, key) = (Calls.Registration(Calls.NewPlotNumber()), NewKey());
        var first = await registrar.PostJson("/api/v1/plots", body, key: key);
        var again = await registrar.PostJson("/api/v1/plots", body, key: key);

        first.Status.ShouldBe(HttpStatusCode.Created);
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Body!.ToJsonString().ShouldBe(first.Body!.ToJsonString());
        again.ETag.ShouldBe("\"1\"");
        again.Response.Headers.Location.ShouldBe(first.Response.Headers.Location);
        (await ledger.EventsOf(first.Text("id"))).Length.ShouldBe(1);
    }

    [Fact]
    public async Task the_same_key_with_another_body_is_refused()
    {
        var (number, key) = (Calls.NewPlotNumber(), NewKey());
        await registrar.PostJson("/api/v1/plots", Calls.Registration(number), key: key);
        var other = await registrar.PostJson("/api/v1/plots", Calls.Registration(number, more: body => body["reason"] = "another"),
            key: key);
        ((int)other.Status, other.Code).ShouldBe((422, "idempotency-key-reused"));
    }

    [Fact]
    public async Task the_key_of_one_person_is_not_the_key_of_another()
    {
        var key = NewKey();
        var mine = await registrar.PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber()), key: key);
        var theirs = await ledger.As("registrar", "reg-2", "24781")
            .PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber()), key: key);
        theirs.Status.ShouldBe(HttpStatusCode.Created);
        theirs.Text("id").ShouldNotBe(mine.Text("id"));
    }

    [Fact]
    public async Task sixteen_at_once_with_one_key_make_one_plot()
    {
        var (number, key) = (Calls.NewPlotNumber(), NewKey());
        var body = Calls.Registration(number);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => registrar.PostJson("/api/v1/plots", body, key: key)));

        var made = answers.Where(answer => answer.Status == HttpStatusCode.Created).ToArray();
        made.ShouldNotBeEmpty();
        made.Select(answer => answer.Text("id")).Distinct().Count().ShouldBe(1);
        answers.Except(made).ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict);
        (await ledger.Rows($"select count(*) from ledger.mt_doc_plotcard where data -> 'plotNumber' ->> 'plot' = '{number}'"
            + " and data -> 'plotNumber' ->> 'sheet' = '12'"))
            .ShouldBe(["1"]);
    }

    [Fact]
    public async Task a_correction_is_repeated_although_its_version_went_stale()
    {
        var (plot, key) = (await registrar.Register(), NewKey());
        var url = $"/api/v1/plots/{plot}/corrections";
        var first = await registrar.PostJson(url, Calls.AreaCorrection(), "\"1\"", key);
        var again = await registrar.PostJson(url, Calls.AreaCorrection(), "\"1\"", key);
        var without = await registrar.PostJson(url, Calls.AreaCorrection("240.8"), "\"1\"");

        (first.Status, again.Status, without.Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed));
        again.Body!.ToJsonString().ShouldBe(first.Body!.ToJsonString());
        again.ETag.ShouldBe("\"2\"");
        (await ledger.EventsOf(plot)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task what_was_refused_may_be_tried_again_under_its_key()
    {
        var (plot, key) = (await registrar.Register(), NewKey());
        var url = $"/api/v1/plots/{plot}/corrections";
        (await registrar.PostJson(url, Calls.AreaCorrection(), "\"7\"", key)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await registrar.PostJson(url, Calls.AreaCorrection(), "\"1\"", key)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_kept_answer_holds_no_person()
    {
        var (plot, key) = (await registrar.Register(), NewKey());
        var holder = Calls.Holder("Lò Thị Phượng Vĩ", "068185111222");
        var first = await registrar.PostJson($"/api/v1/plots/{plot}/holders", holder, "\"1\"", key);
        var again = await registrar.PostJson($"/api/v1/plots/{plot}/holders", holder, "\"1\"", key);
        again.Text("made").ShouldBe(first.Text("made"));
        (await ledger.Rows("select row_to_json(kept)::text from ledger_wolverine.wolverine_deduplicated_responses kept"))
            .ShouldNotContain(row => row.Contains("Phượng", StringComparison.Ordinal)
                || row.Contains("068185111222", StringComparison.Ordinal));
    }
}
