using System.Net;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Communes;

/// <summary>A ledger that renumbers a few plots at a time.</summary>
public sealed class SmallPages : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["Communes:BatchPlots"] = "3" };
}

/// <summary>Plots under old numbers, a table, a dry run, an approval, new numbers, and the way back.</summary>
public sealed class Reorganising(SmallPages ledger) : IClassFixture<SmallPages>
{
    private const string Old = "@2004-07-08";

    private static readonly byte[] Table = MapSheetTableTests.Workbook(
        ["22918", "12", "22918", "12", "1/1000"], ["22918", "84", "22915", "012", "1/1000"],
        ["22918", "85", "22915", "13", "1/500"], ["22918", "86", "22915", "13", "1/1000"],
        ["22918", "87", "22915", "14", "1/1000"], ["22918", "87", "22918", "14", "1/1000"],
        ["22972", "3", "22978", "12", "1/1000"], ["22918", "99", "22915", "98", null], ["24781", "1", "22915", "97", null]);

    private static readonly string[] Plots =
    [
        "22918.12.1", "22918.12.2", "22915.12.1", "22915.12.2", "22915.13.1", "22915.14.7", "22918.14.7", "22918.14.8", "22915.15.1",
        "24616.3.5", "22978.12.9", "22978.90.1",
    ];

    [Fact]
    public async Task gives_every_plot_its_number_or_leaves_it_to_a_person_and_can_be_taken_back()
    {
        var (registrar, rebuilder, approver) = (ledger.As("registrar"), ledger.As("rebuilder"), ledger.As("approver"));
        await registrar.KeepOld(Plots);
        var taker = await registrar.Register("2", "22918", body => body["plotNumber"]!["sheet"] = "84");
        var before = await ledger.Numbers();
        before.ShouldContain($"22915{Old}.12.2");

        var examined = await rebuilder.Examined(Table);
        var counted = examined["examined"]!;
        counted["move"]!.GetValue<int>().ShouldBe(6, examined.ToJsonString());
        foreach (var (code, plots) in (ReadOnlySpan<(string, int)>)
        [
            ("number-taken", 1), ("sheet-ambiguous", 1), ("number-shared", 2), ("sheet-unmapped", 1), ("commune-ambiguous", 1),
        ])
            counted.Left(code).ShouldBe(plots, code);
        counted["byCommune"]![$"22915{Old}"]!["move"]!.GetValue<int>().ShouldBe(1);
        var ambiguous = counted["sheets"]!.AsArray().Single(sheet => sheet!["code"]!.ToString() == "sheet-ambiguous")!;
        (ambiguous["commune"]!.ToString(), ambiguous["sheet"]!.ToString(), ambiguous["candidates"]!.ToJsonString())
            .ShouldBe(($"22915{Old}", "13", """["22918.85","22918.86"]"""));
        examined["findingsByCode"]!["commune-contradicts"]!.GetValue<int>().ShouldBe(1);
        examined["findingsByCode"]!["shared-target"]!.GetValue<int>().ShouldBe(1);
        examined["findingsByCode"]!["sheet-without-plots"]!.GetValue<int>().ShouldBe(2);
        (await ledger.Numbers()).ShouldBe(before, "A dry run changes nothing.");

        (await ledger.As("approver", "rebuilder-1").Approve(examined)).Code.ShouldBe("four-eyes");
        (await approver.Approve(examined, count: 5)).Code.ShouldBe("proposal-changed");
        var done = await approver.Approved(examined);
        done["state"]!.ToString().ShouldBe("finished");
        done["done"]!["move"]!.GetValue<int>().ShouldBe(6);
        done["done"]!["left"]!.ToJsonString().ShouldBe(counted["left"]!.ToJsonString());
        done["done"]!["byCommune"]!.ToJsonString().ShouldBe(counted["byCommune"]!.ToJsonString());
        var after = await ledger.Numbers();
        after.Where(number => !number.Contains('@')).ShouldBe(
            ["22918.12.1", "22918.12.2", "22918.84.1", "22918.84.2", "22918.87.8", "22972.3.9", "24616.3.5"]);
        await TellsOfIt(await ledger.PlotOf("22918.84.1"), done["id"]!.ToString());

        var left = await (await approver.GetAsync($"/api/v1/reorganisations/{done["id"]}/left")).Content.ReadAsStringAsync();
        left.Split('\n').Length.ShouldBe(2 + 6, left);
        left.ShouldContain($"\"22915{Old}.13.1\";\"sheet-ambiguous\"");
        left.ShouldContain("\"22918.85, 22918.86\"");

        // The same table again: nothing is left for it to do.
        var again = await rebuilder.Examined(Table);
        again["examined"]!["move"]!.GetValue<int>().ShouldBe(0);
        (await approver.Approved(again))["done"]!["move"]!.GetValue<int>().ShouldBe(0);
        (await ledger.Numbers()).ShouldBe(after);

        // An import under old codes that is read through the table meets the plots that were renumbered: both ways agree.
        (await registrar.ImportPlots("kept", "22915.12.1"))["plots"]!["new"]!.GetValue<int>().ShouldBe(0);
        (await registrar.ImportPlots("old", "24616.3.5"))["plots"]!["new"]!.GetValue<int>().ShouldBe(0);

        await SettlesSingly(registrar, done["id"]!.ToString());
        await GoesBack(rebuilder, approver, done["id"]!.ToString(), taker);
    }

