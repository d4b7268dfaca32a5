using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Policies;

/// <summary>Two small files of two systems, and what rules decided about their differences.</summary>
public sealed class Decisions_over_http(LedgerHost ledger) : IClassFixture<LedgerHost>, IAsyncLifetime
{
    private const string Commune = "24781";

    private static readonly string Policy = SamplePolicy.Shipped.Identity;

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", Commune);
    private readonly HttpClient officer = ledger.As("security-officer", "sec-1", Commune);
    private readonly HttpClient approver = ledger.As("approver", "app-1", Commune);

    // Areas 0.1 m² apart, an address in capitals, another address, another area; the fifth is the same in both.
    private static readonly (string Plot, string Area, string Address)[] Other =
    [
        ("P1", "120,6", "Tổ 1, Phường Một"), ("P2", "120,5", "TỔ 1, PHƯỜNG MỘT"), ("P3", "120,5", "Tổ 9, Phường Một"),
        ("P4", "130", "Tổ 1, Phường Một"), ("P5", "120,5", "Tổ 1, Phường Một"),
    ];

    public async ValueTask InitializeAsync()
    {
        var rows = Pl3File.NumberRow() + string.Concat(Other.Select((plot, at) =>
            Pl3File.Row(7 + at, ("W", plot.Plot), ("C", $"BK 10000{at}"))));
        await registrar.Import("PL3", new XlsxFile { Rows = rows }.Bytes());
        (await registrar.Import("VNPT-iLIS", Ilis()))["state"]!.ToString().ShouldBe("finished");
        await ledger.CaughtUp();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task each_decision_is_found_by_rule_policy_field_and_commune()
    {
        (await Decided("")).ShouldBe(["P3 address-preferred-source offered", "P2 address-same-when-normalised held",
            "P1 area-within-tolerance held", "P1 area-within-tolerance held"]);
        (await Decided("?rule=address-preferred-source")).ShouldBe(["P3 address-preferred-source offered"]);
        (await Decided("?field=landUses")).ShouldBe(["P1 area-within-tolerance held"]);
        (await Decided("?policy=reconciliation-1&field=address")).Length.ShouldBe(2);
        (await Decided($"?policy={Uri.EscapeDataString(Policy)}")).Length.ShouldBe(4);
        (await Decided("?policy=reconciliation-2")).ShouldBeEmpty();
        (await Decided("?commune=24787")).ShouldBeEmpty();

        var first = await officer.GetJson("/api/v1/decisions?limit=3");
        var next = await officer.GetJson($"/api/v1/decisions?limit=3&cursor={first.Text("next")}");
        (first.Body!["items"]!.AsArray().Count, next.Body!["items"]!.AsArray().Count, next.Body["next"]).ShouldBe((3, 1, null));

        var decision = (await officer.GetJson("/api/v1/decisions?rule=address-preferred-source")).Body!["items"]![0]!;
        var held = decision["decision"]!["held"]!;
        $"{held["value"]} {held["source"]} {held["on"]}".ShouldBe("Tổ 1, Phường Một PL3 2013-10-15");
        decision["decision"]!["offered"]!["source"]!.ToString().ShouldBe("VNPT-iLIS");
        decision["decision"]!["policy"]!.ToString().ShouldBe(Policy);
        decision["importRun"].ShouldNotBeNull();
    }

    [Fact]
    public async Task how_much_a_rule_decided_is_counted()
    {
        var counts = (await approver.GetJson("/api/v1/decisions/count")).Body!.AsArray();
        counts.Select(count => $"{count!["rule"]} {count["decisions"]} {count["plots"]}").ShouldBe(["address-preferred-source 1 1",
            "address-same-when-normalised 1 1", "area-within-tolerance 2 1"]);
        counts.ShouldAllBe(count => count!["policy"]!.ToString() == Policy);
        (await approver.GetJson("/api/v1/decisions/count?rule=area-within-tolerance&field=landUses")).Body!.AsArray().Single()!
            ["decisions"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task the_card_and_the_history_say_what_a_rule_did()
    {
        var card = await registrar.Card($"{Commune}.12.P3");
        card["address"]!["printed"]!.ToString().ShouldBe("Tổ 9, Phường Một");
        card["decided"]![0]!["rule"]!.ToString().ShouldBe("address-preferred-source");
        var history = (await registrar.GetJson($"/api/v1/plots/{card["id"]}/history")).Body!["items"]!.AsArray();
        var told = history.Single(item => item!["event"]!.ToString() == "difference_decided_by_rule")!;
        told["summary"]!["en"]!.ToString().ShouldBe($"Rule address-preferred-source {Policy} decided address: Tổ 9, Phường Một");
        told["changes"]![0]!["from"]!.ToString().ShouldBe("Tổ 1, Phường Một");

        var conflicts = (await registrar.Card($"{Commune}.12.P4"))["conflicts"]!.AsArray();
        conflicts.Select(conflict => conflict!["field"]!.ToString()).ShouldBe(["areaSquareMetres", "landUses"]);
        conflicts.ShouldAllBe(conflict => conflict!["suggested"]!.ToString() == "held" && conflict["policy"]!.ToString() == Policy);
        conflicts[0]!["held"]!.ToJsonString().ShouldBe("""{"value":"120.5","source":"PL3","on":"2013-10-15"}""");
    }

    [Fact]
    public async Task the_same_file_again_decides_nothing_again()
    {
        var before = await ledger.Remembered();
        var run = await registrar.Import("VNPT-iLIS", Ilis());
        run["plots"]!["unchanged"]!.GetValue<int>().ShouldBe(Other.Length);
        // The run itself is remembered, and nothing else.
        (await ledger.Remembered()).Split(' ')[..2].ShouldBe(before.Split(' ')[..2]);
    }

    [Fact]
    public async Task other_communes_and_other_roles_see_nothing()
    {
        var elsewhere = ledger.As("security-officer", "sec-2", "24787");
        (await elsewhere.GetJson("/api/v1/decisions")).Body!["items"]!.AsArray().ShouldBeEmpty();
        (await elsewhere.GetJson("/api/v1/decisions/count")).Body!.AsArray().ShouldBeEmpty();
        (await registrar.GetJson("/api/v1/decisions")).Code.ShouldBe("not-permitted");
        (await officer.GetJson("/api/v1/decisions?rule=guess")).Code.ShouldBe("query-invalid");
    }

    [Fact]
    public async Task the_index_over_decisions_stays_as_it_is_when_the_schema_is_brought_up_again() =>
        (await ledger.Store.Storage.CreateMigrationAsync()).Deltas
            .Where(delta => delta.Difference != Weasel.Core.SchemaPatchDifference.None)
            .Select(delta => delta.SchemaObject.Identifier.Name).ShouldNotContain("audit_trail");

    [Fact]
    public async Task the_policies_are_listed_with_the_one_in_force()
    {
        var listed = (await registrar.GetJson("/api/v1/policies")).Body!.AsArray().Single()!;
        (listed["identity"]!.ToString(), listed["active"]!.GetValue<bool>()).ShouldBe((Policy, true));
        listed["policy"]!["areaTolerance"]!["squareMetres"]!.ToString().ShouldBe("0.1");
    }

    [Fact]
    public async Task a_dry_run_shows_what_would_differ_and_writes_nothing()
    {
        var before = await ledger.Remembered();
        var report = await Try(SamplePolicy.Document(policy =>
        {
            policy["version"] = 2;
            policy["areaTolerance"]!["squareMetres"] = "0.05";
            policy["preferredSources"]!["address"] = new JsonArray("PL3", "VNPT-iLIS");
        }));
        report.Status.ShouldBe(HttpStatusCode.OK, report.Body!.ToJsonString());
        (report.Text("active"), report.Text("proposed")[..16]).ShouldBe((Policy, "reconciliation-2"));
        report.Body["outcomes"]!.AsArray().Select(count => $"{count!["field"]} {count["outcome"]} {count["active"]} {count["proposed"]}")
            .ShouldBe([
                "address address-preferred-source held 0 1", "address address-preferred-source offered 1 0",
                "address address-same-when-normalised held 1 1", "areaSquareMetres area-within-tolerance held 1 0",
                "areaSquareMetres people 1 2", "landUses area-within-tolerance held 1 0", "landUses people 1 2",
            ]);
        report.Body["differing"]!.AsArray()
            .Select(row => $"{row!["plotNumber"]} {row["field"]} {row["source"]}: {row["active"]}, {row["proposed"]}").ShouldBe([
                "24781.12.P1 areaSquareMetres VNPT-iLIS: area-within-tolerance held, people",
                "24781.12.P1 landUses VNPT-iLIS: area-within-tolerance held, people",
                "24781.12.P3 address VNPT-iLIS: address-preferred-source offered, address-preferred-source held",
            ], ignoreOrder: true);
        (report.Body["plots"]!.GetValue<int>(), report.Body["differingPlots"]!.GetValue<int>()).ShouldBe((Other.Length, 2));
        (await ledger.Remembered()).ShouldBe(before);
    }

    [Fact]
    public async Task a_dry_run_of_the_policy_in_force_differs_in_nothing()
    {
        var report = await Try(SamplePolicy.Document());
        report.Body!["differing"]!.AsArray().ShouldBeEmpty();
        report.Body["outcomes"]!.AsArray().ShouldAllBe(count => count!["active"]!.GetValue<int>() == count["proposed"]!.GetValue<int>());
        report.Body["records"]!.GetValue<int>().ShouldBe(2 * Other.Length);
    }

    [Fact]
    public async Task a_dry_run_refuses_a_bad_policy_and_another_commune()
    {
        var refused = await Try(SamplePolicy.Document(policy => policy["preferredSources"]!["holders"] = new JsonArray("PL3")));
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.BadRequest, "policy-refused"));
        refused.Text("detail").ShouldContain("preferredSources.holders");
        (await Try(SamplePolicy.Document(), ledger.As("approver", "app-2", "24787"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Try(SamplePolicy.Document(), officer)).Code.ShouldBe("not-permitted");
    }

    private Task<Answer> Try(string document, HttpClient? who = null) =>
        (who ?? approver).PostJson("/api/v1/policies/dry-run", $$"""{"commune":"{{Commune}}","policy":{{document}}}""");

    private async Task<string[]> Decided(string query)
    {
        var answer = await officer.GetJson("/api/v1/decisions" + query);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
        return [.. answer.Body!["items"]!.AsArray().Select(row =>
            $"{row!["plotNumber"]!.ToString().Split('.')[2]} {row["decision"]!["rule"]} {row["decision"]!["choice"]}")];
    }

    private static byte[] Ilis() => Encoding.UTF8.GetBytes(
        "DIA_CHI_THUA;" + IlisFile.Header + string.Concat(Other.Select((plot, at) => $"{plot.Address};" + IlisFile.Line(plot.Plot,
            "Nguyễn Văn Một", $"BK 10000{at}", plot.Area, Pl3File.Husband).Replace("01/02/1985;0;", "01/02/1985;1;",
            StringComparison.Ordinal))));
}
