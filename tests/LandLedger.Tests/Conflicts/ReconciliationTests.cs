using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Intake;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Sources;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Conflicts;

public sealed class Reconciling_two_sources
{
    private static readonly HeldHolders Lan = new(Given.Person(1), HolderRole.Owner, "1/1", PersonKind.Individual);

    private static IncomingPlot Incoming(
        string system = "VNPT-iLIS", string hash = "h1", decimal area = 240.5m, string purpose = "ODT", string? origin = "CNQ-CTT",
        string? code = null, string? address = "Thôn 5", string? serial = "BA 123456", HeldHolders? holder = null) =>
        new(new SourcePlot
        {
            System = system, Row = 7, Rows = [7], RecordKey = "key", Commune = "24781", Sheet = "12", Plot = "345", PlotCode = code,
            AreaSquareMetres = area,
            LandUses = [new(purpose, area, origin, null, "private", "long-term")], Address = address,
            Certificate = serial is null ? null : new(serial, new LocalDate(2013, 10, 15), "CH03730", null), Holders = [],
        }, hash, [holder ?? Lan], [["citizen-id-sex"]]);

    private static PlotCard Known(params object[] more) => Given.Card([.. Reconciliation.NewPlot(Incoming("PL3", "h0")), .. more]);

    [Fact]
    public void a_new_plot_brings_its_source_certificate_and_holders()
    {
        var facts = Reconciliation.NewPlot(Incoming("PL3"));
        facts.Select(fact => fact.GetType())
            .ShouldBe([typeof(PlotRegistered), typeof(SourceRecordReceived), typeof(CertificateRecorded), typeof(HolderRecorded)]);
        facts[0].ShouldBeOfType<PlotRegistered>().EffectiveOn.ShouldBe(new LocalDate(2013, 10, 15));
        var received = facts[1].ShouldBeOfType<SourceRecordReceived>();
        (received.System, received.RecordKey, received.RecordHash).ShouldBe(("PL3", "key", "h1"));
        received.Values.Select(value => value.Field).ShouldBe(["plotNumber", "areaSquareMetres", "landUses", "address"]);
        facts[3].ShouldBeOfType<HolderRecorded>().Findings.ShouldBe(["citizen-id-sex"]);
    }

    [Fact]
    public void a_known_record_changes_nothing()
    {
        Reconciliation.KnownPlot(Known(), Incoming("PL3", "h0"), sameHolders: true).ShouldBeEmpty();
    }

    [Fact]
    public void a_source_that_agrees_is_remembered_and_nothing_else()
    {
        var facts = Reconciliation.KnownPlot(Known(), Incoming(area: 240.50m), sameHolders: true);
        facts.ShouldHaveSingleItem().ShouldBeOfType<SourceRecordReceived>();
    }

    [Fact]
    public void each_field_that_differs_is_a_conflict_of_its_own()
    {
        var another = Lan with { PersonId = Given.Person(3) };
        var facts = Reconciliation.KnownPlot(Known(), Incoming(area: 250m, purpose: "CLN", holder: another), sameHolders: false);
        var conflicts = facts.OfType<ConflictFound>().ToArray();
        conflicts.Select(conflict => conflict.Field).ShouldBe(["areaSquareMetres", "landUses", "holders"]);
        (conflicts[0].Held, conflicts[0].Offered)
            .ShouldBe((new ConflictSide("240.5", "PL3", null), new ConflictSide("250", "VNPT-iLIS", new LocalDate(2013, 10, 15))));
        (conflicts[2].Held.Value, conflicts[2].Offered.Value).ShouldBe((HeldHolders.Text([Lan]), HeldHolders.Text([another])));
    }

    [Fact]
    public void a_settled_pair_does_not_come_back_until_a_source_says_something_new()
    {
        var found = Reconciliation.KnownPlot(Known(), Incoming(area: 240.9m), true).OfType<ConflictFound>()
            .First(conflict => conflict.Field == "areaSquareMetres");
        var settled = Known(found, new ConflictResolved(found.ConflictId, found.Field, ConflictChoice.Held, "240.5", "240.5", null));
        Reconciliation.KnownPlot(settled, Incoming(hash: "h2", area: 240.90m), true).OfType<ConflictFound>()
            .ShouldNotContain(conflict => conflict.Field == "areaSquareMetres");
        Reconciliation.KnownPlot(settled, Incoming(hash: "h3", area: 241m), true).OfType<ConflictFound>()
            .ShouldContain(conflict => conflict.Field == "areaSquareMetres");
    }

    [Fact]
    public void what_nobody_said_before_is_taken_and_what_a_source_leaves_open_contradicts_nothing()
    {
        var facts = Reconciliation.KnownPlot(Known(), Incoming(origin: null, code: "w6j5uj94pg7r"), true);
        facts.OfType<ConflictFound>().ShouldBeEmpty();
        facts.OfType<PlotCorrected>().Single().Changes.ShouldBe([new("plotCode", null, "w6j5uj94pg7r")]);
    }

    [Fact]
    public void addresses_in_other_words_are_no_conflict_and_another_certificate_is_recorded()
    {
        var facts = Reconciliation.KnownPlot(Known(), Incoming(address: "TDP 5", serial: "BA 999999"), true);
        facts.Select(fact => fact.GetType()).ShouldBe([typeof(SourceRecordReceived), typeof(CertificateRecorded)]);
    }
}
