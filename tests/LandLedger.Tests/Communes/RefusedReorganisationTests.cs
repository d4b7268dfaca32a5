using System.Net;
using System.Text;
using LandLedger.Communes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Intake;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Communes;

/// <summary>What is not taken, what waits for something else, and what a real table looks like in a dry run.</summary>
public sealed class A_reorganisation(SmallPages ledger) : IClassFixture<SmallPages>
{
    private static readonly byte[] Small = MapSheetTableTests.Workbook(["24616", "3", "24616", "3", null]);

    private readonly HttpClient rebuilder = ledger.As("rebuilder"), approver = ledger.As("approver");

    [Fact]
    public async Task is_for_people_of_the_province_only()
    {
        var here = ledger.As("approver", "app-here", "24781");
        (await here.Propose(Small)).Code.ShouldBe("province-only");
        (await here.GetJson("/api/v1/reorganisations")).Code.ShouldBe("province-only");
        (await ledger.As("registrar").Propose(Small)).Code.ShouldBe("not-permitted");
        (await approver.GetJson($"/api/v1/reorganisations/{Guid.CreateVersion7()}")).Code.ShouldBe("reorganisation-not-found");
    }

    [Fact]
    public async Task with_a_bad_form_or_a_bad_table_is_refused_and_nothing_is_kept()
    {
        var before = await ledger.Rows("select id from ledger.mt_doc_reorganisation");
        (await rebuilder.Propose([])).Body!["errors"]!["file"].ShouldNotBeNull();
        (await rebuilder.Propose(Small, resolution: "")).Body!["errors"]!["resolution"].ShouldNotBeNull();
        (await rebuilder.Propose(Small, effectiveOn: "1.7.2025")).Body!["errors"]!["effectiveOn"].ShouldNotBeNull();
        (await rebuilder.Propose(Small, codes: "kept")).Body!["errors"]!["communeCodes"].ShouldNotBeNull();
        (await rebuilder.Propose(Small, resolution: "của 068185000001")).Code.ShouldBe("validation-failed");
        foreach (var bad in (byte[][])[Small[..^200], Encoding.UTF8.GetBytes("a;b;c\n1;2;3\n"), [0xFF, 0x00, 0x13], Pl3()])
            (await rebuilder.Propose(bad)).Code.ShouldBe("reference-table-unreadable");
        (await rebuilder.PostJson("/api/v1/reorganisations", "{}")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await rebuilder.Propose(new byte[ProposeReorganisationEndpoint.MaxBytes + 1])).Code.ShouldBe("body-too-large");
        (await ledger.Rows("select id from ledger.mt_doc_reorganisation")).ShouldBe(before, ignoreOrder: true);

        static byte[] Pl3() => new XlsxFile { Rows = Pl3File.NumberRow() }.Bytes();
    }

