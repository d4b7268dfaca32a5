using System.Text.Json.Nodes;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Audit;

[Collection(OneLedger.Name)]
public sealed class History_of_a_plot(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    private async Task<JsonArray> Items(string plot) =>
        (await registrar.GetJson($"/api/v1/plots/{plot}/history")).Body!["items"]!.AsArray();

    [Fact]
    public async Task tells_who_did_what_when_and_why_with_old_and_new_value()
    {
        var number = Calls.NewPlotNumber();
        var plot = await registrar.Register(number);
        var corrected = await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"");
        var items = await Items(plot);
        items.Count.ShouldBe(2);

        var first = items[0]!;
        (first["event"]!.ToString(), first["version"]!.GetValue<int>(), first["reason"]!.ToString(), first["instrument"]!.ToString(),
            first["effectiveOn"]!.ToString())
            .ShouldBe(("plot_registered", 1, "first registration", "BA 123456", "2025-10-01"));
        first["changes"]!.AsArray().Select(change => change!["field"]!.ToString())
            .ShouldBe(["plotNumber", "areaSquareMetres", "landUses", "address"]);
        first["summary"]!["vi"]!.ToString().ShouldBe($"Đăng ký thửa đất 24781.12.{number} theo BA 123456");
        first["summary"]!["en"]!.ToString().ShouldBe($"Plot 24781.12.{number} was registered on BA 123456");

        var second = items[1]!;
        var actor = second["actor"]!;
        (actor["subject"]!.ToString(), actor["name"]!.ToString(), actor["roles"]!.ToString(), actor["office"]!.ToString())
            .ShouldBe(("reg-1", "Officer reg-1", "registrar", "24781"));
        second["changes"]!.ToJsonString().ShouldBe("""[{"field":"areaSquareMetres","from":"240.5","to":"240.9"}]""");
        (second["reason"]!.ToString(), second["summary"]!["en"]!.ToString())
            .ShouldBe(("measured again", "areaSquareMetres corrected on BA 123456"));
        second["sequence"]!.GetValue<long>().ShouldBeGreaterThan(first["sequence"]!.GetValue<long>());
        second["correlationId"]!.GetValue<string>().ShouldNotBe(first["correlationId"]!.GetValue<string>());
        corrected.ETag.ShouldBe("\"2\"");
    }

    [Fact]
    public async Task names_persons_masked_and_never_in_full()
    {
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1, Calls.Holder("Đặng Thị Thu Thảo", "068185555001"));
        await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/removal",
            """{"reason":"sold","instrument":"HĐ 1","effectiveOn":"2025-10-03"}""", "\"2\"");
        var items = await Items(plot);
        items[1]!["summary"]!["vi"]!.ToString().ShouldBe("Ghi nhận chủ sử dụng Đ. T. T. Thảo (0681******01) owner 1/1 theo BA 123456");
        items[2]!["summary"]!["en"]!.ToString().ShouldBe("Holder Đ. T. T. Thảo (0681******01) removed on HĐ 1");
        items.ToJsonString().ShouldNotContain("person:");
        items.ToJsonString().ShouldNotContain("068185555001");
    }

    [Fact]
    public async Task every_event_that_can_happen_has_a_sentence_in_both_languages()
    {
        foreach (var type in PlotStore.Events)
        {
            var name = Facts.NameOf(type);
            var sentence = PlotStory.Tell(name, [new("areaSquareMetres", "1", "2")], "BA 123456");
            sentence.Vi.ShouldNotBe(name);
            sentence.En.ShouldNotBe(name);
            sentence.Vi.ShouldNotBe(sentence.En);
        }

        var known = await ledger.Rows("select distinct type from ledger.mt_events");
        known.ShouldAllBe(name => PlotStory.Tell(name, Array.Empty<FieldChange>(), null).En != name);
    }

    [Fact]
    public async Task of_a_plot_is_told_alike_in_history_and_audit_trail()
    {
        var plot = await registrar.Register();
        await registrar.RecordHolder(plot, 1, Calls.Holder("Bùi Thị Xuân", "068185555002"));
        await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"2\"");
        await ledger.CaughtUp();
        var audit = (await ledger.As("security-officer", "sec-1", "24781").GetJson($"/api/v1/audit?plot={plot}")).Body!["items"]!.AsArray();
        var history = await Items(plot);
        audit.Count.ShouldBe(3);
        foreach (var (told, traced) in history.Zip(audit.Reverse()))
        {
            foreach (var member in (string[])["sequence", "version", "event", "at", "actor", "reason", "instrument", "effectiveOn",
                "changes", "summary", "correlationId"])
                (traced![member]?.ToJsonString()).ShouldBe(told![member]?.ToJsonString(), member);
        }
    }
}
