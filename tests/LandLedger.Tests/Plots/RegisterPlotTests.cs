using System.Net;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

[Collection(OneLedger.Name)]
public sealed class Registering_over_http(LedgerHost ledger)
{
    [Fact]
    public async Task a_registration_answers_201_with_location_and_version_and_is_readable_at_once()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var plot = Calls.NewPlotNumber();
        var answer = await registrar.PostJson("/api/v1/plots", Calls.Registration(plot));

        answer.Status.ShouldBe(HttpStatusCode.Created);
        answer.ETag.ShouldBe("\"1\"");
        answer.Response.Headers.Location!.ToString().ShouldBe($"/api/v1/plots/{answer.Text("id")}");
        var card = await registrar.Card($"24781.12.{plot}");
        card["id"]!.ToString().ShouldBe(answer.Text("id"));
        card["plotNumber"]!["communeName"]!.ToString().ShouldBe("Phường Xuân Hương - Đà Lạt");
        card["areaSquareMetres"]!.GetValue<string>().ShouldBe("240.5");
    }

    [Fact]
    public async Task of_sixteen_that_register_one_number_at_once_one_wins()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var body = Calls.Registration(Calls.NewPlotNumber());
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => registrar.PostJson("/api/v1/plots", body)));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        var lost = answers.Where(answer => answer.Status != HttpStatusCode.Created).ToArray();
        lost.ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict && answer.Code == "plot-number-taken");
        lost.ShouldAllBe(answer => answer.Response.Headers.ETag == null && answer.Response.Headers.Location == null);
    }
}
