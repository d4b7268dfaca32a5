using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Wolverine.Http;
using Xunit;

namespace LandLedger.Tests.Holders;

public sealed class Rules_of_holders
{
    private static readonly WrittenPerson Lan = new(
        PersonKind.Individual, "Nguyễn Thị Lan", new LocalDate(1985, 2, 1), null, Sex.Female, "068185000001");

    private static RecordHolder Of(WrittenPerson person, string share = "1/1", HolderRole role = HolderRole.Owner) =>
        new(person, role, share, Given.On, "BA 123456", "owner on the certificate");

    [Fact]
    public void owners_share_one_right_and_no_more()
    {
        var half = Given.Plot(Given.Registered(), Given.Holder(1, "1/2"));
        RecordHolderEndpoint.Validate(Of(Lan, "1/2"), half).ShouldBeSameAs(WolverineContinue.NoProblems);
        RecordHolderEndpoint.Validate(Of(Lan, "2/3"), half).Code().ShouldBe("shares-exceed-one");
        RecordHolderEndpoint.Validate(Of(Lan, "1/1"), Given.Plot(Given.Registered(), Given.Holder(1))).Code().ShouldBe("shares-exceed-one");
    }

    [Fact]
    public void three_owners_of_a_third_each_are_taken()
    {
        var two = Given.Plot(Given.Registered(), Given.Holder(1, "1/3"), Given.Holder(2, "1/3"));
        RecordHolderEndpoint.Validate(Of(Lan, "1/3"), two).ShouldBeSameAs(WolverineContinue.NoProblems);
    }

    [Fact]
    public void a_representative_and_a_removed_owner_take_nothing_of_the_right()
    {
        var owned = Given.Plot(Given.Registered(), Given.Holder(1));
        RecordHolderEndpoint.Validate(Of(Lan, "1/1", HolderRole.Representative), owned).ShouldBeSameAs(WolverineContinue.NoProblems);
        var removed = Given.Plot(Given.Registered(), Given.Holder(1),
            new LandLedger.Plots.HolderRemoved(Given.Id(1), Given.Person(1), Given.On, "sale"));
        RecordHolderEndpoint.Validate(Of(Lan), removed).ShouldBeSameAs(WolverineContinue.NoProblems);
    }

    [Fact]
    public void one_person_holds_a_plot_once_in_each_role()
    {
        var plot = Given.Plot(Given.Registered(), Given.Holder(1, "1/2"));
        var kept = new Kept(Given.Person(1), false, []);
        RecordHolderEndpoint.Before(Of(Lan, "1/2"), plot, kept).Code().ShouldBe("holder-already-recorded");
        RecordHolderEndpoint.Before(Of(Lan, "1/2", HolderRole.Member), plot, kept).ShouldBeSameAs(WolverineContinue.NoProblems);
        RecordHolderEndpoint.Before(Of(Lan, "1/2"), plot, kept with { PersonId = Given.Person(2) })
            .ShouldBeSameAs(WolverineContinue.NoProblems);
    }

    [Fact]
    public void every_fault_of_a_person_is_named_and_none_is_quoted()
    {
        var problem = RecordHolderEndpoint.Validate(Of(
            Lan with { FullName = " ", CitizenId = "06818500000", OldIdNumber = "12345678x", BirthDate = new LocalDate(1620, 1, 1),
                Address = new('x', 501) },
            "3/2") with { Instrument = "của 068185000001", EffectiveOn = new(2200, 1, 1) }, Given.Plot(Given.Registered()));
        problem.Faults().ShouldBe(
        [
            "effectiveOn date-out-of-range", "instrument personal-data-in-text", "person.address too-long",
                "person.birthDate date-out-of-range",
            "person.citizenId citizen-id-form", "person.fullName required", "person.oldIdNumber old-id-form", "share share-form",
        ]);
        ((IReadOnlyDictionary<string, List<LandLedger.Plumbing.FieldError>>)problem.Extensions["errors"]!)
            .Values.SelectMany(errors => errors)
            .ShouldAllBe(error => error.Found == null);
    }

    [Theory]
    [InlineData("Nguyễn\tLan")]
    [InlineData("Nguyễn\0Lan")]
    public void a_name_has_no_control_characters(string name) =>
        RecordHolderEndpoint.Validate(Of(Lan with { FullName = name }), Given.Plot(Given.Registered())).Faults()
            .ShouldBe(["person.fullName control-character"]);

    [Fact]
    public void an_id_number_that_clashes_is_a_finding_and_no_refusal()
    {
        var clash = Lan with { Sex = Sex.Male, CitizenId = "999185000001" };
        RecordHolderEndpoint.Validate(Of(clash), Given.Plot(Given.Registered())).ShouldBeSameAs(WolverineContinue.NoProblems);
        PersonRules.Findings(clash.ForVault()).ShouldBe(["citizen-id-prefix", "citizen-id-sex"]);
        PersonRules.Findings(Lan.ForVault()).ShouldBeEmpty();
    }

    [Fact]
    public void a_written_person_never_prints_itself() => Of(Lan).ToString().ShouldNotContain("Lan");
}
