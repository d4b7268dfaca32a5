using System.Security.Claims;
using LandLedger.Conflicts;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Wolverine.Http;
using Xunit;

namespace LandLedger.Tests.Conflicts;

public sealed class Settling_a_conflict
{
    private static readonly Guid Id = Given.Id(90);

    private static ConflictFound Area(string offered = "240.9") =>
        new(Id, "areaSquareMetres", new("240.5", "PL3", null), new(offered, "VNPT-iLIS", null));

    private static ConflictResolutionProposed Proposed(ConflictChoice choice) => new(Id, choice, null);

    private static ClaimsPrincipal Person(string subject) => new(new ClaimsIdentity([new("sub", subject)], "test"));

    [Theory]
    [InlineData(ConflictChoice.Held, "240.5")]
    [InlineData(ConflictChoice.Offered, "240.9")]
    public void the_chosen_side_becomes_the_value(ConflictChoice choice, string value)
    {
        var plot = Given.Plot(Given.Registered(), Area(), Proposed(choice));
        var settled = Resolution.Of(plot, plot.Conflict(Id)!);
        settled.ShouldBe(new(Id, "areaSquareMetres", choice, "240.5", value, null));
        var after = plot.Evolve(Given.Recorded(settled, 4));
        after.Description.Value("areaSquareMetres").ShouldBe(value);
        after.Conflict(Id)!.State.ShouldBe(ConflictState.Resolved);
    }

    [Fact]
    public void what_was_corrected_meanwhile_is_what_the_settlement_starts_from()
    {
        var corrected = new PlotCorrected([new("areaSquareMetres", "240.5", "240.7")], Given.On, "BA 123456");
        var plot = Given.Plot(Given.Registered(), Area(), corrected, Proposed(ConflictChoice.Held));
        Resolution.Of(plot, plot.Conflict(Id)!).From.ShouldBe("240.7");
    }

    [Theory]
    [InlineData("24781.14.7", ConflictChoice.Offered, null)]
    [InlineData("24787.12.345", ConflictChoice.Offered, "commune-would-change")]
    [InlineData("24787.12.345", ConflictChoice.Held, null)]
    public void another_number_is_taken_within_the_commune_only(string offered, ConflictChoice choice, string? refusal)
    {
        var number = new ConflictFound(Id, PlotDescription.NumberField, new("24781.12.345", "PL3", null), new(offered, "VBDLIS", null));
        var plot = Given.Plot(Given.Registered(), number, Proposed(choice));
        ApproveResolutionEndpoint.WhyNot(plot, plot.Conflict(Id)!, choice, "app-1").ShouldBe(refusal);
    }

    [Fact]
    public void other_holders_take_the_place_of_those_who_were_held()
    {
        var stays = new HeldHolders(Given.Person(1), HolderRole.Owner, "1/2", PersonKind.Individual);
        var comes = new HeldHolders(Given.Person(3), HolderRole.Owner, "1/2", PersonKind.Household);
        var conflict = new ConflictFound(Id, "holders", new("", "PL3", null),
            new(HeldHolders.Text([stays, comes]), "VNPT-iLIS", new LocalDate(2024, 5, 6)));
        var plot = Given.Plot(Given.Registered(), Given.Holder(1, "1/2"), Given.Holder(2, "1/2"), conflict,
            Proposed(ConflictChoice.Offered));

        var facts = Resolution.Facts(plot, plot.Conflict(Id)!).ToArray();
        facts.Length.ShouldBe(3);
        facts[0].ShouldBeOfType<ConflictResolved>().From.ShouldBe(HeldHolders.Text(plot.Holders));
        facts[1].ShouldBe(new HolderRemoved(Given.Id(2), Given.Person(2), new(2024, 5, 6), "VNPT-iLIS"));
        var recorded = facts[2].ShouldBeOfType<HolderRecorded>();
        (recorded.PersonId, recorded.Kind, recorded.Share, recorded.EffectiveOn)
            .ShouldBe((Given.Person(3), PersonKind.Household, "1/2", new LocalDate(2024, 5, 6)));
        var after = facts.Aggregate(plot, (state, fact) => state.Evolve(Given.Recorded(fact, state.Version + 1)));
        after.Holders.Select(holder => holder.PersonId).ShouldBe([Given.Person(1), Given.Person(3)]);
    }

    [Fact]
    public void holders_stay_when_the_held_side_is_right()
    {
        var conflict = new ConflictFound(Id, "holders", new("", "PL3", null),
            new(HeldHolders.Text([new HeldHolders(Given.Person(3), HolderRole.Owner, "1/1", PersonKind.Individual)]), "VNPT-iLIS", null));
        var plot = Given.Plot(Given.Registered(), Given.Holder(1), conflict, Proposed(ConflictChoice.Held));
        Resolution.Facts(plot, plot.Conflict(Id)!).Count.ShouldBe(1);
    }

    [Fact]
    public void the_held_side_of_a_reopened_conflict_comes_back()
    {
        var settled = new ConflictResolved(Id, "areaSquareMetres", ConflictChoice.Offered, "240.5", "240.9", null);
        var plot = Given.Plot(Given.Registered(), Area(), Proposed(ConflictChoice.Offered), settled, new ConflictReopened(Id),
            Proposed(ConflictChoice.Held));
        var again = Resolution.Of(plot, plot.Conflict(Id)!);
        (again.From, again.To).ShouldBe(("240.9", "240.5"));
        plot.Evolve(Given.Recorded(again, 7)).Description.AreaSquareMetres.ShouldBe(240.5m);
    }

