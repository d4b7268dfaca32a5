using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

[Collection(OneLedger.Name)]
public sealed class Listing_plots(LedgerHost ledger)
{
    private const string Commune = "22918";

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", Commune);

    [Fact]
    public async Task page_after_page_shows_every_plot_once_in_the_order_of_registration()
    {
        var sheet = $"L{Calls.NewPlotNumber()}";
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
            made.Add(await registrar.Register(commune: Commune, more: body => body["plotNumber"]!["sheet"] = sheet));

        foreach (var limit in (int[])[1, 3, 7, 8])
        {
            var pages = await Walk($"/api/v1/plots?commune={Commune}&sheet={sheet}&limit={limit}");
            pages.Select(page => page.Length).ShouldAllBe(length => length <= limit);
            pages.SelectMany(page => page).Select(row => row["id"]!.ToString()).ShouldBe(made);
        }
    }

    [Fact]
    public async Task filters_narrow_the_list()
    {
        var sheet = $"F{Calls.NewPlotNumber()}";
        var plot = await registrar.Register("7", Commune, body => body["plotNumber"]!["sheet"] = sheet);
        await registrar.Register("8", Commune, body => body["plotNumber"]!["sheet"] = sheet);
        var under = $"/api/v1/plots?sheet={sheet}";

        (await Ids($"{under}&q={Commune}.{sheet}.7")).ShouldBe([plot]);
        (await Ids($"{under}&q={Commune}.{sheet}.9")).ShouldBeEmpty();
        (await Ids($"{under}&group=2")).Length.ShouldBe(2);
        (await Ids($"{under}&group=1")).ShouldBeEmpty();
        (await Ids($"{under}&sync=never")).Length.ShouldBe(2);
        (await Ids($"{under}&sync=synced")).ShouldBeEmpty();
        (await Ids($"{under}&commune=24781")).ShouldBeEmpty();
        var row = (await registrar.GetJson(under)).Body!["items"]![0]!;
        row["missing"]!.AsArray().Select(code => code!.ToString()).ShouldBe(["plot-code", "certificate", "scan", "owner"]);
    }

    [Fact]
    public async Task a_certificate_and_a_code_lead_to_their_plot()
    {
        var code = "w6j5" + string.Concat(Guid.NewGuid().ToByteArray().Take(8).Select(part => "0123456789bcdefg"[part % 16]));
        var plot = await registrar.Register(commune: Commune, more: body => body["plotCode"] = code);
        var serial = $"BA {Calls.NewPlotNumber()}77";
        await ledger.Happened(plot, new LandLedger.Plots.CertificateRecorded(serial, null, null));
        (await Ids($"/api/v1/plots?q={Uri.EscapeDataString(serial)}")).ShouldBe([plot]);
        (await Ids($"/api/v1/plots?q={code}")).ShouldBe([plot]);
    }

    [Theory]
    [InlineData("/api/v1/plots", "cursor=YWJj")]
    [InlineData("/api/v1/plots", "cursor=!")]
    [InlineData("/api/v1/plots", "limit=0")]
    [InlineData("/api/v1/plots", "limit=201")]
    [InlineData("/api/v1/plots", "group=x")]
    [InlineData("/api/v1/plots", "sync=1")]
    [InlineData("/api/v1/plots", "sync=sent")]
    [InlineData("/api/v1/conflicts", "cursor=YWJj")]
    [InlineData("/api/v1/conflicts", "limit=x")]
    [InlineData("/api/v1/conflicts", "state=0")]
    [InlineData("/api/v1/sync", "cursor=MTI=")]
    [InlineData("/api/v1/sync", "state=nonsense")]
    public async Task a_wrong_question_is_refused_and_not_half_answered(string path, string query)
    {
        var answer = await registrar.GetJson($"{path}?{query}");
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "query-invalid"));
    }

    private async Task<List<JsonNode[]>> Walk(string url)
    {
        var pages = new List<JsonNode[]>();
        for (string? cursor = null; pages.Count < 50;)
        {
            var page = (await registrar.GetJson(url + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"))).Body!;
            pages.Add([.. page["items"]!.AsArray().Select(row => row!)]);
            cursor = page["next"]?.GetValue<string>();
            if (cursor is null)
                break;
        }

        return pages;
    }

    private async Task<string[]> Ids(string url) =>
        [.. (await registrar.GetJson(url)).Body!["items"]!.AsArray().Select(row => row!["id"]!.ToString())];
}
