using System.Net;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

[Collection(OneLedger.Name)]
public sealed class Correcting_over_http(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    [Fact]
    public async Task a_correction_keeps_what_was_wrong()
    {
        var plot = await registrar.Register();
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"");
        (answer.Status, answer.ETag, answer.Text("version")).ShouldBe((HttpStatusCode.OK, "\"2\"", "2"));
        (await ledger.EventsOf(plot))[1].ShouldBeOfType<PlotCorrected>().Changes.ShouldBe([new("areaSquareMetres", "240.5", "240.9")]);
        (await registrar.Card(plot))["areaSquareMetres"]!.GetValue<string>().ShouldBe("240.9");
    }

    [Fact]
    public async Task of_sixteen_that_read_one_version_one_wins()
    {
        var plot = await registrar.Register();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(at =>
            registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection($"240.{at + 60}"), "\"1\"")));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        var lost = answers.Where(answer => answer.Status != HttpStatusCode.OK).ToArray();
        lost.Length.ShouldBe(15);
        lost.ShouldAllBe(answer => answer.Status == HttpStatusCode.PreconditionFailed && answer.Code == "plot-changed");
        lost.ShouldAllBe(answer => answer.Response.Headers.ETag == null);
        (await ledger.EventsOf(plot)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task a_number_that_another_plot_has_is_refused_and_a_given_up_one_is_free_again()
    {
        var (mine, theirs, free) = (Calls.NewPlotNumber(), Calls.NewPlotNumber(), Calls.NewPlotNumber());
        var plot = await registrar.Register(mine);
        await registrar.Register(theirs);
        var taken = await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Renumbering(theirs), "\"1\"");
        (taken.Status, taken.Code).ShouldBe((HttpStatusCode.Conflict, "plot-number-taken"));

        (await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Renumbering(free), "\"1\"")).Status.ShouldBe(HttpStatusCode.OK);
        await registrar.Register(mine);
        (await registrar.Card($"24781.12.{free}"))["id"]!.ToString().ShouldBe(plot);
    }

    [Fact]
    public async Task a_code_is_issued_to_one_plot_only()
    {
        var code = "w6j5" + string.Concat(Guid.NewGuid().ToByteArray().Take(8).Select(part => "0123456789bcdefg"[part % 16]));
        await registrar.Register(more: body => body["plotCode"] = code);
        var again = await registrar.PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber(), more: body => body["plotCode"] = code));
        (again.Status, again.Code).ShouldBe((HttpStatusCode.Conflict, "plot-code-taken"));
    }

    [Fact]
    public async Task several_fields_are_corrected_in_one_go_or_none()
    {
        var plot = await registrar.Register();
        const string Good = """{"field":"address","to":"Thôn 6"}""", Bad = """{"field":"areaSquareMetres","to":"much"}""";
        var none = await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Body($"{Good},{Bad}"), "\"1\"");
        none.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["changes[1].to"]);
        (await ledger.EventsOf(plot)).Length.ShouldBe(1);

        var uses = """{"field":"landUses","to":[{"purpose":"ODT","areaSquareMetres":100},{"purpose":"CLN","areaSquareMetres":"200.5"}]}""";
        var both = await registrar.PostJson($"/api/v1/plots/{plot}/corrections",
            Body($$"""{{Good}},{{uses}},{"field":"areaSquareMetres","to":300.5}"""), "\"1\"");
        both.Status.ShouldBe(HttpStatusCode.OK, both.Body?.ToJsonString());
        var card = await registrar.Card(plot);
        (card["address"]!["printed"]!.ToString(), card["areaSquareMetres"]!.ToString(), card["landUses"]!.AsArray().Count).ShouldBe(("Thôn 6", "300.5", 2));
    }

    [Theory]
    [InlineData("""{"field":"areaSquareMetres","to":"300"}""", "areas-do-not-sum")]
    [InlineData("""{"field":"areaSquareMetres","to":"240.50"}""", "nothing-changes")]
    public async Task what_the_plot_does_not_allow_is_refused(string change, string code)
    {
        var plot = await registrar.Register();
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Body(change), "\"1\"");
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Conflict, code));
        (await ledger.EventsOf(plot)).Length.ShouldBe(1);
    }

    private static string Renumbering(string to) => Body($$"""{"field":"plotNumber","to":"24781.12.{{to}}"}""");

    private static string Body(string changes) =>
        $$"""{"changes":[{{changes}}],"reason":"read wrongly","instrument":"BA 123456","effectiveOn":"2025-10-02"}""";
}
