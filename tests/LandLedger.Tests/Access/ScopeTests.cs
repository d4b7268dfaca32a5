using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Plumbing;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Access;

[Collection(OneLedger.Name)]
public sealed class Scope_of_communes(LedgerHost ledger)
{
    [Fact]
    public async Task a_plot_of_another_commune_cannot_be_told_from_one_that_does_not_exist()
    {
        var routes = await EveryRoute.MakeAsync(ledger);
        var nowhere = Guid.CreateVersion7().ToString();
        var elsewhere = ledger.As("registrar,approver", "both", "24787");
        string[] reads = [$"/api/v1/plots/{routes.Plot}", $"/api/v1/plots/{routes.Plot}?version=1", $"/api/v1/plots/{routes.Plot}/history",
            $"/api/v1/plots/{routes.Plot}/documents/{nowhere}/content"];
        foreach (var path in reads)
            Same(await elsewhere.GetJson(path), await elsewhere.GetJson(Without(path)), path);
        foreach (var (_, path, body) in routes.All().Skip(1))
        {
            Same(await elsewhere.PostJson(path, body.ToJsonString(), routes.Version),
                await elsewhere.PostJson(Without(path), body.ToJsonString(), routes.Version), path);
            Same(await elsewhere.PostJson(path, body.ToJsonString()), await elsewhere.PostJson(Without(path), body.ToJsonString()), path);
        }

        (await ledger.EventsOf(routes.Plot)).Length.ShouldBe(3);

        string Without(string path) => path.Replace(routes.Plot, nowhere, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_plot_of_another_commune_is_in_no_list()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var plot = await registrar.Register();
        var number = (await registrar.Card(plot))["plotNumber"]!["plot"]!.GetValue<string>();
        await ledger.Happened(plot, new LandLedger.Plots.ConflictFound(Guid.CreateVersion7(), "areaSquareMetres", new("1", "a", null),
            new("2", "b", null)));
        var elsewhere = ledger.As("registrar", "other", "24787");
        foreach (var path in (string[])["/api/v1/plots?limit=200", "/api/v1/plots?commune=24781", $"/api/v1/plots?q=24781.12.{number}",
            "/api/v1/conflicts?limit=200", "/api/v1/conflicts?commune=24781", "/api/v1/conflicts/count", "/api/v1/conflicts/bulk-proposals",
            "/api/v1/findings", "/api/v1/findings?commune=24781", "/api/v1/findings/count", "/api/v1/sync?limit=200", "/api/v1/sync?commune=24781",
            "/api/v1/sync/coverage"])
        {
            var answer = await elsewhere.GetJson(path);
            answer.Status.ShouldBe(HttpStatusCode.OK);
            answer.Body!.ToJsonString().ShouldNotMatch(@"\b24781\b", path);
        }
    }

    [Fact]
    public async Task who_has_no_commune_sees_nothing_and_changes_nothing()
    {
        var plot = await ledger.As("registrar", "reg-1", "24781").Register();
        foreach (var nobody in (HttpClient[])[ledger.As("registrar", "nobody", ""),
            Tokens.Client(ledger, new("nobody", null, ["registrar"], []))])
            await ShouldReachNothing(nobody, plot);
    }

    private static async Task ShouldReachNothing(HttpClient nobody, string plot)
    {
        foreach (var path in (string[])["/api/v1/plots", "/api/v1/conflicts", "/api/v1/conflicts/bulk-proposals", "/api/v1/findings",
            "/api/v1/sync"])
            (await nobody.GetJson(path)).Body!["items"]!.AsArray().ShouldBeEmpty(path);
        (await nobody.GetJson("/api/v1/sync/coverage")).Body!.AsArray().ShouldBeEmpty();
        (await nobody.GetJson($"/api/v1/plots/{plot}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await nobody.PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber()))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await nobody.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\""))
            .Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task the_word_province_in_a_body_opens_no_province()
    {
        var answer = await ledger.As("registrar", "reg-1", "24781").PostJson("/api/v1/plots", Calls.Registration("1", "province"));
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task several_communes_are_all_within_reach()
    {
        var both = ledger.As("registrar", "reg-1", "24781", "24787");
        var (one, other) = (await both.Register(commune: "24781"), await both.Register(commune: "24787"));
        (await both.Card(one))["id"]!.ToString().ShouldBe(one);
        (await both.Card(other))["id"]!.ToString().ShouldBe(other);
    }

    // All but the id of the request itself.
    private static void Same(Answer one, Answer other, string path)
    {
        one.Status.ShouldBe(HttpStatusCode.NotFound, path);
        other.Status.ShouldBe(HttpStatusCode.NotFound, path);
        Bare(one.Body!).ShouldBe(Bare(other.Body!), path);
        one.Response.Headers.Select(header => header.Key).ShouldBe(other.Response.Headers.Select(header => header.Key));
    }

    private static string Bare(JsonNode body)
    {
        body.AsObject().Remove("correlationId").ShouldBeTrue();
        return body.ToJsonString();
    }
}
