using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;
using Calls = LandLedger.Tests.Harness.Calls;

namespace LandLedger.Tests.Intake;

/// <summary>An import whose ledger is killed again and again, beside the same import of one that is left alone.</summary>
public sealed class A_killed_import
{
    [Fact]
    public async Task leaves_behind_what_an_undisturbed_one_leaves()
    {
        const int Rows = 2_000;
        var file = ImportCalls.Csv(Rows, "Killed", [.. Enumerable.Range(0, 300).Select(at =>
            Sources.IlisFile.Line($"K{at}", area: at % 2 == 0 ? "none" : "75,5", id: $"0681860{at:00000}"))]);
        using var disturbed = new ProcessRuns();
        string run;
        await using (var ledger = await disturbed.StartAsync())
        {
            var registrar = await ledger.As("registrar", "reg-1", "24781");
            using var queued = await registrar.Upload("VNPT-iLIS", file);
            run = JsonNode.Parse(await queued.Content.ReadAsStringAsync())!["id"]!.ToString();
            await New(registrar, 1);
            await using (await disturbed.NothingIsRecorded())
                ledger.Kill();
        }

        var recorded = await Cards();
        recorded.ShouldBeInRange(1, Rows);
        await using (var ledger = await disturbed.StartAsync())
        {
            await New(await ledger.As("registrar", "reg-1", "24781"), recorded + 1);
            await using (await disturbed.NothingIsRecorded())
                ledger.Kill();
        }

        (await Cards()).ShouldBeGreaterThan(recorded);
        JsonNode end;
        await using (var ledger = await disturbed.StartAsync())
            end = await ProcessRuns.Ended(await ledger.As("registrar", "reg-1", "24781"), run);

        using var clean = new ProcessRuns();
        JsonNode undisturbed;
        await using (var ledger = await clean.StartAsync())
            undisturbed = await (await ledger.As("registrar", "reg-1", "24781")).Import("VNPT-iLIS", file);
        undisturbed.Count("plots", "new").ShouldBe(Rows + 150);
        foreach (var member in (string[])["state", "rows", "plots", "conflicts", "rejectsByCode", "decidedByRule", "progress"])
            end[member]!.ToJsonString().ShouldBe(undisturbed[member]!.ToJsonString(), member);
        (await disturbed.LeftBehind()).ShouldBe(await clean.LeftBehind());

        async Task<int> Cards() => (await disturbed.Rows("select id::text from ledger.mt_doc_plotcard")).Length;

        Task New(HttpClient registrar, int plots) => Calls.Eventually(
            async () => (await registrar.GetJson($"/api/v1/imports/{run}")).Body!, seen => seen.Count("plots", "new") >= plots, 60);
    }
}
