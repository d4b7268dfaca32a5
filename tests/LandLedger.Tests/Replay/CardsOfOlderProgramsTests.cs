using System.Net;
using System.Text.Json;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Running;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>Cards as they were stored before nulls and empty lists were left out.</summary>
public sealed class Cards_of_an_older_program(LeastRightsLedger ledger) : IClassFixture<LeastRightsLedger>
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");
    private readonly HttpClient rebuilder = ledger.As("rebuilder", "reb-1");

    [Fact]
    public async Task are_read_and_found_and_equal_those_that_are_built_anew_and_become_them()
    {
        string[] plots = [await registrar.Register(), await registrar.Register()];
        await registrar.RecordHolder(plots[1], 1);
        var brief = await StoredAsync();
        brief.ShouldNotContain("null");
        brief.ShouldNotContain("[]");
        var shown = await ShownAsync(plots);
        shown.ShouldContain("\"plotCode\":null");
        shown.ShouldContain("\"documents\":[]");
        shown.ShouldContain("\"findings\":[]");
        await AsBeforeAsync(plots);
        (await StoredAsync()).ShouldContain("\"differingFields\": []");
        (await ShownAsync(plots)).ShouldBe(shown);

        var rebuild = await rebuilder.Rebuilt();
        rebuild.Counts().ShouldBe("2 0 0 0 0");
        rebuild["report"]!["liveRoot"]!.ToString().ShouldBe(rebuild["report"]!["rebuiltRoot"]!.ToString());
        (await ledger.As("approver", "app-1").CutOver(rebuild)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await rebuilder.Rested(rebuild["id"]!.ToString()))["state"]!.ToString().ShouldBe("switched");
        (await StoredAsync()).ShouldBe(brief);
        (await ShownAsync(plots)).ShouldBe(shown);
    }

    private async Task<string> ShownAsync(string[] plots) => string.Join('\n', await Task.WhenAll(plots.Select(async plot =>
        $"{(await registrar.Card(plot)).ToJsonString()} {await registrar.GetStringAsync($"/api/v1/plots?q={(await NumberAsync(plot))}")}")));

    private async Task<string> NumberAsync(string plot)
    {
        var number = (await registrar.Card(plot))["plotNumber"]!;
        return $"{number["commune"]}.{number["sheet"]}.{number["plot"]}";
    }

    private Task<string> StoredAsync() =>
        DatabaseRole.AskAsync<string>(ledger.Owner, "select string_agg(data::text, ' ' order by id) from ledger.mt_doc_plotcard");

    private async Task AsBeforeAsync(string[] plots)
    {
        var whole = new JsonSerializerOptions();
        LedgerJson.Shared(whole);
        await using var session = ledger.Store.QuerySession();
        foreach (var plot in plots)
        {
            var card = JsonSerializer.Serialize(await session.LoadAsync<PlotCard>(Guid.Parse(plot)), whole);
            await DatabaseRole.DoAsync(ledger.Owner, $"update ledger.mt_doc_plotcard set data = $card${card}$card$ where id = '{plot}'");
        }
    }
}
