using System.Net;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

public sealed class A_rebuild_of_plots_that_exchange_their_numbers(StretchedLedger ledger) : IClassFixture<StretchedLedger>
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    [Fact]
    public async Task takes_no_number_for_taken_twice()
    {
        var rebuilder = ledger.As("rebuilder", "reb-1");
        var (one, other) = (await registrar.Register("ex-1"), await registrar.Register("ex-2"));
        var rebuild = await rebuilder.Rebuilt();
        // The shadow is there, with its unique indexes; now the numbers go round.
        await Renumber(one, "ex-3");
        await Renumber(other, "ex-1");
        await Renumber(one, "ex-2");
        (await ledger.As("approver", "app-1").CutOver(rebuild)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await rebuilder.Rested(rebuild["id"]!.ToString()))["state"]!.ToString().ShouldBe("switched");
        (await registrar.Card(one))["plotNumber"]!["plot"]!.ToString().ShouldBe("ex-2");
        (await registrar.Card("24781.12.ex-1"))["id"]!.ToString().ShouldBe(other);
        (await rebuilder.Rebuilt()).Counts().ShouldEndWith(" 0 0 0 0");
    }

    private async Task Renumber(string plot, string to)
    {
        var version = (await registrar.Card(plot))["version"]!.GetValue<int>();
        (await registrar.PostJson($"/api/v1/plots/{plot}/corrections",
            $$"""
            {"changes":[{"field":"plotNumber","to":"24781.12.{{to}}"}],"reason":"r","instrument":"i","effectiveOn":"2025-10-02"}
            """, $"\"{version}\"")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
