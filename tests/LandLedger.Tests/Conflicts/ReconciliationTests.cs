using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Intake;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Policies;
using LandLedger.Sources;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Policies;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Conflicts;

public sealed class Reconciling_two_sources
{
    private const string AreaField = PlotDescription.AreaField;

    private static readonly LocalDate Issued = new(2013, 10, 15), Later = new(2024, 5, 6);

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

    private static object[] Met(PlotCard known, IncomingPlot incoming, bool sameHolders = true, ReconciliationPolicy? policy = null) =>
        Reconciliation.KnownPlot(known, incoming, sameHolders, policy ?? SamplePolicy.Shipped);

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
    public void a_known_record_changes_nothing() => Met(Known(), Incoming("PL3", "h0")).ShouldBeEmpty();

    [Fact]
    public void a_source_that_agrees_is_remembered_and_nothing_else() =>
        Met(Known(), Incoming(area: 240.50m)).ShouldHaveSingleItem().ShouldBeOfType<SourceRecordReceived>();

    [Fact]
    public void each_field_that_differs_is_a_conflict_of_its_own()
    {
        var another = Lan with { PersonId = Given.Person(3) };
        var conflicts = Met(Known(), Incoming(area: 250m, purpose: "CLN", holder: another), false).OfType<ConflictFound>().ToArray();
        conflicts.Select(conflict => conflict.Field).ShouldBe(["areaSquareMetres", "landUses", "holders"]);
        (conflicts[0].Held, conflicts[0].Offered)
            .ShouldBe((new ConflictSide("240.5", "PL3", Issued), new ConflictSide("250", "VNPT-iLIS", Issued)));
        (conflicts[2].Held.Value, conflicts[2].Offered.Value).ShouldBe((HeldHolders.Text([Lan]), HeldHolders.Text([another])));
        conflicts.ShouldAllBe(conflict => conflict.Policy == SamplePolicy.Shipped.Identity && conflict.Moved == null);
        conflicts.Select(conflict => conflict.Suggested).ShouldBe([ConflictChoice.Held, ConflictChoice.Held, null]);
    }

    [Fact]
    public void the_held_side_names_who_gave_the_value_last()
    {
        var corrected = new PlotCorrected([new("areaSquareMetres", "240.5", "240.7")], Given.On, "QĐ 17/2025");
        Area(Met(Known(corrected), Incoming(area: 250m))).Held.ShouldBe(new("240.7", "ledger", Given.On));
        var settled = Known(Conflict("240.9"),
            new ConflictResolved(Given.Id(1), AreaField, ConflictChoice.Offered, "240.5", "240.9", null));
        Area(Met(settled, Incoming("VBDLIS", area: 250m))).Held.ShouldBe(new("240.9", "VNPT-iLIS", Later));
        var byHand = Given.Card(Given.Registered());
        Area(Met(byHand, Incoming(area: 250m))).Held.ShouldBe(new("240.5", "ledger", Given.On));
    }

    [Fact]
    public void the_holders_of_an_import_are_its_source_s_until_a_person_records_another()
    {
        Holders(Known()).Source.ShouldBe("PL3");
        Holders(Known(Given.Holder(2))).ShouldBe(new(HeldHolders.Text([Lan, Of(2)]), "ledger", Given.On));
        Holders(Known(new HolderRemoved(Guid.NewGuid(), Given.Person(1), Issued, "PL3"))).Source.ShouldBe("PL3");

        static HeldHolders Of(int number) => new(Given.Person(number), HolderRole.Owner, "1/1", PersonKind.Individual);
        static ConflictSide Holders(PlotCard known) =>
            Met(known, Incoming(holder: Lan with { PersonId = Given.Person(3) }), false).OfType<ConflictFound>().Single().Held;
    }

    [Fact]
    public void a_settled_pair_comes_back_when_the_source_moves_and_says_so()
    {
        var settled = Known(Conflict("240.9"), new ConflictResolved(Given.Id(1), AreaField, ConflictChoice.Held, "240.5", "240.5", null));
        Areas(Met(settled, Incoming(hash: "h2", area: 240.90m))).ShouldBeEmpty();
        Area(Met(settled, Incoming(hash: "h3", area: 241m))).Moved.ShouldBe([new(ConflictChoice.Offered, "240.9", "241")]);
    }

