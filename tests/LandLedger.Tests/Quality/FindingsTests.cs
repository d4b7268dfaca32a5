using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Quality;

/// <summary>Findings among plots that were registered over HTTP. Each test has numbers, serials and communes of its own.</summary>
public sealed class Findings_over_http(LedgerHost ledger) : IClassFixture<LedgerHost>
{
    private static readonly LocalDate Issued = new(2013, 10, 15);

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781", "24787", "24805");

    private async Task<string> Plot(string? serial = null, string commune = "24781", string? owner = null, string? number = null)
    {
        var plot = await registrar.Register(number, commune);
        if (serial is not null)
            await ledger.Happened(plot, new CertificateRecorded(serial, Issued, null));
        if (owner is not null)
            await registrar.RecordHolder(plot, serial is null ? 1 : 2, Calls.Holder(citizenId: owner));
        return plot;
    }

    private async Task<JsonNode[]> Findings(string query, HttpClient? who = null, int limit = 200)
    {
        var rows = new List<JsonNode>();
        for (string? cursor = null; rows.Count < 2_000;)
        {
            var from = cursor is null ? "" : $"&cursor={cursor}";
            var page = await (who ?? registrar).GetJson($"/api/v1/findings?limit={limit}&{query}{from}");
            page.Status.ShouldBe(HttpStatusCode.OK, page.Body?.ToJsonString());
            page.Body!["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(limit);
            rows.AddRange(page.Body["items"]!.AsArray().Select(row => row!));
            cursor = page.Body["next"]?.GetValue<string>();
            if (cursor is null)
                return [.. rows];
        }

        throw new ShouldAssertException("The list of findings does not end.");
    }

    private async Task<JsonNode[]> About(string plot, string query = "", HttpClient? who = null) =>
        [.. (await Findings(query, who)).Where(row => row["plots"]!.AsArray().Any(one => one!["id"]!.ToString() == plot))];

    private static string Plots(JsonNode finding) =>
        string.Join(' ', finding["plots"]!.AsArray().Select(plot => plot!["id"]!.ToString()).Order(StringComparer.Ordinal));

    private static string Sorted(params string[] plots) => string.Join(' ', plots.Order(StringComparer.Ordinal));

    [Fact]
    public async Task one_paper_on_two_numbers_with_the_same_area_and_holders_is_found_and_named()
    {
        var (one, other) = (await Plot("DD 000001", owner: "068185000001"), await Plot("DD 000001", owner: "068185000001"));
        await Plot("DD 000002", owner: "068185000001");
        var finding = (await About(one)).ShouldHaveSingleItem();
        (finding["type"]!.ToString(), finding["severity"]!.ToString(), Plots(finding))
            .ShouldBe(("same-plot-two-numbers", "high", Sorted(one, other)));
        (finding["communes"]!.ToJsonString(), finding["elsewhere"]!.GetValue<int>()).ShouldBe(("""["24781"]""", 0));
        finding["plots"]![0]!["version"]!.GetValue<int>().ShouldBe(3);
        finding["plots"]![0]!["plotNumber"]!["sheet"]!.ToString().ShouldBe("12");
        foreach (var words in (JsonNode[])[finding["sentence"]!, finding["toDo"]!])
        {
            words["vi"]!.ToString().ShouldNotBe(words["en"]!.ToString());
            words.ToJsonString().ShouldNotContain("068185000001");
        }

        (await About(one))[0]["id"]!.ToString().ShouldBe(finding["id"]!.ToString());
        (await About(one, "severity=medium")).ShouldBeEmpty();
        (await About(one, "type=one-certificate-on-plots-that-cannot-share-it")).ShouldBeEmpty();
        (await About(one, "commune=24787")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_number_that_another_plot_had_is_found_from_either_commune()
    {
        var former = await Plot(number: "F01");
        await ledger.Happened(former, new PlotCorrected([new("plotNumber", "24781.12.F01", "24787.12.F2")], Given.On, "merger"));
        (await About(former)).ShouldBeEmpty();
        var bearer = await Plot(number: "f1");
        foreach (var (query, who) in ((string, HttpClient?)[])[("", null), ("commune=24781", null), ("commune=24787", null),
            ("type=same-plot-two-numbers&severity=medium", ledger.As("approver", "app-9"))])
        {
            var finding = (await About(bearer, query, who)).Concat(await About(former, query, who))
                .DistinctBy(found => found["id"]!.ToString()).ShouldHaveSingleItem(query);
            (finding["severity"]!.ToString(), Plots(finding)).ShouldBe(("medium", Sorted(former, bearer)), query);
        }

        var here = (await About(bearer, who: ledger.As("registrar", "one", "24781"))).ShouldHaveSingleItem();
        (Plots(here), here["elsewhere"]!.GetValue<int>(), here["communes"]!.ToJsonString()).ShouldBe((bearer, 1, """["24781"]"""));
        here.ToJsonString().ShouldNotContain("24787");
        (await About(former, who: ledger.As("registrar", "two", "24787"))).ShouldHaveSingleItem().ToJsonString().ShouldNotContain("24781");
        (await Findings("", ledger.As("registrar", "three", "24820"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task two_certificates_on_one_plot_are_found_until_the_later_one_is_recorded_last()
    {
        var plot = await Plot("DD 000011");
        await ledger.Happened(plot, new CertificateRecorded("DD 000012", Issued.PlusYears(-3), null));
        var finding = (await About(plot)).ShouldHaveSingleItem();
        (finding["type"]!.ToString(), finding["severity"]!.ToString()).ShouldBe(("two-live-certificates-one-right", "high"));
        finding["sentence"]!["en"]!.ToString().ShouldContain("DD 000011, DD 000012");
        await ledger.Happened(plot, new CertificateRecorded("DD 000011", Issued, null));
        (await About(plot)).ShouldBeEmpty();
    }

    [Fact]
    public async Task one_certificate_of_two_owners_or_communes_is_found()
    {
        var (one, other) = (await Plot("DD 000021", owner: "068185000002"), await Plot("DD 000021", owner: "068185000003"));
        (await About(one)).Select(found => $"{found["type"]} {found["severity"]} {Plots(found)}")
            .ShouldBe([$"one-certificate-on-plots-that-cannot-share-it high {Sorted(one, other)}"]);
        var (here, there) = (await Plot("DD 000022"), await Plot("DD 000022", "24787"));
        (await About(here)).Select(found => $"{found["type"]} {found["severity"]} {Plots(found)}")
            .ShouldBe([$"one-certificate-on-plots-that-cannot-share-it medium {Sorted(here, there)}"]);
        var scoped = (await About(there, who: ledger.As("registrar", "one", "24787"))).ShouldHaveSingleItem();
        (Plots(scoped), scoped["elsewhere"]!.GetValue<int>()).ShouldBe((there, 1));
    }

    [Fact]
    public async Task a_finding_among_plots_elsewhere_is_nobody_s_who_shares_only_the_certificate()
    {
        await Plot("DD 000031", "24787", "068185000004");
        await Plot("DD 000031", "24787", "068185000004");
        var mine = await Plot("DD 000031", owner: "068185000005");
        (await About(mine, who: ledger.As("registrar", "one", "24781"))).Select(found => found["type"]!.ToString())
            .ShouldBe(["one-certificate-on-plots-that-cannot-share-it"]);
        (await Findings("", ledger.As("registrar", "one", "24781"))).ShouldAllBe(found =>
            found["plots"]!.AsArray().Count > 0 && !found.ToJsonString().Contains("24787"));
    }

    [Fact]
    public async Task pages_and_counts_tell_the_same_as_one_long_list()
    {
        const string Commune = "24805";
        for (var at = 0; at < 3; at++)
        {
            var plot = await Plot($"DE 00000{at}", Commune);
            await ledger.Happened(plot, new CertificateRecorded($"DE 00010{at}", null, null));
        }

        // One serial with three findings: two pairs that look alike, and different owners.
        foreach (var owner in (string[])["068185000006", "068185000006", "068185000007", "068185000007"])
            await Plot("DE 000200", Commune, owner);
        var moved = await Plot(commune: Commune, number: "G1");
        await ledger.Happened(moved, new PlotCorrected([new("plotNumber", $"{Commune}.12.G1", $"{Commune}.12.G2")], Given.On, "survey"));
        await Plot(commune: Commune, number: "G1");

        var whole = (await Findings($"commune={Commune}")).Select(row => row["id"]!.ToString()).ToArray();
        whole.Distinct().Count().ShouldBe(7);
        foreach (var limit in (int[])[1, 2, 3])
        {
            (await Findings($"commune={Commune}", limit: limit)).Select(row => row["id"]!.ToString()).ShouldBe(whole);
            (await Findings($"commune={Commune}", ledger.As("approver"), limit)).Select(row => row["id"]!.ToString()).ShouldBe(whole);
        }

        var counts = (await registrar.GetJson($"/api/v1/findings/count?commune={Commune}")).Body!.AsArray();
        counts.Select(count => $"{count!["type"]} {count["severity"]} {count["commune"]} {count["findings"]}").ShouldBe([
            $"one-certificate-on-plots-that-cannot-share-it high {Commune} 1", $"same-plot-two-numbers medium {Commune} 1",
            $"same-plot-two-numbers high {Commune} 2", $"two-live-certificates-one-right low {Commune} 3"]);
        (await registrar.GetJson($"/api/v1/findings/count?commune={Commune}&severity=low")).Body!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("type=duplicate", "type")]
    [InlineData("severity=worst", "severity")]
    [InlineData("severity=0", "severity")]
    [InlineData("commune=%00", "commune")]
    [InlineData("cursor=YWJj", "cursor, limit")]
    [InlineData("cursor=MCAwIGFiYw==", "cursor, limit")]
    [InlineData("cursor=MiAwIAA=", "cursor, limit")]
    [InlineData("limit=0", "cursor, limit")]
    public async Task a_wrong_query_is_refused(string query, string wrong)
    {
        var refused = await registrar.GetJson($"/api/v1/findings?{query}");
        (refused.Code, refused.Text("detail")).ShouldBe(("query-invalid", wrong));
    }
}
