using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Tidy;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

[Collection(OneLedger.Name)]
public sealed class The_past_of_a_plot(LedgerHost ledger)
{
    private static readonly LocalDate Issued = new(2026, 3, 10);

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    // Entered late: what took effect before the certificate was issued was recorded after it.
    [Fact]
    public async Task on_the_day_of_a_certificate_is_what_was_in_force_then_whenever_it_was_recorded()
    {
        var serial = $"CP {Calls.NewPlotNumber()}";
        var plot = await registrar.Register();
        await ledger.Happened(plot, Holder(1, new(2025, 10, 1)), new CertificateRecorded(serial, Issued, null),
            Holder(2, Issued), new HolderRemoved(Given.Id(1), Given.Person(1), Issued, "HĐ 1"),
            new PlotCorrected([new("areaSquareMetres", "240.5", "240.7")], Issued.PlusDays(-1), "QĐ 1"),
            new PlotCorrected([new("areaSquareMetres", "240.7", "240.9")], Issued.PlusDays(1), "QĐ 2"),
            Holder(3, Issued.PlusDays(1)), new CertificateRecorded(serial + "9", Issued.PlusDays(2), null));

        var then = await registrar.GetJson($"/api/v1/plots/{plot}?asOfCertificate={Uri.EscapeDataString(serial.ToLowerInvariant())}");
        then.Text("areaSquareMetres").ShouldBe("240.7");
        then.Body!["holders"]!.AsArray().Select(holder => holder!["holderId"]!.GetValue<Guid>()).ShouldBe([Given.Id(2)]);
        then.Body["certificates"]!.AsArray().Select(certificate => certificate!["serial"]!.ToString()).ShouldBe([serial]);
        then.Body["version"]!.GetValue<int>().ShouldBe(9, "all that is known now was asked");
        then.Response.Headers.ETag.ShouldBeNull("nothing may be built on it");

        var later = await registrar.GetJson($"/api/v1/plots/{plot}?asOfCertificate={Uri.EscapeDataString(serial + "9")}");
        later.Body!.ToJsonString().ShouldBe((await registrar.Card(plot)).ToJsonString(), "everything was in force by then");
        (await registrar.GetJson($"/api/v1/plots/{plot}?asOf=2026-03-10")).Code.ShouldBeOneOf("plot-not-yet-recorded", "past-in-future");
    }

    [Fact]
    public async Task before_its_registration_took_effect_is_not_made_up()
    {
        var plot = await registrar.Register();
        var (old, undated) = ($"O {Calls.NewPlotNumber()}", $"U {Calls.NewPlotNumber()}");
        await ledger.Happened(plot, new CertificateRecorded(old, new(2013, 10, 15), null), new CertificateRecorded(undated, null, null));
        var early = await registrar.GetJson($"/api/v1/plots/{plot}?asOfCertificate={Uri.EscapeDataString(old)}");
        (early.Code, early.Text("detail")).ShouldBe(("plot-not-yet-in-force", "2025-10-01"));
        (await registrar.GetJson($"/api/v1/plots/{plot}?asOfCertificate={Uri.EscapeDataString(undated)}")).Code
            .ShouldBe("certificate-date-unknown");
    }

    [Fact]
    public void goes_by_the_effective_date_of_every_event_that_has_one()
    {
        foreach (var type in PlotStore.Events)
        {
            var sample = JsonSerializer.Deserialize(House.Read(LedgerEvents.GoldenPath(type)), type, LedgerJson.Stored)!;
            var stated = (type.GetProperty("EffectiveOn") ?? type.GetProperty("IssuedOn"))?.GetValue(sample) as LocalDate?;
            PlotPast.TookEffect(sample).ShouldBe(stated, type.Name);
        }
    }

    [Fact]
    public async Task differs_from_its_present_in_fields_and_sentences_with_persons_masked()
    {
        var plot = await registrar.Register();
        await registrar.RecordHolder(plot, 1, Calls.Holder("Nguyễn Thị Hoa", "068185000777"));
        await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection("240.9"), "\"2\"");
        var answer = (await registrar.GetJson($"/api/v1/plots/{plot}/difference?from=1&to=3")).Body!;
        (answer["from"]!["version"]!.GetValue<int>(), answer["to"]!["version"]!.GetValue<int>()).ShouldBe((1, 3));
        var changes = answer["changes"]!.AsArray().Select(change => change!).ToArray();