    [Fact]
    public void a_settled_pair_comes_back_when_the_plot_moves_and_says_so()
    {
        object[] facts = [Conflict("240.9"), new ConflictResolved(Given.Id(1), AreaField, ConflictChoice.Held, "240.5", "240.5", null)];
        var moved = Known([.. facts, new PlotCorrected([new("areaSquareMetres", "240.5", "240.2")], Given.On, "QĐ 17/2025")]);
        Area(Met(moved, Incoming(hash: "h2", area: 240.9m))).Moved.ShouldBe([new(ConflictChoice.Held, "240.5", "240.2")]);
        Area(Met(moved, Incoming(hash: "h2", area: 241m))).Moved
            .ShouldBe([new(ConflictChoice.Offered, "240.9", "241"), new(ConflictChoice.Held, "240.5", "240.2")]);
    }

    [Fact]
    public void what_moved_before_the_settlement_moved_with_it()
    {
        var settled = Known(Conflict("240.9"), new PlotCorrected([new("areaSquareMetres", "240.5", "240.2")], Given.On, "QĐ 17/2025"),
            new ConflictResolved(Given.Id(1), AreaField, ConflictChoice.Held, "240.2", "240.2", null));
        Areas(Met(settled, Incoming(hash: "h2", area: 240.9m))).ShouldBeEmpty();
    }

    [Fact]
    public void a_pair_that_was_settled_for_the_offered_side_does_not_come_back_from_the_other_end()
    {
        var settled = Known(Conflict("240.9"),
            new ConflictResolved(Given.Id(1), AreaField, ConflictChoice.Offered, "240.5", "240.9", null));
        Areas(Met(settled, Incoming("PL3", "h2", area: 240.5m))).ShouldBeEmpty();
        Area(Met(settled, Incoming("PL3", "h3", area: 240.1m))).Moved.ShouldBe([new(ConflictChoice.Offered, "240.5", "240.1")]);
    }

    [Fact]
    public void an_open_pair_waits_and_a_third_source_is_a_pair_of_its_own()
    {
        var open = Known(Conflict("240.9"));
        Areas(Met(open, Incoming(hash: "h2", area: 240.9m))).ShouldBeEmpty();
        Area(Met(open, Incoming("VBDLIS", "h2", area: 240.9m))).Moved.ShouldBeNull();
    }

    [Fact]
    public void settled_holders_are_the_same_in_any_order()
    {
        var (two, other) = (Lan with { PersonId = Given.Person(2) }, Lan with { PersonId = Given.Person(3) });
        var found = new ConflictFound(Given.Id(1), "holders", new(HeldHolders.Text([Lan]), "PL3", Issued),
            new(HeldHolders.Text([two, other]), "VNPT-iLIS", Later));
        var settled = Known(found,
            new ConflictResolved(Given.Id(1), "holders", ConflictChoice.Held, HeldHolders.Text([Lan]), HeldHolders.Text([Lan]), null));
        var again = Incoming(hash: "h2") with { Holders = [other, two], Findings = [[], []] };
        Met(settled, again, false).OfType<ConflictFound>().ShouldBeEmpty();
        Met(settled, again with { Holders = [other] }, false).OfType<ConflictFound>().Single().Moved!.Single()
            .ShouldBe(new(ConflictChoice.Offered, HeldHolders.Text([two, other]), HeldHolders.Text([other])));
    }

    [Fact]
    public void what_nobody_said_before_is_taken_by_rule_and_what_a_source_leaves_open_contradicts_nothing()
    {
        var decided = Decided(Met(Known(), Incoming(origin: null, code: "w6j5uj94pg7r")));
        decided.Select(one => (one.Field, one.Rule, one.Choice)).ShouldBe([("plotCode", "gap-filled", ConflictChoice.Offered),
            ("landUses", "source-leaves-open", ConflictChoice.Held)]);
        decided[0].ShouldBe(new("plotCode", new(null, "PL3", Issued), new("w6j5uj94pg7r", "VNPT-iLIS", Issued), ConflictChoice.Offered,
            "gap-filled", SamplePolicy.Shipped.Identity));
        Known(decided[0]).PlotCode.ShouldBe("w6j5uj94pg7r");
        Known(decided[0]).SourceOf("plotCode").ShouldBe(new("VNPT-iLIS", Issued));
        Given.Plot([.. Reconciliation.NewPlot(Incoming("PL3", "h0")), decided[0], decided[1]]).ContentVersion.ShouldBe(5);
    }

