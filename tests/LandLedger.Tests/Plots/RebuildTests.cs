using System.Text.Json.Nodes;
using LandLedger.Audit;
using LandLedger.Replay;
using LandLedger.Tests.Replay;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Marten;
using Marten.Events;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

[Collection(TracedLedger.Name)]
public sealed class Rebuilding_the_views(TracedLedger ledger)
{
    private const string Cards =
        """
        select row_to_json(card)::jsonb - 'mt_last_modified' || jsonb_build_object('data', data::text)
        from ledger.mt_doc_plotcard card order by id
        """;

    private const string Trail = "select row_to_json(row)::text from ledger.audit_trail row order by seq";

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");
    private readonly HttpClient approver = ledger.As("approver", "app-1", "24781");

    [Fact]
    public async Task from_everything_that_can_happen_gives_the_same_cards_and_the_same_trail()
    {
        await LiveAsync();
        await ledger.CaughtUp();
        (await ledger.Rows("select distinct type from ledger.mt_events")).ShouldBe(
            [.. PlotStore.Events.Select(Facts.NameOf), "tombstone"], ignoreOrder: true);
        var (cards, trail) = (await ledger.Rows(Cards), await ledger.Rows(Trail));
        cards.Length.ShouldBeGreaterThan(3);

        await ledger.Alba.PauseAllDaemonsAsync();
        try
        {
            // A row that is wrong now, so that a rebuild that does nothing is seen.
            await ledger.Rows("update ledger.mt_doc_plotcard set data = data || '{\"areaSquareMetres\":\"1\"}'");
            await ledger.Rows("update ledger.audit_trail set actor = 'nobody'");
            using var daemon = await ledger.Store.BuildProjectionDaemonAsync();
            await daemon.RebuildProjectionAsync<PlotCard>(CancellationToken.None);
            await daemon.RebuildProjectionAsync(AuditTrail.ViewName, CancellationToken.None);
        }
        finally
        {
            await ledger.Alba.ResumeAllDaemonsAsync();
        }

        (await ledger.Rows(Cards)).ShouldBe(cards);
        (await ledger.Rows(Trail)).ShouldBe(trail);
        await BesideAsync();
    }

    // What grows in the shadow is what the store itself makes of everything that can happen.
    private async Task BesideAsync()
    {
        var rebuilder = ledger.As("rebuilder", "reb-1");
        foreach (var view in ReplayedView.All)
        {
            var rebuild = await rebuilder.Rebuilt(view.Name);
            rebuild.Counts().ShouldEndWith(" 0 0 0 0", customMessage: rebuild.ToJsonString());
            (await rebuilder.PostJson($"/api/v1/rebuilds/{rebuild["id"]}/cancel", "{}")).Status.ShouldBe(System.Net.HttpStatusCode.Accepted);
            await rebuilder.Rested(rebuild["id"]!.ToString());
        }
    }

    private async Task LiveAsync()
    {
        await ledger.IsKnown("Ngô Thị Hạnh", "068185888001", "1985-02-01", "female");
        await ledger.IsKnown("Lý Văn Cổ", "068050888002", "1950-01-01", "male", "250888002");
        var plot = await registrar.Register();
        var number = (await registrar.Card(plot))["plotNumber"]!["plot"]!.ToString();
        await registrar.PostJson("/api/v1/plots", Calls.Registration(number));
        await Change(plot, "corrections", Calls.AreaCorrection());
        await Change(plot, "corrections", $$"""
            {"changes":[{"field":"plotNumber","to":"24781.12.{{Calls.NewPlotNumber()}}"}],
            "reason":"r","instrument":"i","effectiveOn":"2025-10-02"}
            """);
        var document = await registrar.Attach(plot, [.. "%PDF-1.7\n"u8, .. Guid.NewGuid().ToByteArray()], "\"3\"");
        var holder = await registrar.RecordHolder(plot, 4, Calls.Holder("Ngô Thị Hạnh", "068185888001"));
        await Change(plot, $"holders/{holder}/match", """{"reason":"r"}""", 6);
        await Change(plot, "sync", """{"reason":"r"}""", 7);
        await Change(plot, $"holders/{holder}/unmatch", """{"reason":"r"}""");
        await Change(plot, $"holders/{holder}/removal", """{"reason":"sold","instrument":"i","effectiveOn":"2025-10-03"}""");
        await ledger.Happened(plot, new DocumentWithdrawn(Guid.Parse(document.Text("made"))));
        await SettleTwiceAsync(plot);
        await RejectedAsync();
        await ledger.Happened(plot, new DifferenceDecidedByRule("address", new("Thôn 5", "ledger", null),
            new("Thôn 6", "VBDLIS", Given.On), ConflictChoice.Offered, "address-preferred-source",
            "reconciliation-1 sha256:0123456789ab"));
        var (from, to) = (new PlotNumber("24781", new(2025, 7, 1), "12", $"m{Calls.NewPlotNumber()}"), new PlotNumber("24784", new(2025, 7, 1), "112", "7"));
        await ledger.Happened(plot, new PlotRenumberedBecauseCommunesMerged(from, to, Given.On, "1662/NQ", Guid.CreateVersion7(), new("t", "0", 2)));
        await ledger.Happened(plot, new PlotRenumberingReversed(to, from, Given.On, "1662/NQ", Guid.CreateVersion7()));
        await ImportedAsync();
    }