    [Fact]
    public void the_holders_of_a_reopened_conflict_come_back()
    {
        var (held, offered) = (new HeldHolders(Given.Person(1), HolderRole.Owner, "1/1", PersonKind.Household),
            new HeldHolders(Given.Person(3), HolderRole.Owner, "1/1", PersonKind.Individual));
        var conflict = new ConflictFound(Id, "holders", new(HeldHolders.Text([held]), "PL3", null),
            new(HeldHolders.Text([offered]), "VNPT-iLIS", null));
        var plot = Given.Plot(Given.Registered(), conflict, Given.Holder(3), Proposed(ConflictChoice.Held));
        var facts = Resolution.Facts(plot, plot.Conflict(Id)!).ToArray();
        facts[1].ShouldBeOfType<HolderRemoved>().PersonId.ShouldBe(Given.Person(3));
        var back = facts[2].ShouldBeOfType<HolderRecorded>();
        (back.PersonId, back.Kind).ShouldBe((Given.Person(1), PersonKind.Household));
    }

    [Fact]
    public void holders_survive_being_written_as_text()
    {
        HeldHolders[] holders =
        [
            new(Given.Person(1), HolderRole.Owner, "1/3", PersonKind.Individual),
            new(Given.Person(2), HolderRole.Representative, "1/1", PersonKind.Organisation),
        ];
        HeldHolders.Read(HeldHolders.Text(holders)).ShouldBe(holders);
        HeldHolders.Read("").ShouldBeEmpty();
    }

    [Fact]
    public void nobody_approves_what_they_proposed_themselves_or_never_saw()
    {
        var open = Given.Plot(Given.Registered(), Area());
        var plot = Given.Plot(Given.Registered(), Area(), Proposed(ConflictChoice.Offered));
        string? Code(Plot state, ConflictChoice choice, string by) =>
            ApproveResolutionEndpoint.Validate(new(choice, "so be it"), state, Id, Person(by)).Code();

        Code(open, ConflictChoice.Offered, "app-1").ShouldBe("conflict-not-proposed");
        Code(plot, ConflictChoice.Offered, Given.Actor).ShouldBe("four-eyes");
        Code(plot, ConflictChoice.Held, "app-1").ShouldBe("proposal-changed");
        Code(plot, ConflictChoice.Offered, "app-1").ShouldBeNull();
        ApproveResolutionEndpoint.Validate(new(ConflictChoice.Offered, "x"), plot, Given.Id(91), Person("app-1")).Code()
            .ShouldBe("conflict-not-found");
    }

    [Fact]
    public void an_area_that_the_uses_do_not_sum_to_is_not_approved_unless_the_uses_are_in_conflict_too()
    {
        var alone = Given.Plot(Given.Registered(), Area("300"), Proposed(ConflictChoice.Offered));
        ApproveResolutionEndpoint.Validate(new(ConflictChoice.Offered, "x"), alone, Id, Person("app-1")).Code()
            .ShouldBe("areas-do-not-sum");
        var uses = new ConflictFound(Given.Id(92), "landUses", new("ODT 240.5 - - -", "PL3", null),
            new("ODT 300 - - -", "VNPT-iLIS", null));
        var both = Given.Plot(Given.Registered(), Area("300"), uses, Proposed(ConflictChoice.Offered));
        ApproveResolutionEndpoint.Validate(new(ConflictChoice.Offered, "x"), both, Id, Person("app-1"))
            .ShouldBeSameAs(WolverineContinue.NoProblems);
    }

    [Fact]
    public void only_a_settled_conflict_is_reopened_and_then_has_no_proposal()
    {
        var settled = new ConflictResolved(Id, "areaSquareMetres", ConflictChoice.Offered, "240.5", "240.9", null);
        var plot = Given.Plot(Given.Registered(), Area(), Proposed(ConflictChoice.Offered), settled);
        ReopenConflictEndpoint.Validate(new("x"), plot, Id).ShouldBeSameAs(WolverineContinue.NoProblems);
        ReopenConflictEndpoint.Validate(new("x"), Given.Plot(Given.Registered(), Area()), Id).Code().ShouldBe("conflict-not-resolved");
        ProposeResolutionEndpoint.Validate(new(ConflictChoice.Held, "x"), plot, Id).Code().ShouldBe("conflict-not-open");
        var reopened = plot.Evolve(Given.Recorded(new ConflictReopened(Id), 5)).Conflict(Id)!;
        (reopened.State, reopened.Choice, reopened.ProposedBy).ShouldBe((ConflictState.Open, null, null));
    }

    [Fact]
    public void a_document_relied_on_is_one_of_the_plot()
    {
        var attached = new DocumentAttached(Given.Id(50), "decision", "application/pdf", 1, "00", "00");
        var plot = Given.Plot(Given.Registered(), Area(), attached);
        ProposeResolutionEndpoint.Validate(new(ConflictChoice.Held, "x", Given.Id(50)), plot, Id)
            .ShouldBeSameAs(WolverineContinue.NoProblems);
        ProposeResolutionEndpoint.Validate(new(ConflictChoice.Held, "x", Given.Id(51)), plot, Id).Faults()
            .ShouldBe(["documentId document-unknown"]);
    }
}
