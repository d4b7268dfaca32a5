using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.VnLis;

[Collection(ImpatientLedger.Name)]
public sealed class Listing_where_plots_stand_with_VnLis(ImpatientLedger ledger) : IAsyncLifetime
{
    // A commune that no other test of this ledger registers plots in.
    private const string Commune = "24787";
    private readonly HttpClient registrar = ledger.As("registrar", "reg-11", Commune);

    public async ValueTask InitializeAsync() => await ledger.Counterparts.Mend();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task the_list_and_the_coverage_tell_the_same_and_only_of_ones_own_communes()
    {
        var never = await registrar.Register(commune: Commune);
        var synced = await CleanHere();
        var behind = await CleanHere();
        foreach (var plot in (string[])[synced, behind])
        {
            await registrar.AskSync(plot);
            await registrar.Sync(plot, "synced");
        }

        await registrar.PostJson($"/api/v1/plots/{behind}/corrections", Calls.AreaCorrection(), "*");

        (await ListedAs("never")).ShouldBe([never]);
        (await ListedAs("synced")).ShouldBe([synced]);
        (await ListedAs("behind")).ShouldBe([behind]);
        (await ListedAs("rejected")).ShouldBeEmpty();
        var listed = (await registrar.GetJson("/api/v1/sync?state=synced")).Body!["items"]![0]!;
        listed["receipt"]!.ToString().ShouldStartWith("VL-");
        listed["version"]!.GetValue<int>().ShouldBe(3);
        listed["plotNumber"]!["commune"]!.ToString().ShouldBe(Commune);

        var coverage = (await registrar.GetJson("/api/v1/sync/coverage")).Body!.AsArray().ShouldHaveSingleItem()!;
        coverage["commune"]!.ToString().ShouldBe(Commune);
        Numbers(coverage).ShouldBe([3, 1, 1, 0, 1]);

        (await ledger.As("registrar", "reg-12", "24790").GetJson("/api/v1/sync/coverage")).Body!.AsArray().ShouldBeEmpty();
        (await ledger.As("registrar", "reg-12", "24790").GetJson($"/api/v1/sync?commune={Commune}")).Body!["items"]!.AsArray()
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("1")]
    public async Task a_state_that_does_not_exist_is_refused(string state)
    {
        var answer = await registrar.GetJson($"/api/v1/sync?state={state}");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Code.ShouldBe("query-invalid");
    }

    private static int[] Numbers(JsonNode row) =>
        [.. ((string[])["plots", "synced", "behind", "rejected", "never"]).Select(member => row[member]!.GetValue<int>())];

    private async Task<string[]> ListedAs(string state) =>
        [.. (await registrar.GetJson($"/api/v1/sync?state={state}")).Body!["items"]!.AsArray().Select(each => each!["id"]!.ToString())];

    private async Task<string> CleanHere()
    {
        var person = Citizen.New();
        await ledger.Counterparts.Know(person);
        var plot = await registrar.Register(commune: Commune);
        await registrar.AskRegister(plot, await registrar.RecordHolder(plot, 1, person.AsHolder()));
        await registrar.Match(plot, "matched");
        return plot;
    }
}
