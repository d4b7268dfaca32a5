using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Intake;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Communes;

/// <summary>The service is killed (SIGKILL) while it renumbers, and started again.</summary>
public sealed class A_killed_reorganisation
{
    [Fact]
    public async Task goes_on_where_it_was_and_renumbers_no_plot_twice()
    {
        const int Plots = 1_200;
        const string Renumbered = "select id::text from ledger.mt_events where type = 'plot_renumbered_because_communes_merged'";
        using var runs = new ProcessRuns { More = { ["Communes__BatchPlots"] = "25" } };
        JsonNode examined;
        await using (var service = await runs.StartAsync())
        {
            await (await service.As("registrar", "reg-1")).KeepOld([.. Enumerable.Range(1, Plots).Select(plot => $"22915.{plot / 300}1.{plot}")]);
            var approver = await service.As("approver", "app-1");
            examined = await (await service.As("rebuilder", "reb-1")).Examined(MapSheetTableTests.Workbook(
                ["22918", "84", "22915", "1", null], ["22918", "85", "22915", "11", null], ["22918", "86", "22915", "21", null],
                ["22918", "87", "22915", "31", null], ["22918", "88", "22915", "41", null]));
            examined["examined"]!["move"]!.GetValue<int>().ShouldBe(Plots, examined.ToJsonString());
            (await approver.Approve(examined)).Status.ShouldBe(System.Net.HttpStatusCode.Accepted);
            await Calls.Eventually(async () => (await runs.Rows(Renumbered)).Length, done => done > 0, 60);
            await using (await runs.NothingIsRecorded())
                service.Kill();
        }

        (await runs.Rows(Renumbered)).Length.ShouldBeInRange(1, Plots - 1);
        await using var again = await runs.StartAsync();
        var ended = await (await again.As("approver", "app-2")).Ended($"/api/v1/reorganisations/{examined["id"]}");
        (ended["state"]!.ToString(), ended["done"]!["move"]!.GetValue<int>()).ShouldBe(("finished", Plots));
        (await runs.Rows(Renumbered)).Length.ShouldBe(Plots);
        (await runs.Rows("select stream_id::text from ledger.mt_events where type = 'plot_renumbered_because_communes_merged' group by 1"))
            .Length.ShouldBe(Plots);
        (await runs.Rows("select id::text from ledger.mt_doc_plotcard where data -> 'numberKey' ->> 'commune' = '22918'")).Length.ShouldBe(Plots);
    }
}
