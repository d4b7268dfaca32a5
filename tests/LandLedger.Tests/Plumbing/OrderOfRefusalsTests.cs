using System.Net;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

[Collection(OneLedger.Name)]
public sealed class Order_of_refusals(LedgerHost ledger)
{
    // Every fault at once; then one after the other is mended, and the next one is what the client hears.
    [Fact]
    public async Task is_the_same_on_every_route_of_a_plot()
    {
        const string Malformed = "{";
        var routes = await EveryRoute.MakeAsync(ledger);
        foreach (var (role, path, body) in routes.All().Skip(1))
        {
            var nowhere = path.Replace(routes.Plot, Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
            var (here, elsewhere, wrongRole) =
                (ledger.As(role, "one", "24781"), ledger.As(role, "two", "24787"), ledger.As("security-officer", "three", "24787"));
            (await ledger.Anonymous().PostJson(nowhere, Malformed)).ShouldBe(401, "not-signed-in", path);
            (await wrongRole.PostJson(nowhere, Malformed)).ShouldBe(403, "not-permitted", path);
            (await here.PostJson(nowhere, Malformed)).ShouldBe(404, "plot-not-found", path);
            (await elsewhere.PostJson(path, Malformed)).ShouldBe(404, "plot-not-found", path);
            (await here.PostJson(path, Malformed)).ShouldBe(428, "if-match-required", path);
            (await here.PostJson(path, Malformed, "\"1\"")).ShouldBe(412, "plot-changed", path);
            (await here.PostJson(path, Malformed, routes.Version)).ShouldBe(400, "request-malformed", path);
            body["reason"] = "";
            (await here.PostJson(path, body.ToJsonString(), routes.Version)).ShouldBe(400, "validation-failed", path);
        }
    }

    [Fact]
    public async Task holds_for_uploads_too()
    {
        var plot = await ledger.As("registrar", "reg-1", "24781").Register();
        var (here, elsewhere) = (ledger.As("registrar", "one", "24781"), ledger.As("registrar", "two", "24787"));
        var path = $"/api/v1/plots/{plot}/documents";
        (await Upload(ledger.Anonymous(), path)).ShouldBe(401, "not-signed-in", path);
        (await Upload(ledger.As("approver", "three", "24781"), path)).ShouldBe(403, "not-permitted", path);
        (await Upload(elsewhere, path)).ShouldBe(404, "plot-not-found", path);
        (await Upload(here, path)).ShouldBe(428, "if-match-required", path);
        (await Upload(here, path, "\"7\"")).ShouldBe(412, "plot-changed", path);
        (await Upload(here, path, "\"1\"")).ShouldBe(400, "validation-failed", path);
    }

    [Fact]
    public async Task a_registration_in_another_commune_is_not_found_before_its_body_is_judged()
    {
        var body = Calls.Registration("", "24787", more: body => body["areaSquareMetres"] = "-1");
        (await ledger.As("registrar", "one", "24781").PostJson("/api/v1/plots", body)).ShouldBe(404, "plot-not-found", "");
        (await ledger.As("registrar", "one", "24787").PostJson("/api/v1/plots", body)).ShouldBe(400, "validation-failed", "");
    }

    // A form without a file and of no kind: the last thing that is looked at.
    private static Task<Answer> Upload(HttpClient client, string path, string? ifMatch = null) =>
        client.SendForm(path, new() { { new StringContent("nonsense"), "kind" } }, ifMatch);
}

internal static class RefusedAnswers
{
    public static void ShouldBe(this Answer answer, int status, string code, string where)
    {
        ((int)answer.Status).ShouldBe(status, $"{where}: {answer.Body?.ToJsonString()}");
        answer.Code.ShouldBe(code, where);
    }
}