    [Fact]
    public void a_rule_decides_a_pair_once_and_again_only_when_a_side_moves()
    {
        var first = Decided(Met(Known(), Incoming(area: 240.55m)));
        first.Select(one => (one.Field, one.Rule, one.Choice)).ShouldBe([("areaSquareMetres", "area-within-tolerance", ConflictChoice.Held),
            ("landUses", "area-within-tolerance", ConflictChoice.Held)]);
        var known = Known([.. first]);
        known.AreaSquareMetres.ShouldBe(240.5m);
        Decided(Met(known, Incoming(hash: "h2", area: 240.550m))).ShouldBeEmpty();
        var second = Decided(Met(known, Incoming(hash: "h3", area: 240.56m)));
        second.Length.ShouldBe(2);
        Known([.. first, .. second]).Decided.Select(one => one.Offered).ShouldBe(["240.56", "ODT 240.56 CNQ-CTT private long-term"]);
        Area(Met(known, Incoming(hash: "h4", area: 250m))).Moved.ShouldBe([new(ConflictChoice.Offered, "240.55", "250")]);
    }

    [Fact]
    public void another_policy_does_not_reopen_what_a_rule_decided()
    {
        var known = Known([.. Decided(Met(Known(), Incoming(area: 240.55m)))]);
        var stricter = SamplePolicy.With(policy => policy["areaTolerance"]!["squareMetres"] = "0");
        Met(known, Incoming(hash: "h2", area: 240.55m), policy: stricter).ShouldHaveSingleItem().ShouldBeOfType<SourceRecordReceived>();
        Area(Met(known, Incoming(hash: "h2", area: 240.56m), policy: stricter)).Moved.ShouldBe([new(ConflictChoice.Offered, "240.55", "240.56")]);
    }

    [Fact]
    public void an_address_follows_the_preferred_source_but_never_replaces_what_people_settled()
    {
        var taken = Decided(Met(Known(), Incoming(address: "TDP 5", serial: "BA 999999")));
        taken.Single().Rule.ShouldBe("address-preferred-source");
        Known([.. taken]).Address!.Printed.ShouldBe("TDP 5");
        var found = new ConflictFound(Given.Id(1), "address", new("Thôn 5", "PL3", Issued), new("Thôn 6", "VBDLIS", Later));
        var settled = Known(found, new ConflictResolved(Given.Id(1), "address", ConflictChoice.Held, "Thôn 5", "Thôn 5", null));
        Met(settled, Incoming(address: "TDP 5")).OfType<ConflictFound>().Single().Field.ShouldBe("address");
        Decided(Met(settled, Incoming(address: "THÔN 5"))).Single().Choice.ShouldBe(ConflictChoice.Held);
    }

    private static ConflictFound Conflict(string offered) =>
        new(Given.Id(1), AreaField, new("240.5", "PL3", Issued), new(offered, "VNPT-iLIS", Later));

    private static ConflictFound[] Areas(object[] facts) =>
        [.. facts.OfType<ConflictFound>().Where(conflict => conflict.Field == AreaField)];

    private static ConflictFound Area(object[] facts) => Areas(facts).ShouldHaveSingleItem();

    private static DifferenceDecidedByRule[] Decided(object[] facts) => [.. facts.OfType<DifferenceDecidedByRule>()];

    [Fact]
    public void a_record_met_under_another_number_raises_the_number_unless_the_plot_once_had_it()
    {
        var moved = new PlotCorrected([new("plotNumber", "24781.12.345", "24781.12.400")], Later, "i");
        Met(Known(moved), Incoming()).OfType<ConflictFound>().ShouldBeEmpty();
        var other = Given.Card([.. Reconciliation.NewPlot(Incoming("PL3", "h0")).Select(fact => fact is PlotRegistered it
            ? it with { Number = it.Number with { Plot = "999" } } : fact)]);
        var found = Met(other, Incoming()).OfType<ConflictFound>().ShouldHaveSingleItem();
        (found.Field, found.Held.Value, found.Offered.Value).ShouldBe(("plotNumber", "24781.12.999", "24781.12.345"));
    }
}