        var area = changes.Single(change => change["path"]!.ToString() == "areaSquareMetres");
        (area["from"]!.ToString(), area["to"]!.ToString()).ShouldBe(("240.5", "240.9"));
        (Vi(area), En(area)).ShouldBe(("Đổi diện tích (m²): 240.5 → 240.9", "Changed area (m²): 240.5 → 240.9"));
        var holder = changes.Single(change => change["path"]!.ToString().StartsWith("holders[holderId=", StringComparison.Ordinal));
        (Vi(holder), En(holder)).ShouldBe(("Thêm chủ sử dụng: N. T. Hoa 0681******77 owner 1/1", "Added holder: N. T. Hoa 0681******77 owner 1/1"));
        var missing = changes.Single(change => change["path"]!.ToString() == "quality.missing");
        En(missing).ShouldBe("Changed what is missing: plot-code, certificate, scan, owner → plot-code, certificate, scan, owner-match");
        changes.Length.ShouldBe(3, answer.ToJsonString());
        answer.ToJsonString().ShouldNotContain("Nguyễn");

        var toNow = (await registrar.GetJson($"/api/v1/plots/{plot}/difference?from=1")).Body!;
        toNow["changes"]!.ToJsonString().ShouldBe(answer["changes"]!.ToJsonString());
        var at = answer["from"]!["recordedAt"]!.ToString();
        (await registrar.GetJson($"/api/v1/plots/{plot}/difference?from={at}&to=3")).Body!.ToJsonString().ShouldBe(answer.ToJsonString());
        (await registrar.GetJson($"/api/v1/plots/{plot}/difference?from=3&to=3")).Body!["changes"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task names_the_holder_whose_share_differs_and_every_kind_of_field()
    {
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1, Calls.Holder("Nguyễn Thị Hoa", "068185000777"));
        var conflict = Guid.CreateVersion7();
        await ledger.Happened(plot, new OwnerMatched(Guid.Parse(holder), Guid.NewGuid(), 97), new CertificateRecorded("BA 1", Issued, "CH 1"),
            new ConflictFound(conflict, "holders", new(null, "ledger", null), new($"person:{Given.Person(8)} owner 1/1", "PL3", null)),
            new PlotCorrected([new("landUses", "ODT 240.5 CNQ-CTT private long-term", "ODT 200 CNQ-CTT private long-term; CLN 40.5 - - -")],
                Issued, "i"));
        var changes = (await registrar.GetJson($"/api/v1/plots/{plot}/difference?from=2")).Body!["changes"]!.AsArray();
        var words = changes.Select(change => En(change!)).ToArray();
        words.ShouldContain("Changed match of the holder with the population register (N. T. Hoa): unmatched → matched");
        words.ShouldContain("Added certificate: BA 1 2026-03-10");
        words.ShouldContain("Added land use: CLN 40.5");
        words.ShouldContain("Changed area of the use (m²) (ODT): 240.5 → 200");
        words.ShouldContain("Added conflict: holders open");
        changes.Single(change => change!["path"]!.ToString() == $"conflicts[conflictId={conflict}]")!["to"]!.ToString().ShouldNotContain("person:");
        changes.ShouldAllBe(change => Vi(change!) != En(change!));
    }

    [Theory]
    [InlineData("", 400, "query-invalid")]
    [InlineData("from=x", 400, "past-unreadable")]
    [InlineData("from=1&to=9", 404, "version-not-found")]
    [InlineData("from=2020-01-01", 404, "plot-not-yet-recorded")]
    [InlineData("from=1&to=9999-01-01", 400, "past-in-future")]
    public async Task that_is_wrongly_asked_for_differs_from_nothing(string query, int status, string code)
    {
        var answer = await registrar.GetJson($"/api/v1/plots/{await registrar.Register()}/difference?{query}");
        ((int)answer.Status, answer.Code).ShouldBe((status, code));
    }

    [Fact]
    public async Task is_nobody_s_outside_the_present_commune()
    {
        var plot = await registrar.Register();
        var stranger = ledger.As("registrar", "reg-2", "24787");
        foreach (var path in (string[])["?version=1", "?asOfCertificate=x", "/difference?from=1"])
            (await stranger.GetJson($"/api/v1/plots/{plot}{path}")).Code.ShouldBe("plot-not-found", path);
    }

    private static HolderRecorded Holder(int number, LocalDate on) => new(
        Given.Id(number), Given.Person(number), PersonKind.Organisation, HolderRole.Owner, "1/1", [], on, "HĐ 1");

    private static string Vi(JsonNode change) => change["summary"]!["vi"]!.ToString();

    private static string En(JsonNode change) => change["summary"]!["en"]!.ToString();
}
