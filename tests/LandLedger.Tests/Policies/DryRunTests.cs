using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Policies;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Policies;

public sealed class A_dry_run
{
    private static readonly ReconciliationPolicy Stricter = SamplePolicy.With(policy => policy["areaTolerance"]!["squareMetres"] = "0");

    private static readonly ReconciliationPolicy OtherSource =
        SamplePolicy.With(policy => policy["preferredSources"]!["address"] = new JsonArray("PL3", "VNPT-iLIS"));

    [Fact]
    public void judges_the_newest_record_of_each_source()
    {
        var report = Of(Stricter, Registered(), Record("VNPT-iLIS", "240.55"), Record("VNPT-iLIS", "240.5"), Record("VBDLIS", "240.58"));
        (report.Plots, report.Records, report.DifferingPlots).ShouldBe((1, 2, 1));
        report.Differing.Select(row => $"{row.Field} {row.Source} {row.Active} {row.Proposed}")
            .ShouldBe(["areaSquareMetres VBDLIS area-within-tolerance held people"]);
    }

    [Fact]
    public void goes_on_with_what_a_rule_took()
    {
        // Once iLIS has given the address, PL3 has it no longer, and the preferred source is asked again.
        var report = Of(OtherSource, Registered(), Record("VNPT-iLIS", address: "Thôn 6"), Record("PL3", address: "Thôn 7"));
        report.Differing.Select(row => $"{row.Source} {row.Active} {row.Proposed}").ShouldBe([
            "VNPT-iLIS address-preferred-source offered address-preferred-source held",
            "PL3 address-preferred-source held address-preferred-source offered",
        ]);
    }

    [Fact]
    public void lets_stand_what_people_corrected_or_settled()
    {
        var corrected = new PlotCorrected([new("address", "Thôn 5", "Thôn 8")], Given.On, "QĐ 17/2025");
        Of(OtherSource, Registered(), corrected, Record("VNPT-iLIS", address: "Thôn 6")).Differing.ShouldBeEmpty();
        var settled = new ConflictResolved(Given.Id(1), "address", ConflictChoice.Held, "Thôn 5", "Thôn 5", null);
        Of(OtherSource, Registered(), settled, Record("VNPT-iLIS", address: "Thôn 6")).Differing.ShouldBeEmpty();
        Of(OtherSource, Registered(), Record("VNPT-iLIS", address: "Thôn 6")).Differing.Length.ShouldBe(1);
    }

    [Fact]
    public void counts_every_plot_and_names_a_thousand()
    {
        var run = new DryRun(SamplePolicy.Shipped, Stricter);
        for (var plot = 0; plot < DryRun.MostShown + 5; plot++)
            run.Try(Given.Id(plot), [Registered(), Record("VNPT-iLIS", "240.55")]);
        var report = run.Report();
        (report.DifferingPlots, report.Differing.Length).ShouldBe((DryRun.MostShown + 5, DryRun.MostShown));
        report.Outcomes.ShouldBe([
            new("areaSquareMetres", "area-within-tolerance held", DryRun.MostShown + 5, 0),
            new("areaSquareMetres", "people", 0, DryRun.MostShown + 5),
        ]);
    }

    private static PlotRegistered Registered() => Given.Registered() with { Source = "PL3" };

    private static DryRunReport Of(ReconciliationPolicy proposed, params object[] facts)
    {
        var run = new DryRun(SamplePolicy.Shipped, proposed);
        run.Try(Given.PlotId, facts);
        return run.Report();
    }

    private static SourceRecordReceived Record(string system, string area = "240.5", string address = "Thôn 5") => new(system, "key", "h",
    [
        new("plotNumber", "24781.12.345"), new("areaSquareMetres", area), new("landUses", "ODT 240.5 CNQ-CTT private long-term"),
        new("address", address),
    ]);
}
