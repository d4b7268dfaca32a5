using System.Net;
using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Plumbing;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Conflicts;

/// <summary>Bulk proposals in the small. Each test has a source of its own.</summary>
[Collection(OneLedger.Name)]
public sealed class Bulk_proposals(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781", "24787");
    private readonly HttpClient approver = ledger.As("approver", "app-1", "24781");

    private async Task<(string Plot, Guid Conflict)> Disagreeing(string source, string offered = "240.9", string field = "areaSquareMetres",
        string held = "240.5", ConflictChoice? suggested = null)
    {
        var (plot, conflict) = (await registrar.Register(), Guid.CreateVersion7());
        await ledger.Happened(plot, new ConflictFound(conflict, field, new(held, "PL3", null), new(offered, source, null), suggested));
        return (plot, conflict);
    }

    private async Task<string[]> Areas(params string[] plots)
    {
        var areas = new List<string>();
        foreach (var plot in plots)
            areas.Add((await registrar.Card(plot))["areaSquareMetres"]!.ToString());
        return [.. areas];
    }

    private async Task<string[]> Outcomes(string id) =>
        [.. (await registrar.PlotsInBulk(id)).Select(row => $"{row["plot"]} {row["outcome"]} {row["code"]}".TrimEnd())];

    [Fact]
    public async Task nobody_approves_their_own_in_whatever_role_and_nobody_another_count()
    {
        var (plot, _) = await Disagreeing("bulk-1");
        var both = ledger.As("registrar,approver", "two-hats", "24781");
        var id = (await both.ProposeInBulk("bulk-1")).Text("id");
        foreach (var same in (HttpClient[])[both, ledger.As("approver", "two-hats", "24781")])
            (await same.ApproveInBulk(id, 1)).ShouldBe(403, "four-eyes", "");
        (await approver.ApproveInBulk(id, 2)).ShouldBe(409, "proposal-changed", "");
        (await approver.ApproveInBulk(id, 0)).ShouldBe(409, "proposal-changed", "");
        (await Areas(plot)).ShouldBe(["240.5"]);
        (await approver.ApproveInBulk(id, 1)).Counts().ShouldBe("count 1 settled 1 skipped 0");
        (await Areas(plot)).ShouldBe(["240.9"]);
    }

    [Fact]
    public async Task outside_the_commune_there_is_no_such_proposal()
    {
        await Disagreeing("bulk-2");
        var elsewhere = ledger.As("registrar,approver", "other", "24787");
        (await elsewhere.ProposeInBulk("bulk-2")).ShouldBe(404, "plot-not-found", "");
        var id = (await registrar.ProposeInBulk("bulk-2")).Text("id");
        var nowhere = Guid.CreateVersion7().ToString();
        foreach (var one in (string[])[id, nowhere, "x"])
        {
            (await elsewhere.PostJson($"{BulkCalls.Path}/{one}/approval", "{")).ShouldBe(404, "bulk-proposal-not-found", one);
            (await elsewhere.GetJson($"{BulkCalls.Path}/{one}")).Status.ShouldBe(HttpStatusCode.NotFound, one);
        }

        (await approver.PostJson($"{BulkCalls.Path}/{id}/approval", "{")).ShouldBe(400, "request-malformed", "");
        (await approver.PostJson($"{BulkCalls.Path}/{id}/approval", """{"count":1,"reason":""}""")).ShouldBe(400, "validation-failed", "");
        (await Listed(elsewhere)).ShouldNotContain(id);
        (await Listed(approver)).ShouldContain(id);
        (await Listed(approver, "&state=approved")).ShouldNotContain(id);
        (await approver.ApproveInBulk(id, 1)).Status.ShouldBe(HttpStatusCode.OK);
        (await Listed(approver, "&state=approved&commune=24781")).ShouldContain(id);
        (await Listed(approver, "&state=proposed")).ShouldNotContain(id);

        static async Task<string[]> Listed(HttpClient who, string more = "") =>
            [.. (await who.GetJson($"{BulkCalls.Path}?limit=200{more}")).Body!["items"]!.AsArray().Select(row => row!["id"]!.ToString())];
    }

    [Theory]
    [InlineData("bulk-none", "offered", "areaSquareMetres", 409, "nothing-to-propose")]
    [InlineData("bulk-none", "suggested", "areaSquareMetres", 409, "nothing-to-propose")]
    [InlineData("bulk-none", "offered", "colour", 400, "validation-failed")]
    [InlineData("bulk-none", "both", "areaSquareMetres", 400, "request-malformed")]
    public async Task a_wrong_proposal_is_refused(string source, string choice, string field, int status, string code) =>
        (await registrar.ProposeInBulk(source, choice, field: field)).ShouldBe(status, code, "");

    [Fact]
    public async Task what_is_suggested_is_proposed_and_what_has_no_suggestion_is_not_meant()
    {
        var (ours, _) = await Disagreeing("bulk-3", suggested: ConflictChoice.Held);
        var (theirs, _) = await Disagreeing("bulk-3", suggested: ConflictChoice.Offered);
        var (open, _) = await Disagreeing("bulk-3");
        var id = (await registrar.ProposeInBulk("bulk-3", "suggested")).Text("id");
        (await registrar.PlotsInBulk(id, limit: 1)).Select(row => $"{row["plot"]} {row["choice"]}")
            .ShouldBe([$"{ours} held", $"{theirs} offered"]);
        (await approver.ApproveInBulk(id, 2)).Counts().ShouldBe("count 2 settled 2 skipped 0");
        (await Areas(ours, theirs, open)).ShouldBe(["240.5", "240.9", "240.5"]);
        (await registrar.ProposeInBulk("bulk-3", "held", ""","suggested":"offered" """)).Code.ShouldBe("nothing-to-propose");
        (await registrar.ProposeInBulk("bulk-3", "held")).Counts().ShouldBe("count 1 skipped 0 more false");
    }

    [Fact]
    public async Task a_plot_with_several_such_conflicts_is_left_out_and_listed()
    {
        var (plot, _) = await Disagreeing("bulk-4");
        await ledger.Happened(plot, new ConflictFound(Guid.CreateVersion7(), "areaSquareMetres", new("240.5", "PL3", null),
            new("240.8", "bulk-4", null)));
        var (other, _) = await Disagreeing("bulk-4");
        var proposed = await registrar.ProposeInBulk("bulk-4");
        proposed.Counts().ShouldBe("count 1 skipped 1 more false");
        (await Outcomes(proposed.Text("id"))).ShouldBe([$"{plot} leftOut several-conflicts", $"{other} proposed"]);
        (await approver.ApproveInBulk(proposed.Text("id"), 1)).Counts().ShouldBe("count 1 settled 1 skipped 0");
        (await ledger.EventsOf(plot)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task the_rules_of_the_single_approval_hold_for_each_plot()
    {
        var (apart, _) = await Disagreeing("bulk-5", "300");
        var (fits, _) = await Disagreeing("bulk-5");
        var id = (await registrar.ProposeInBulk("bulk-5")).Text("id");
        (await approver.ApproveInBulk(id, 2)).Counts().ShouldBe("count 2 settled 1 skipped 1");
        (await Outcomes(id)).ShouldBe([$"{apart} skipped areas-do-not-sum", $"{fits} settled"]);
        (await Areas(apart, fits)).ShouldBe(["240.5", "240.9"]);
    }

    [Fact]
    public async Task a_plot_code_that_another_plot_has_skips_that_plot_alone()
    {
        var code = $"w6j5uj{Guid.NewGuid():N}"[..12].Replace('a', 'b');
        await registrar.Register(more: body => body["plotCode"] = code);
        var (first, _) = await Disagreeing("bulk-6", FreshCode(), "plotCode", "");
        var (second, _) = await Disagreeing("bulk-6", code, "plotCode", "");
        var (third, _) = await Disagreeing("bulk-6", FreshCode(), "plotCode", "");
        var id = (await registrar.ProposeInBulk("bulk-6", field: "plotCode")).Text("id");
        (await approver.ApproveInBulk(id, 3)).Counts().ShouldBe("count 3 settled 2 skipped 1");
        (await Outcomes(id)).ShouldBe([$"{first} settled", $"{second} skipped plot-code-taken", $"{third} settled"]);

        static string FreshCode() => $"w6j5uk{Guid.NewGuid():N}"[..12].Replace('a', 'b');
    }

    [Fact]
    public async Task holders_are_exchanged_and_shown_masked()
    {
        var donor = await registrar.Register();
        await registrar.RecordHolder(donor, 1, Calls.Holder("Vũ Văn Tùng", "068085444002", birthDate: "1985-03-03", sex: "male"));
        var his = Guid.Parse((await registrar.Card(donor))["holders"]![0]!["personId"]!.ToString());
        var (plot, _) = await Disagreeing("bulk-7",
            HeldHolders.Text([new HeldHolders(his, HolderRole.Owner, "1/1", PersonKind.Individual)]),
            "holders", "");
        var id = (await registrar.ProposeInBulk("bulk-7", field: "holders")).Text("id");
        (await registrar.PlotsInBulk(id)).Single()["conflict"]!["offered"]!["value"]!.ToString().ShouldContain("V. V. Tùng (0680******02)");
        (await approver.ApproveInBulk(id, 1)).Counts().ShouldBe("count 1 settled 1 skipped 0");
        (await registrar.Card(plot))["holders"]![0]!["personId"]!.ToString().ShouldBe(his.ToString());
        (await ledger.Rows("select count(*) from ledger.mt_doc_bulkproposal where data::text ~ 'Tùng|068085444002'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task two_approvals_at_the_same_moment_settle_once()
    {
        var plots = new List<string>();
        for (var at = 0; at < 5; at++)
            plots.Add((await Disagreeing("bulk-8")).Plot);
        var id = (await registrar.ProposeInBulk("bulk-8")).Text("id");
        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(number =>
            ledger.As("approver", $"app-{number}", "24781").ApproveInBulk(id, 5)));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK && answer.Counts() == "count 5 settled 5 skipped 0");
        foreach (var plot in plots)
            (await ledger.EventsOf(plot)).OfType<ConflictResolved>().Count().ShouldBe(1);
    }
}
