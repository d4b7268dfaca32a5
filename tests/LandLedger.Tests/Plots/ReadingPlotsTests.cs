using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

[Collection(OneLedger.Name)]
public sealed class Reading_a_plot(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    private static string NewCode() => "w6j5"
        + string.Concat(Guid.NewGuid().ToByteArray().Take(8).Select(part => "0123456789bcdefg"[part % 16]));

    [Fact]
    public async Task what_the_reader_has_already_is_not_sent_again()
    {
        var plot = await registrar.Register();
        var first = await registrar.GetJson($"/api/v1/plots/{plot}");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/plots/{plot}");
        again.Headers.IfNoneMatch.Add(new(first.ETag));
        using var unchanged = await registrar.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        unchanged.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await unchanged.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();

        await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), first.ETag);
        using var later = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/plots/{plot}");
        later.Headers.IfNoneMatch.Add(new(first.ETag));
        using var changed = await registrar.SendAsync(later);
        (changed.StatusCode, changed.Headers.ETag!.Tag).ShouldBe((HttpStatusCode.OK, "\"2\""));
        changed.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task a_plot_is_found_by_id_by_number_and_by_code()
    {
        var (number, code) = (Calls.NewPlotNumber() + "/03-1", NewCode());
        var plot = await registrar.Register(number, more: body => body["plotCode"] = code);
        foreach (var name in (string[])[plot, $"24781.12.{Uri.EscapeDataString(number)}", code])
            (await registrar.Card(name))["id"]!.ToString().ShouldBe(plot, name);
        var byCode = await registrar.PostJson($"/api/v1/plots/{code}/corrections", Calls.AreaCorrection(), "\"1\"");
        byCode.Text("id").ShouldBe(plot);
        var history = await registrar.GetJson($"/api/v1/plots/{code}/history");
        history.Body!["plot"]!.ToString().ShouldBe(plot);
    }

    [Theory]
    [InlineData("24781.12.999999x")]
    [InlineData("0198a000-0000-7000-8000-000000000009")]
    [InlineData("w6j5uj94zzzz")]
    [InlineData("nonsense")]
    [InlineData("24781.12")]
    [InlineData("24781.12.1%27%20or%20%271%27=%271")]
    public async Task what_is_no_plot_is_not_found(string name)
    {
        var answer = await registrar.GetJson($"/api/v1/plots/{name}");
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "plot-not-found"));
    }

    [Fact]
    public async Task its_past_is_read_by_version_and_by_instant()
    {
        var plot = await registrar.Register();
        await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection("240.9"), "\"1\"");
        await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection("240.7"), "\"2\"");
        var history = (await registrar.GetJson($"/api/v1/plots/{plot}/history")).Body!["items"]!.AsArray();

        foreach (var (version, area) in ((int, string)[])[(1, "240.5"), (2, "240.9"), (3, "240.7")])
        {
            var byVersion = await registrar.GetJson($"/api/v1/plots/{plot}?version={version}");
            var at = history[version - 1]!["at"]!.GetValue<string>();
            var asOf = await registrar.GetJson($"/api/v1/plots/{plot}?asOf={at}");
            byVersion.Text("areaSquareMetres").ShouldBe(area);
            byVersion.ETag.ShouldBe($"\"{version}\"");
            asOf.Body!.ToJsonString().ShouldBe(byVersion.Body!.ToJsonString());
        }

        var now = await registrar.Card(plot);
        (await registrar.GetJson($"/api/v1/plots/{plot}?version=3")).Body!.ToJsonString().ShouldBe(now.ToJsonString());
    }

    [Theory]
    [InlineData("version=0", 404, "version-not-found")]
    [InlineData("version=2", 404, "version-not-found")]
    [InlineData("version=99999999999999999999", 404, "version-not-found")]
    [InlineData("version=-1", 400, "past-unreadable")]
    [InlineData("version=x", 400, "past-unreadable")]
    [InlineData("version=", 400, "past-unreadable")]
    [InlineData("asOf=yesterday", 400, "past-unreadable")]
    [InlineData("asOf=2025-10-01T00:00:00", 400, "past-unreadable")]
    [InlineData("asOf=2025-02-30", 400, "past-unreadable")]
    [InlineData("asOf=2020-01-01T00:00:00Z", 404, "plot-not-yet-recorded")]
    [InlineData("asOf=-9998-01-01T00:00:00Z", 404, "plot-not-yet-recorded")]
    [InlineData("asOf=2025-10-01", 404, "plot-not-yet-recorded")]
    [InlineData("asOf=0001-01-01", 404, "plot-not-yet-recorded")]
    [InlineData("asOf=9999-12-31", 400, "past-in-future")]
    [InlineData("asOf=9999-12-31T00:00:00Z", 400, "past-in-future")]
    [InlineData("asOf=2025-10-01&version=1", 400, "past-named-twice")]
    [InlineData("version=1&asOfCertificate=BA", 400, "past-named-twice")]
    [InlineData("asOfCertificate=BA%20999999", 404, "certificate-not-found")]
    public async Task a_past_that_it_never_had_says_what_is_wrong_with_the_question(string query, int status, string code)
    {
        var plot = await registrar.Register();
        var answer = await registrar.GetJson($"/api/v1/plots/{plot}?{query}");
        ((int)answer.Status, answer.Code).ShouldBe((status, code));
        answer.Response.Headers.ETag.ShouldBeNull();
    }

    [Fact]
    public async Task that_is_not_there_yet_or_not_that_often_says_what_there_is()
    {
        var plot = await registrar.Register();
        var at = (await registrar.Card(plot))["changedAt"]!.ToString();
        (await registrar.GetJson($"/api/v1/plots/{plot}?asOf=2025-10-01T00:00:00Z")).Text("detail").ShouldBe(at);
        (await registrar.GetJson($"/api/v1/plots/{plot}?version=7")).Text("detail").ShouldBe("1–1");
    }

    [Fact]
    public async Task its_number_is_kept_as_it_was_written_and_found_without_its_leading_zeros()
    {
        var (plot, number) = ("00" + Calls.NewPlotNumber(), "PL9");
        await registrar.Register(plot, more: body => body["plotNumber"]!["sheet"] = number);
        var shown = (await registrar.Card($"24781.{number}.{plot}"))["plotNumber"]!.AsObject();
        (shown["sheet"]!.GetValue<string>(), shown["plot"]!.GetValue<string>()).ShouldBe((number, plot));
        (await registrar.GetJson($"/api/v1/plots/24781.pl09.{plot.TrimStart('0')}")).Status.ShouldBe(HttpStatusCode.OK);
        (await registrar.GetJson($"/api/v1/plots/24781.{number}.{plot}0")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await registrar.PostJson("/api/v1/plots", Calls.Registration(plot.TrimStart('0'), sheet: "pl09")))
            .Code.ShouldBe("plot-number-taken");
    }

    [Fact]
    public async Task text_sent_in_pieces_of_letters_is_the_same_text()
    {
        var plot = await registrar.Register(more: body => body["address"] = new JsonObject { ["printed"] = "Tho\u0302n Ða\u0323t" });
        (await registrar.Card(plot))["address"]!["printed"]!.GetValue<string>().ShouldBe("Thôn Ðạt");
    }
}
