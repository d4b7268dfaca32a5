using System.Diagnostics;
using System.Net;
using System.Text;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Intake;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Conflicts;

/// <summary>Two files of two systems that disagree on every plot of a commune, and one decision about all of it.</summary>
public sealed class A_thousand_conflicts(LedgerHost ledger) : IClassFixture<LedgerHost>
{
    private const int Plots = 1_003;

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");
    private readonly HttpClient approver = ledger.As("approver", "app-1", "24781");

    [Fact]
    public async Task are_proposed_by_one_person_and_approved_by_another_and_what_changed_in_between_is_skipped()
    {
        await ImportBoth();
        var watch = Stopwatch.StartNew();
        var proposed = await registrar.ProposeInBulk("VNPT-iLIS", key: "a-thousand");
        var (id, proposing) = (proposed.Text("id"), watch.Elapsed);
        (proposed.Status, proposed.Counts()).ShouldBe((HttpStatusCode.Created, "count 1000 skipped 0 more true"));
        proposed.Response.Headers.Location!.ToString().ShouldBe($"{BulkCalls.Path}/{id}");
        (await registrar.ProposeInBulk("VNPT-iLIS", key: "a-thousand")).Text("id").ShouldBe(id);

        var listed = await approver.PlotsInBulk(id);
        listed.Length.ShouldBe(1_000);
        listed.Select(row => row["plot"]!.ToString()).Distinct().Count().ShouldBe(1_000);
        listed.ShouldAllBe(row => row["outcome"]!.ToString() == "proposed" && row["choice"]!.ToString() == "offered"
            && row["conflict"]!["held"]!["value"]!.ToString() == "120.5" && row["conflict"]!["offered"]!["value"]!.ToString() == "130");

        var (changed, settled, taken) = (listed[3]["plot"]!.ToString(), listed[700]["plot"]!.ToString(), listed[999]["plot"]!.ToString());
        (await registrar.PostJson($"/api/v1/plots/{changed}/corrections",
            """{"changes":[{"field":"address","to":"Tổ 9"}],"reason":"typo","instrument":"BA 1","effectiveOn":"2025-10-02"}""",
            $"\"{listed[3]["version"]}\"")).Status.ShouldBe(HttpStatusCode.OK);
        (await approver.PostJson($"/api/v1/plots/{settled}/conflicts/{listed[700]["conflictId"]}/approval",
            """{"choice":"offered","reason":"seen"}""", $"\"{listed[700]["version"]}\"")).Status.ShouldBe(HttpStatusCode.OK);

        var before = await EventsAsync();
        watch.Restart();
        var approved = await approver.ApproveInBulk(id, 1_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"1,000 plots: proposed in {proposing}, approved in {watch.Elapsed}");
        (approved.Status, approved.Counts()).ShouldBe((HttpStatusCode.OK, "count 1000 settled 998 skipped 2"),
            approved.Body!.ToJsonString());
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (await EventsAsync()).ShouldBe(before + 998);

        var after = await approver.PlotsInBulk(id);
        after.Where(row => row["outcome"]!.ToString() == "skipped").Select(row => $"{row["plot"]} {row["code"]}")
            .ShouldBe([$"{changed} plot-changed", $"{settled} settled-otherwise"]);
        after[3]["because"]!["vi"]!.ToString().ShouldNotBe(after[3]["because"]!["en"]!.ToString());
        (await registrar.Card(taken))["areaSquareMetres"]!.ToString().ShouldBe("130");
        (await registrar.Card(changed))["areaSquareMetres"]!.ToString().ShouldBe("120.5");
        await HistoryNamesBoth(id, taken);

        var again = await ledger.As("approver", "app-2", "24781").ApproveInBulk(id, 1_000);
        (again.Status, again.Counts()).ShouldBe((HttpStatusCode.OK, "count 1000 settled 998 skipped 2"));
        (await EventsAsync()).ShouldBe(before + 998);
        (await registrar.ProposeInBulk("VNPT-iLIS")).Counts().ShouldBe("count 3 skipped 0 more false");
    }

    // The proposer's name on the proposal, the approver's on the resolution; the proposal's id holds them together.
    private async Task HistoryNamesBoth(string id, string plot)
    {
        (await ledger.Rows(
            $"""
            select concat_ws(' ', type, user_name, headers ->> 'name', headers ->> 'reason', correlation_id) from ledger.mt_events
            where stream_id = '{plot}' and correlation_id = '{id}' order by version
            """)).ShouldBe([
                $"conflict_resolution_proposed reg-1 Officer reg-1 measured anew {id}",
                $"conflict_resolved app-1 Officer app-1 checked {id}",
            ]);
        (await ledger.Rows($"select count(*) from ledger.mt_events where correlation_id = '{id}' and type <> 'tombstone'"))
            .ShouldBe(["1998"]);
        (await ledger.EventsOf(plot))[^1].ShouldBeOfType<ConflictResolved>().To.ShouldBe("130");
    }

    private async Task<long> EventsAsync() =>
        long.Parse((await ledger.Rows("select count(*) from ledger.mt_events where type <> 'tombstone'")).Single(),
            System.Globalization.CultureInfo.InvariantCulture);

    private async Task ImportBoth()
    {
        var rows = Pl3File.NumberRow() + string.Concat(Enumerable.Range(0, Plots).Select(at =>
            Pl3File.Row(7 + at, ("W", $"{1_000 + at}"), ("C", $"BK {100_000 + at}"))));
        (await registrar.Import("PL3", new XlsxFile { Rows = rows }.Bytes(), 300)).Count("plots", "new").ShouldBe(Plots);
        var ilis = IlisFile.Header + string.Concat(Enumerable.Range(0, Plots).Select(at =>
            IlisFile.Line($"{1_000 + at}", "Nguyễn Văn Một", $"BK {100_000 + at}", "130", Pl3File.Husband)
                .Replace("01/02/1985;0;", "01/02/1985;1;", StringComparison.Ordinal)));
        (await registrar.Import("VNPT-iLIS", Encoding.UTF8.GetBytes(ilis), 300))["conflicts"]!.GetValue<int>().ShouldBe(2 * Plots);
    }
}