    private async Task SettleTwiceAsync(string plot)
    {
        var conflict = Guid.CreateVersion7();
        await ledger.Happened(plot, new ConflictFound(conflict, "areaSquareMetres", new("240.9", "ledger", null),
            new("240.7", "VNPT-iLIS", null)));
        const string Offered = """{"choice":"offered","reason":"r"}""";
        await Change(plot, $"conflicts/{conflict}/proposal", Offered);
        await Change(plot, $"conflicts/{conflict}/approval", Offered, by: approver);
        await Change(plot, $"conflicts/{conflict}/reopening", """{"reason":"r"}""");
        await Change(plot, $"conflicts/{conflict}/proposal", """{"choice":"held","reason":"r"}""");
    }

    // Matched by the old number alone, and so refused by VnLIS; the other one is unknown to the register.
    private async Task RejectedAsync()
    {
        const string Rest = "\"role\":\"owner\",\"effectiveOn\":\"2025-10-02\",\"instrument\":\"i\",\"reason\":\"r\"";
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1,
            """{"person":{"kind":"individual","fullName":"Lý Văn Cổ","birthYear":1950,"oldIdNumber":"250888002"},"share":"1/1",""" + Rest
            + "}");
        await Change(plot, $"holders/{holder}/match", """{"reason":"r"}""", 3);
        await Change(plot, "sync", """{"reason":"r"}""", 4);
        var other = await registrar.Register();
        var unknown = await registrar.RecordHolder(other, 1, Calls.Holder("Không Ai Biết", "068185888003"));
        await Change(other, $"holders/{unknown}/match", """{"reason":"r"}""", 3);
    }

    private async Task ImportedAsync()
    {
        var rows = Pl3File.NumberRow() + Pl3File.Row(7, ("W", "R1")) + Pl3File.WifeRow(8, ("W", "R1"));
        (await registrar.Import("PL3", new XlsxFile { Rows = rows }.Bytes()))["plots"]!["new"]!.GetValue<int>().ShouldBe(1);
        var line = IlisFile.Header + IlisFile.Line("R1", area: "150,5");
        (await registrar.Import("VNPT-iLIS", System.Text.Encoding.UTF8.GetBytes(line)))["conflicts"]!.GetValue<int>()
            .ShouldBeGreaterThan(0);
    }

    // On top of whatever version the plot has; then waits for the version that an answer of a counterpart makes.
    private async Task Change(string plot, string step, string body, int? until = null, HttpClient? by = null)
    {
        var version = (await registrar.Card(plot))["version"]!.GetValue<int>();
        var answer = await (by ?? registrar).PostJson($"/api/v1/plots/{plot}/{step}", body, $"\"{version}\"");
        ((int)answer.Status).ShouldBeInRange(200, 202, $"{step}: {answer.Body?.ToJsonString()}");
        if (until is { } expected)
            await Calls.Eventually<JsonNode>(() => registrar.Card(plot), card => card["version"]!.GetValue<int>() == expected, 30);
    }
}
