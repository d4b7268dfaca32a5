using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Conflicts;

[Collection(OneLedger.Name)]
public sealed class Settling_conflicts_over_http(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");
    private readonly HttpClient approver = ledger.As("approver", "app-1", "24781");

    private async Task<(string Plot, string Conflict)> Disagreeing(string offered = "240.9")
    {
        var (plot, conflict) = (await registrar.Register(), Guid.CreateVersion7());
        await ledger.Happened(plot, new ConflictFound(conflict, "areaSquareMetres", new("240.5", "ledger", null),
            new(offered, "VNPT-iLIS", null)));
        return (plot, conflict.ToString());
    }

    private static Task<Answer> Step(HttpClient who, string plot, string conflict, string step, int version, string choice = "offered",
        string more = "") =>
        who.PostJson($"/api/v1/plots/{plot}/conflicts/{conflict}/{step}",
            step == "reopening" ? """{"reason":"a new paper"}""" : $$"""{"choice":"{{choice}}","reason":"the paper says so"{{more}}}""",
                $"\"{version}\"");

    [Fact]
    public async Task one_proposes_another_approves_and_the_value_changes()
    {
        var (plot, conflict) = await Disagreeing();
        (await registrar.Card(plot))["quality"]!["missing"]!.ToJsonString().ShouldContain("conflict-settled");
        (await Step(registrar, plot, conflict, "proposal", 2)).ETag.ShouldBe("\"3\"");
        var approved = await Step(approver, plot, conflict, "approval", 3);
        (approved.Status, approved.ETag).ShouldBe((HttpStatusCode.OK, "\"4\""));

        (await ledger.EventsOf(plot))[3].ShouldBe(new ConflictResolved(Guid.Parse(conflict), "areaSquareMetres", ConflictChoice.Offered,
            "240.5", "240.9", null));
        var card = await registrar.Card(plot);
        card["areaSquareMetres"]!.GetValue<string>().ShouldBe("240.9");
        var shown = card["conflicts"]![0]!;
        (shown["state"]!.ToString(), shown["proposedBy"]!.ToString(), shown["approvedBy"]!.ToString())
            .ShouldBe(("resolved", "reg-1", "app-1"));
    }

    [Fact]
    public async Task nobody_approves_their_own_proposal_in_whatever_role()
    {
        var (plot, conflict) = await Disagreeing();
        var both = ledger.As("registrar,approver", "two-hats", "24781");
        await Step(both, plot, conflict, "proposal", 2);
        foreach (var same in (HttpClient[])[both, ledger.As("approver", "two-hats", "24781")])
        {
            var answer = await Step(same, plot, conflict, "approval", 3);
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Forbidden, "four-eyes"));
        }

        (await ledger.EventsOf(plot)).Length.ShouldBe(3);
        (await Step(approver, plot, conflict, "approval", 3)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_proposal_that_changed_is_not_approved_by_accident()
    {
        var (plot, conflict) = await Disagreeing();
        await Step(registrar, plot, conflict, "proposal", 2);
        await Step(ledger.As("registrar", "reg-2", "24781"), plot, conflict, "proposal", 3, "held");
        (await Step(approver, plot, conflict, "approval", 4)).Code.ShouldBe("proposal-changed");
        (await Step(approver, plot, conflict, "approval", 3, "held")).Code.ShouldBe("plot-changed");
        (await Step(approver, plot, conflict, "approval", 4, "held")).Status.ShouldBe(HttpStatusCode.OK);
        (await registrar.Card(plot))["areaSquareMetres"]!.GetValue<string>().ShouldBe("240.5");
    }

    [Fact]
    public async Task a_settled_conflict_is_reopened_and_settled_otherwise()
    {
        var (plot, conflict) = await Disagreeing();
        (await Step(registrar, plot, conflict, "reopening", 2)).Code.ShouldBe("conflict-not-resolved");
        (await Step(approver, plot, conflict, "approval", 2)).Code.ShouldBe("conflict-not-proposed");
        await Step(registrar, plot, conflict, "proposal", 2);
        await Step(approver, plot, conflict, "approval", 3);
        (await Step(registrar, plot, conflict, "proposal", 4)).Code.ShouldBe("conflict-not-open");
        (await Step(registrar, plot, conflict, "reopening", 4)).Status.ShouldBe(HttpStatusCode.OK);
        var open = await registrar.Card(plot);
        (open["areaSquareMetres"]!.ToString(), open["conflicts"]![0]!["state"]!.ToString()).ShouldBe(("240.9", "open"));
        open["conflicts"]![0]!["approvedBy"].ShouldBeNull();

        await Step(registrar, plot, conflict, "proposal", 5, "held");
        (await Step(approver, plot, conflict, "approval", 6, "held")).Status.ShouldBe(HttpStatusCode.OK);
        (await registrar.Card(plot))["conflicts"]![0]!["state"]!.ToString().ShouldBe("resolved");
    }

    [Fact]
    public async Task a_reopened_conflict_that_is_settled_for_the_held_side_gives_the_held_value_back()
    {
        var (plot, conflict) = await Disagreeing();
        await Step(registrar, plot, conflict, "proposal", 2);
        await Step(approver, plot, conflict, "approval", 3);
        await Step(registrar, plot, conflict, "reopening", 4);
        await Step(registrar, plot, conflict, "proposal", 5, "held");
        await Step(approver, plot, conflict, "approval", 6, "held");
        (await registrar.Card(plot))["areaSquareMetres"]!.GetValue<string>().ShouldBe("240.5");
    }

    [Fact]
    public async Task a_document_of_the_plot_is_named_as_ground()
    {
        var (plot, conflict) = await Disagreeing();
        var document = (await registrar.Attach(plot, [.. "%PDF-1.7\n"u8, .. Guid.NewGuid().ToByteArray()], "\"2\"", "decision"))
            .Text("made");
        var foreign = await Step(registrar, plot, conflict, "proposal", 3, more: $$""","documentId":"{{Guid.NewGuid()}}" """);
        foreign.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["documentId"]);
        await Step(registrar, plot, conflict, "proposal", 3, more: $$""","documentId":"{{document}}" """);
        await Step(approver, plot, conflict, "approval", 4);
        (await ledger.EventsOf(plot))[4].ShouldBeOfType<ConflictResolved>().DocumentId.ToString().ShouldBe(document);
    }

    [Theory]
    [InlineData("offered", "0198a000-0000-7000-8000-000000000001", 404, "conflict-not-found")]
    [InlineData("nonsense", null, 400, "request-malformed")]
    [InlineData("1", null, 400, "request-malformed")]
    public async Task a_wrong_proposal_is_refused(string choice, string? otherConflict, int status, string code)
    {
        var (plot, conflict) = await Disagreeing();
        var answer = await Step(registrar, plot, otherConflict ?? conflict, "proposal", 2, choice);
        ((int)answer.Status, answer.Code).ShouldBe((status, code));
    }

    [Fact]
    public async Task an_area_that_the_uses_do_not_sum_to_is_not_approved()
    {
        var (plot, conflict) = await Disagreeing("300");
        await Step(registrar, plot, conflict, "proposal", 2);
        (await Step(approver, plot, conflict, "approval", 3)).Code.ShouldBe("areas-do-not-sum");
    }

    [Fact]
    public async Task a_conflict_on_holders_exchanges_the_owners_and_shows_masked_names()
    {
        var plot = await registrar.Register();
        await registrar.RecordHolder(plot, 1, Calls.Holder("Hoàng Thị Mai", "068185444001"));
        var donor = await registrar.Register();
        await registrar.RecordHolder(donor, 1, Calls.Holder("Vũ Văn Tùng", "068085444002", birthDate: "1985-03-03", sex: "male"));
        var (hers, his) = (await PersonOn(plot), await PersonOn(donor));
        var conflict = Guid.CreateVersion7();
        await ledger.Happened(plot, new ConflictFound(conflict, "holders",
            new(HeldHolders.Text([new HeldHolders(hers, HolderRole.Owner, "1/1", PersonKind.Individual)]), "PL3", null),
            new(HeldHolders.Text([new HeldHolders(his, HolderRole.Owner, "1/1", PersonKind.Individual)]), "VNPT-iLIS", null)));

        var listed = (await registrar.GetJson("/api/v1/conflicts?limit=200")).Body!["items"]!.AsArray()
            .Single(row => row!["plot"]!.ToString() == plot)!;
        listed["conflict"]!["held"]!["value"]!.GetValue<string>().ShouldContain("H. T. Mai (0681******01)");
        listed["conflict"]!["offered"]!["value"]!.GetValue<string>().ShouldContain("V. V. Tùng (0680******02)");
        await Step(registrar, plot, conflict.ToString(), "proposal", 3);
        (await Step(approver, plot, conflict.ToString(), "approval", 4)).ETag.ShouldBe("\"7\"");
        (await PersonOn(plot)).ShouldBe(his);
        (await registrar.Card(plot))["version"]!.GetValue<int>().ShouldBe(7);

        async Task<Guid> PersonOn(string of) =>
            Guid.Parse((await registrar.Card(of))["holders"]!.AsArray().Single()!["personId"]!.ToString());
    }

    [Fact]
    public async Task the_queue_shows_unsettled_conflicts_until_settled_ones_are_asked_for()
    {
        var (plot, conflict) = await Disagreeing();
        (await States("")).ShouldBe(["open"]);
        (await States("state=open")).ShouldBe(["open"]);
        await Step(registrar, plot, conflict, "proposal", 2);
        (await States("")).ShouldBe(["proposed"]);
        (await States("state=open")).ShouldBeEmpty();
        (await States("state=proposed")).ShouldBe(["proposed"]);
        await Step(approver, plot, conflict, "approval", 3);
        (await States("")).ShouldBeEmpty();
        (await States("state=resolved")).ShouldBe(["resolved"]);

        async Task<string[]> States(string query)
        {
            var rows = new List<JsonNode>();
            for (string? cursor = null; ;)
            {
                var from = cursor is null ? "" : $"&cursor={cursor}";
                var page = (await registrar.GetJson($"/api/v1/conflicts?commune=24781&limit=3&{query}{from}")).Body!;
                rows.AddRange(page["items"]!.AsArray().Select(row => row!));
                cursor = page["next"]?.GetValue<string>();
                if (cursor is null)
                    return [.. rows.Where(row => row["plot"]!.ToString() == plot).Select(row => row["conflict"]!["state"]!.ToString())];
            }
        }
    }
}