    private async Task TellsOfIt(string plot, string run)
    {
        var reader = ledger.As("registrar", "reg-muine", "22918");
        var card = await reader.Card(plot);
        card["plotNumber"]!["codeListDate"]!.ToString().ShouldBe("2025-07-01");
        var found = (await reader.GetJson("/api/v1/plots?q=22915.12.1")).Body!["items"]!.AsArray();
        found.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(plot);
        var told = (await reader.GetJson($"/api/v1/plots/{plot}/history")).Body!["items"]!.AsArray()
            .Single(item => item!["event"]!.ToString() == "plot_renumbered_because_communes_merged")!;
        told["summary"]!["en"]!.ToString().ShouldBe(
            $"Renumbered from 22915{Old}.12.1 to 22918.84.1 because communes were merged, on NQ 1671");
        (told["actor"]!["subject"]!.ToString(), told["reason"]!.ToString(), told["correlationId"]!.ToString().Replace("-", "", StringComparison.Ordinal))
            .ShouldBe(("approver-1", "table checked", run.Replace("-", "", StringComparison.Ordinal)));
        await ledger.CaughtUp();
        (await ledger.Rows($"select commune from ledger.audit_trail where plot_id = '{plot}' order by seq desc limit 1"))
            .ShouldBe(["22918"]);
    }

    private async Task SettlesSingly(HttpClient registrar, string run)
    {
        var plot = await ledger.PlotOf($"22915{Old}.13.1");
        string Body(string sheet, string commune = "22918") =>
            $$"""
            {"run":"{{run}}","to":{"commune":"{{commune}}","sheet":"{{sheet}}","plot":"1"},"reason":"scale read from the sheet",
            "instrument":"Sheet 13, 1/1000","effectiveOn":"2025-07-01"}
            """;
        Task<Answer> Renumber(string body, string? match) => registrar.PostJson($"/api/v1/plots/{plot}/renumbering", body, match);

        var version = (await registrar.Card(plot))["version"]!.ToString();
        (await Renumber(Body("86"), null)).Code.ShouldBe("if-match-required");
        (await Renumber(Body("86"), "\"1\"")).Code.ShouldBe("plot-changed");
        var refused = await Renumber(Body("84"), $"\"{version}\"");
        (refused.Code, refused.Body!["errors"]!["to"]![0]!.ToString().Contains("22918.85, 22918.86", StringComparison.Ordinal))
            .ShouldBe(("validation-failed", true), refused.Body.ToJsonString());
        (await Renumber(Body("86").Replace(run, Guid.CreateVersion7().ToString(), StringComparison.Ordinal), $"\"{version}\"")).Code
            .ShouldBe("reorganisation-not-found");
        (await ledger.As("registrar", "far", "24781").PostJson($"/api/v1/plots/{plot}/renumbering", Body("86"), $"\"{version}\""))
            .Code.ShouldBe("plot-not-found");
        var settled = await Renumber(Body("086"), $"\"{version}\"");
        settled.Status.ShouldBe(HttpStatusCode.OK, settled.Body?.ToJsonString());
        (await ledger.Numbers()).ShouldContain("22918.86.1");
        (await Renumber(Body("86"), settled.ETag)).Code.ShouldBe("plot-not-concerned");
    }

    private async Task GoesBack(HttpClient rebuilder, HttpClient approver, string run, string taker)
    {
        const string Why = """{"reason":"the table was wrong","instrument":"QĐ 31/2025","effectiveOn":"2025-11-01"}""";
        // Corrected since: it keeps its number.
        var corrected = await ledger.PlotOf("24616.3.5");
        var card = await ledger.As("registrar").Card(corrected);
        (await ledger.As("registrar").PostJson($"/api/v1/plots/{corrected}/corrections",
            """
            {"changes":[{"field":"plotNumber","to":"24616.3.6"}],"reason":"misread","instrument":"BA 1","effectiveOn":"2025-10-02"}
            """, $"\"{card["version"]}\"")).Status.ShouldBe(HttpStatusCode.OK);

        var answer = await rebuilder.PostJson($"/api/v1/reorganisations/{run}/reversal", Why);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Body?.ToJsonString());
        var examined = await rebuilder.Ended(answer.Response.Headers.Location!.ToString());
        examined["examined"]!["move"]!.GetValue<int>().ShouldBe(6, examined.ToJsonString());
        (await ledger.As("approver", "rebuilder-1").Approve(examined)).Code.ShouldBe("four-eyes");
        var reversed = await approver.Approved(examined);
        reversed["done"]!["move"]!.GetValue<int>().ShouldBe(6);
        (await ledger.Numbers()).Where(number => !number.Contains('@')).ShouldBe(["22918.84.2", "24616.3.6"]);
        (await ledger.PlotOf("22918.84.2")).ShouldBe(taker);
        (await rebuilder.PostJson($"/api/v1/reorganisations/{reversed["id"]}/reversal", Why)).Code.ShouldBe("reorganisation-not-reversible");

        // The wrong number finds the plot still; and the same table can be applied again.
        (await approver.GetJson("/api/v1/plots?q=22918.84.1")).Body!["items"]!.AsArray().ShouldHaveSingleItem();
        (await rebuilder.Examined(Table))["examined"]!["move"]!.GetValue<int>().ShouldBe(5);
    }
}