    [Fact]
    public async Task stands_alone_and_neither_runs_beside_an_import_nor_the_reverse()
    {
        var registrar = ledger.As("registrar");
        await registrar.KeepOld([.. Enumerable.Range(1, 5).Select(plot => $"24616.3.{plot}")]);
        var examined = await rebuilder.Examined(Small);
        (await approver.Propose(Small)).Code.ShouldBe("reorganisation-open");

        // A run that stands in the queue, as the runner leaves it when the service is stopped.
        var queued = await ImportAsync(LandLedger.Intake.ImportState.Queued);
        (await approver.Approve(examined)).Code.ShouldBe("import-running");
        await ImportAsync(LandLedger.Intake.ImportState.Finished, queued);

        await MarkAsync(examined, ReorganisationState.Running);
        using (var upload = await registrar.Upload("VNPT-iLIS", ImportCalls.Csv(1, "Beside")))
            (upload.StatusCode, (await upload.Content.ReadAsStringAsync()).Contains("reorganisation-running", StringComparison.Ordinal))
                .ShouldBe((HttpStatusCode.Conflict, true));
        await MarkAsync(examined, ReorganisationState.Proposed);
        (await approver.PostJson($"/api/v1/reorganisations/{examined["id"]}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await approver.Approve(examined)).Code.ShouldBe("reorganisation-not-proposed");
        (await approver.PostJson($"/api/v1/reorganisations/{examined["id"]}/cancel", "{}")).Code.ShouldBe("reorganisation-not-open");
        (await approver.PostJson($"/api/v1/reorganisations/{examined["id"]}/resume", "{}")).Code.ShouldBe("reorganisation-not-resumable");
        (await approver.PostJson($"/api/v1/reorganisations/{examined["id"]}/reversal",
            """{"reason":"r","instrument":"i","effectiveOn":"2025-11-01"}""")).Code.ShouldBe("reorganisation-not-reversible");
    }

    [Fact]
    public async Task that_is_stopped_half_way_goes_on_where_it_stopped()
    {
        const int Plots = 400;
        await ledger.As("registrar").KeepOld([.. Enumerable.Range(1, Plots).Select(plot => $"24620.3.{plot}")]);
        var examined = await rebuilder.Examined(MapSheetTableTests.Workbook(["24620", "8", "24620", "3", null]));
        var path = $"/api/v1/reorganisations/{examined["id"]}";
        var moves = examined["examined"]!["move"]!.GetValue<int>();
        (await approver.Approve(examined)).Status.ShouldBe(HttpStatusCode.Accepted);
        await Calls.Eventually(async () => (await approver.GetJson(path)).Body!, run => run["done"]!["move"]!.GetValue<int>() > 0, 60);
        await using (await Facts.NothingIsRecorded(ledger.ConnectionString))
            (await approver.PostJson($"{path}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        var stopped = await approver.Ended(path);
        stopped["state"]!.ToString().ShouldBe("cancelled");
        stopped["done"]!["move"]!.GetValue<int>().ShouldBeInRange(1, moves - 1);

        var resumed = await approver.PostJson($"{path}/resume", "{}");
        resumed.Status.ShouldBe(HttpStatusCode.Accepted, resumed.Body?.ToJsonString());
        var done = await approver.Ended(path);
        (done["state"]!.ToString(), done["progress"]!.GetValue<int>(), done["done"]!["move"]!.GetValue<int>()).ShouldBe(("finished", 100, moves));
        (await ledger.Numbers()).Count(number => number.StartsWith("24620.8.", StringComparison.Ordinal)).ShouldBe(Plots);
    }

    [Fact]
    public async Task of_the_real_table_is_examined_and_says_what_is_odd_about_it()
    {
        var examined = await rebuilder.Examined(await File.ReadAllBytesAsync(MapSheetTableTests.RealFile()));
        examined["rows"]!.GetValue<int>().ShouldBe(6_266);
        examined["examined"]!["move"]!.GetValue<int>().ShouldBe(0);
        var findings = examined["findingsByCode"]!;
        (findings["duplicate"]!.GetValue<int>(), findings["two-targets"]!.GetValue<int>(), findings["commune-unknown"]!.GetValue<int>())
            .ShouldBe((318, 91, 6_266));
        (await approver.PostJson($"/api/v1/reorganisations/{examined["id"]}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    private async Task MarkAsync(System.Text.Json.Nodes.JsonNode examined, ReorganisationState state)
    {
        await using var session = ledger.Store.LightweightSession();
        session.Store((await session.LoadAsync<Reorganisation>(Guid.Parse(examined["id"]!.ToString())))! with { State = state });
        await session.SaveChangesAsync();
    }

    private async Task<Guid> ImportAsync(LandLedger.Intake.ImportState state, Guid? id = null)
    {
        var run = new LandLedger.Intake.ImportRun { Id = id ?? Guid.CreateVersion7(), System = "PL3", State = state };
        await using var session = ledger.Store.LightweightSession();
        session.Store(run);
        await session.SaveChangesAsync();
        return run.Id;
    }
}
