using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Quality;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Quality;

public sealed class Examining_plots
{
    private static readonly LocalDate Early = new(2004, 3, 1), Late = new(2019, 8, 20);

    private static ExaminedPlot Plot(int number, string commune = "24781", decimal area = 240.5m, int[]? owners = null,
        HolderRole role = HolderRole.Owner, params (string Serial, LocalDate? On)[] certificates) =>
        new(Given.Id(number), number, new(commune, new(2025, 7, 1), "12", $"{number}"), area,
            [.. (owners ?? [1]).Select(person => new CardHolder(
                Given.Id(100 * number + person), Given.Person(person), PersonKind.Individual, role, "1/1", Given.On, [],
                CardMatch.NotYet))],
            [.. (certificates is [] ? [("BA 1", Early)] : certificates).Select(one => new CardCertificate(one.Serial, one.On, null))]);

    private static string[] Words(IEnumerable<PlotFinding> findings) =>
        [.. findings.Select(finding =>
            $"{finding.Type} {finding.Severity} {string.Join(',', finding.Plots.Select(plot => plot.PlotNumber.Plot))}")];

    [Fact]
    public void a_certificate_issued_later_replaces_the_earlier_ones()
    {
        Words(Examination.OfCertificates(Plot(1))).ShouldBeEmpty();
        Words(Examination.OfCertificates(Plot(1, certificates: [("BA 1", Early), ("BA 2", Late)]))).ShouldBeEmpty();
    }

    [Fact]
    public void certificates_that_do_not_follow_each_other_stand_side_by_side()
    {
        const string Type = "two-live-certificates-one-right";
        Words(Examination.OfCertificates(Plot(1, certificates: [("BA 2", Late), ("BA 1", Early)]))).ShouldBe([$"{Type} High 1"]);
        Words(Examination.OfCertificates(Plot(1, certificates: [("BA 1", Late), ("BA 2", Late)]))).ShouldBe([$"{Type} High 1"]);
        Words(Examination.OfCertificates(Plot(1, certificates: [("BA 1", null), ("BA 2", Late)]))).ShouldBe([$"{Type} Low 1"]);
        Words(Examination.OfCertificates(Plot(1, certificates: [("BA 1", Early), ("BA 2", null)]))).ShouldBe([$"{Type} Low 1"]);
        Words(Examination.OfCertificates(Plot(1, certificates: [("BA 0", null), ("BA 1", Late), ("BA 2", Early)])))
            .ShouldBe([$"{Type} High 1"]);
    }

    [Fact]
    public void one_certificate_may_stand_on_several_plots_of_the_same_owners()
    {
        Words(Examination.OfOneSerial("BA 1", [Plot(1), Plot(2, area: 100m)])).ShouldBeEmpty();
        Words(Examination.OfOneSerial("BA 1", [Plot(1, owners: [1, 2]), Plot(2, area: 100m, owners: [2, 1])])).ShouldBeEmpty();
        Words(Examination.OfOneSerial("BA 1", [Plot(1), Plot(2, area: 100m, owners: [])])).ShouldBeEmpty();
        Words(Examination.OfOneSerial("BA 1", [Plot(1)])).ShouldBeEmpty();
    }

    [Fact]
    public void but_not_on_plots_of_other_owners_or_communes()
    {
        const string Type = "one-certificate-on-plots-that-cannot-share-it";
        Words(Examination.OfOneSerial("BA 1", [Plot(1), Plot(2, owners: [2])])).ShouldBe([$"{Type} High 1,2"]);
        Words(Examination.OfOneSerial("BA 1", [Plot(1), Plot(2, "24787", 100m)])).ShouldBe([$"{Type} Medium 1,2"]);
        var both = Examination.OfOneSerial("BA 1", [Plot(1), Plot(2, "24787", owners: [2])]).Single();
        both.Sentence.En.ShouldEndWith("different owners and different communes");
        both.Communes.ShouldBe(["24781", "24787"]);
    }

    [Fact]
    public void one_paper_one_area_and_the_same_holders_are_one_plot_under_two_numbers()
    {
        const string Type = "same-plot-two-numbers";
        Words(Examination.OfOneSerial("BA 1", [Plot(1), Plot(2), Plot(3, area: 100m)])).ShouldBe([$"{Type} High 1,2"]);
        Words(Examination.OfOneSerial("BA 1", [Plot(1, area: 240.50m), Plot(2)])).ShouldBe([$"{Type} High 1,2"]);
        // Nobody is known to hold them: nothing says that they are one.
        Words(Examination.OfOneSerial("BA 1", [Plot(1, owners: []), Plot(2, owners: [])])).ShouldBeEmpty();
    }

    [Fact]
    public void a_former_number_that_another_plot_has_now_is_found_once()
    {
        const string Type = "same-plot-two-numbers";
        var other = Plot(2, owners: [2]);
        Words(Examination.OfFormerNumbers(Plot(1), [other, other])).ShouldBe([$"{Type} Medium 1,2"]);
        Words(Examination.OfFormerNumbers(Plot(1), [Plot(2)])).ShouldBeEmpty("found by their paper already");
        Words(Examination.OfFormerNumbers(Plot(1), [])).ShouldBeEmpty();
    }

    [Fact]
    public void a_finding_keeps_its_id_in_whatever_order_its_plots_are_read()
    {
        string IdOf(params ExaminedPlot[] plots) => Examination.OfOneSerial("BA 1", plots).Single().Id;
        var (one, other, third) = (Plot(1), Plot(2, owners: [2]), Plot(3, owners: [2], area: 1m));
        IdOf(one, other).ShouldBe(IdOf(other, one));
        IdOf(one, other).ShouldBe(IdOf(one with { Version = 9 }, other));
        IdOf(one, other).ShouldNotBe(IdOf(one, third));
        IdOf(one, other).ShouldNotBe(Examination.OfFormerNumbers(one, [other]).Single().Id);
        IdOf(one, other).Length.ShouldBe(32);
    }
}
