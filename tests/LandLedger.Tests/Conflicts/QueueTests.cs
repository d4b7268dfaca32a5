using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Conflicts;

/// <summary>The queue, as whoever decides reads it. Each test has a source of its own.</summary>
[Collection(OneLedger.Name)]
public sealed class The_conflict_queue(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781", "24787");

    private async Task<string> Disagreeing(string source, string field = "areaSquareMetres", ConflictChoice? suggested = null,
        MovedValue[]? moved = null, string commune = "24781")
    {
        var plot = await registrar.Register(commune: commune);
        await ledger.Happened(plot, new ConflictFound(Guid.CreateVersion7(), field, new("240.5", "PL3", new LocalDate(2013, 10, 15)),
            new("240.9", source, new LocalDate(2024, 5, 6)), suggested, "reconciliation-1 abc", moved));
        return plot;
    }

    private async Task<JsonNode[]> Queue(string query)
    {
        var rows = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await registrar.GetJson($"/api/v1/conflicts?limit=2&{query}{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.Body!["items"].ShouldNotBeNull(page.Body.ToJsonString());
            rows.AddRange(page.Body["items"]!.AsArray().Select(row => row!));
            cursor = page.Body["next"]?.GetValue<string>();
            if (cursor is null)
                return [.. rows];
        }
    }

    [Fact]
    public async Task shows_both_values_what_the_policy_suggests_what_moved_and_the_papers_at_hand()
    {
        var plot = await Disagreeing("queue-1", suggested: ConflictChoice.Offered, moved: [new(ConflictChoice.Offered, "240.7", "240.9")]);
        var document = (await registrar.Attach(plot, [.. "%PDF-1.7\n"u8, .. Guid.NewGuid().ToByteArray()], "\"2\"", "decision"))
            .Text("made");
        var row = (await Queue("source=queue-1")).ShouldHaveSingleItem();
        var conflict = row["conflict"]!;
        conflict["held"]!.ToJsonString().ShouldBe("""{"value":"240.5","source":"PL3","on":"2013-10-15"}""");
        conflict["offered"]!.ToJsonString().ShouldBe("""{"value":"240.9","source":"queue-1","on":"2024-05-06"}""");
        (conflict["suggested"]!.ToString(), conflict["policy"]!.ToString(), conflict["moved"]![0]!.ToString())
            .ShouldBe(("offered", "reconciliation-1 abc", "queue-1 240.7 -> 240.9"));
        var paper = row["documents"]!.AsArray().ShouldHaveSingleItem()!;
        (paper["documentId"]!.ToString(), paper["kind"]!.ToString(), paper["mediaType"]!.ToString())
            .ShouldBe((document, "decision", "application/pdf"));
        paper["attachedAt"]!.ToString().ShouldEndWith("Z");
        paper.AsObject().Count.ShouldBe(4);
    }

    [Fact]
    public async Task is_filtered_by_field_source_suggestion_commune_and_state_of_one_and_the_same_conflict()
    {
        var area = await Disagreeing("queue-2", suggested: ConflictChoice.Held);
        var address = await Disagreeing("queue-2", "address");
        var elsewhere = await Disagreeing("queue-2", suggested: ConflictChoice.Offered, commune: "24787");
        // Another source's conflict on the same plot: no filter may mix the two.
        await ledger.Happened(area, new ConflictFound(Guid.CreateVersion7(), "address", new("Thôn 5", "PL3", null),
            new("Thôn 6", "queue-3", null), ConflictChoice.Offered));

        (await Plots("source=queue-2")).ShouldBe([area, address, elsewhere], ignoreOrder: true);
        (await Plots("source=queue-2&field=areaSquareMetres")).ShouldBe([area, elsewhere], ignoreOrder: true);
        (await Plots("source=queue-2&field=address")).ShouldBe([address]);
        (await Plots("source=queue-2&suggested=held")).ShouldBe([area]);
        (await Plots("source=queue-2&suggested=offered")).ShouldBe([elsewhere]);
        (await Plots("source=queue-2&commune=24787")).ShouldBe([elsewhere]);
        (await Plots("source=queue-2&state=proposed")).ShouldBeEmpty();
        (await Plots("source=queue-3")).ShouldBe([area]);
        foreach (var (query, wrong) in ((string, string)[])[("field=colour", "field"), ("suggested=both", "suggested"),
            ("suggested=1", "suggested"), ("state=open,resolved", "state")])
        {
            var refused = await registrar.GetJson($"/api/v1/conflicts?{query}");
            (refused.Code, refused.Text("detail")).ShouldBe(("query-invalid", wrong), query);
        }

        async Task<string[]> Plots(string query) => [.. (await Queue(query)).Select(row => row["plot"]!.ToString())];
    }

    [Fact]
    public async Task is_counted_by_commune_field_and_state_within_the_caller_s_communes()
    {
        await Disagreeing("queue-4");
        await Disagreeing("queue-4", "address");
        var settled = await Disagreeing("queue-4", commune: "24787");
        await Disagreeing("queue-4", commune: "24787");
        var conflict = (await registrar.Card(settled))["conflicts"]![0]!["conflictId"]!.GetValue<Guid>();
        await ledger.Happened(settled, new ConflictResolutionProposed(conflict, ConflictChoice.Held, null));

        (await Counts(registrar)).ShouldBe(["24781 address open 1 1", "24781 areaSquareMetres open 1 1",
            "24787 areaSquareMetres open 1 1", "24787 areaSquareMetres proposed 1 1"]);
        (await Counts(registrar, "&commune=24787&state=proposed")).ShouldBe(["24787 areaSquareMetres proposed 1 1"]);
        (await Counts(ledger.As("approver", "app-1", "24781"), "&field=address")).ShouldBe(["24781 address open 1 1"]);
        (await Counts(ledger.As("approver", "app-1", "24781"), "&commune=24787")).ShouldBeEmpty();
        await ledger.Happened(settled, new ConflictResolved(conflict, "areaSquareMetres", ConflictChoice.Held, "240.5", "240.5", null));
        (await Counts(registrar, "&state=resolved")).ShouldBe(["24787 areaSquareMetres resolved 1 1"]);

        static async Task<string[]> Counts(HttpClient who, string more = "") =>
            [.. (await who.GetJson($"/api/v1/conflicts/count?source=queue-4{more}")).Body!.AsArray().Select(count =>
                $"{count!["commune"]} {count["field"]} {count["state"]} {count["conflicts"]} {count["plots"]}")];
    }
}
