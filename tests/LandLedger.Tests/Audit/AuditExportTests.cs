using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Audit;

[Collection(OneLedger.Name)]
public sealed class Exporting_the_audit_trail(LedgerHost ledger)
{
    private readonly HttpClient officer = ledger.As("security-officer", "sec-export");

    private async Task<(string Actor, string Plot)> Life()
    {
        var actor = $"reg-{Guid.NewGuid():N}";
        var registrar = ledger.As("registrar", actor, "24781");
        var plot = await registrar.Register();
        await registrar.PostJson($"/api/v1/plots/{plot}/corrections", """
            {"changes":[{"field":"areaSquareMetres","to":"240.9"},{"field":"address","to":"=HYPERLINK(\"x\")"}],
            "reason":"say \"so\", please","instrument":"BA 1","effectiveOn":"2025-10-02"}
            """, "\"1\"");
        await registrar.RecordHolder(plot, 2, Calls.Holder("Cao Thị Bích Ngọc", "068185666001"));
        await ledger.CaughtUp();
        return (actor, plot);
    }

    [Fact]
    public async Task as_csv_gives_a_line_a_changed_field_that_a_spreadsheet_only_shows()
    {
        var (actor, plot) = await Life();
        using var answer = await officer.GetAsync($"/api/v1/audit/export?actor={actor}");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("audit.csv");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var lines = Encoding.UTF8.GetString(bytes)[1..].Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines[0].Replace("\"", "", StringComparison.Ordinal)
            .ShouldBe("sequence,at,event,plot,version,commune,actor,name,roles,office,reason,instrument,field,from,to");
        lines.Length.ShouldBe(1 + 1 + 2 + 4);
        lines.ShouldContain(line => line.EndsWith("\"'=HYPERLINK(\"\"x\"\")\"", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("\"say \"\"so\"\", please\"", StringComparison.Ordinal)
            && line.EndsWith("\"areaSquareMetres\",\"240.5\",\"240.9\"", StringComparison.Ordinal));
        lines.Skip(1).ShouldAllBe(line => line.Contains(plot, StringComparison.Ordinal) && line.Contains(actor, StringComparison.Ordinal));
        string.Concat(lines).ShouldNotContain("Ngọc");
    }

    [Fact]
    public async Task as_ndjson_gives_one_event_a_line()
    {
        var (actor, plot) = await Life();
        using var answer = await officer.GetAsync($"/api/v1/audit/export?actor={actor}&format=ndjson");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var rows = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToArray();
        rows.Select(row => row["event"]!.ToString()).ShouldBe(["holder_recorded", "plot_corrected", "plot_registered"]);
        rows.ShouldAllBe(row => row["plot"]!.ToString() == plot);
        rows[0]["changes"]![0]!["to"]!.ToString().ShouldStartWith("person:");
    }

    [Fact]
    public async Task is_itself_in_the_read_log_and_has_two_formats_only()
    {
        var who = $"sec-{Guid.NewGuid():N}";
        var exporting = ledger.As("security-officer", who);
        (await exporting.GetJson("/api/v1/audit/export?format=xml")).Code.ShouldBe("query-invalid");
        (await exporting.GetAsync("/api/v1/audit/export?actor=nobody")).EnsureSuccessStatusCode();
        var reads = (await officer.GetJson($"/api/v1/audit/reads?actor={who}")).Body!["items"]!.AsArray();
        reads.Single()!["kind"]!.ToString().ShouldBe("audit-export");
    }
}
