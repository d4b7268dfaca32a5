using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Wolverine.Http;
using Xunit;

namespace LandLedger.Tests.Plots;

public sealed class Rules_of_registration
{
    private static readonly RegisterPlot Good = new(
        new("24781", "12", "345"), 240.5m, [new("ODT", 240.5m, "CNQ-CTT", "private", "long-term")], Given.On, "BA 123456",
            "first registration");

    [Fact]
    public void a_good_registration_is_recorded_as_it_was_written()
    {
        RegisterPlotEndpoint.Validate(Good).ShouldBeSameAs(WolverineContinue.NoProblems);
        var fact = RegisterPlotEndpoint.Fact(Good with { PlotCode = "w6j5uj94pg7r", Address = new("Tho\u0302n 5") });
        fact.Number.ShouldBe(new("24781", new LocalDate(2025, 7, 1), "12", "345"));
        (fact.PlotCode, fact.AreaSquareMetres, fact.EffectiveOn, fact.Instrument).ShouldBe(("w6j5uj94pg7r", 240.5m, Given.On, "BA 123456"));
        fact.Address!.Printed.ShouldBe("Thôn 5");
    }

    [Fact]
    public void every_fault_is_named_at_once()
    {
        var bad = Good with
        {
            PlotNumber = new("24782", "", "1.2"), PlotCode = "W6J5UJ94PG7R", AreaSquareMetres = 0, Instrument = "", EffectiveOn =
                new(1900, 1, 1),
            LandUses = [new("XXX", 240.555m, "nowhere", "common", "for ever")], Address = new(" "),
        };
        var problem = RegisterPlotEndpoint.Validate(bad);
        problem.Status.ShouldBe(400);
        problem.Code().ShouldBe("validation-failed");
        problem.Faults().ShouldBe(
        [
            "address.printed required", "areaSquareMetres area-form", "effectiveOn date-out-of-range", "instrument required",
            "landUses[0].areaSquareMetres area-form", "landUses[0].form form-of-use-unknown", "landUses[0].origin land-origin-unknown",
            "landUses[0].purpose land-purpose-unknown", "landUses[0].term term-form", "plotCode plot-code-form",
            "plotNumber.commune commune-unknown", "plotNumber.plot plot-number-form", "plotNumber.sheet plot-number-form",
        ]);
    }

    [Theory]
    [InlineData("240.0", true)]
    [InlineData("241.0", true)]
    [InlineData("239.99", false)]
    [InlineData("241.01", false)]
    public void land_uses_sum_to_the_area_within_half_a_square_metre(string ofUses, bool taken)
    {
        var command = Good with { LandUses =
            [new("ODT", 100m), new("CLN", decimal.Parse(ofUses, System.Globalization.CultureInfo.InvariantCulture) - 100m)] };
        RegisterPlotEndpoint.Validate(command).Faults().ShouldBe(taken ? [] : ["landUses areas-sum"]);
    }

    [Theory]
    [InlineData("0.01", true)]
    [InlineData("999999999.99", true)]
    [InlineData("1000000000", false)]
    [InlineData("-1", false)]
    [InlineData("0", false)]
    [InlineData("1.001", false)]
    public void an_area_lies_within_bounds_and_has_two_decimals_at_most(string area, bool taken)
    {
        var errors = new FieldErrors();
        PlotRules.Area(errors, "area", decimal.Parse(area, System.Globalization.CultureInfo.InvariantCulture));
        errors.None.ShouldBe(taken);
    }

    [Fact]
    public void no_use_and_a_missing_use_and_too_many_uses_are_refused()
    {
        RegisterPlotEndpoint.Validate(Good with { LandUses = [] }).Faults().ShouldBe(["landUses required"]);
        RegisterPlotEndpoint.Validate(Good with { LandUses = [null!] }).Faults().ShouldBe(["landUses[0] required"]);
        RegisterPlotEndpoint.Validate(Good with { LandUses = [.. Enumerable.Repeat(new LandUse("ODT", 11.45m), 21)] }).Faults()
            .ShouldBe(["landUses required"]);
    }

    [Theory]
    [InlineData("068185000001")]
    [InlineData("181234567")]
    public void an_id_number_never_becomes_part_of_a_plot(string number)
    {
        RegisterPlotEndpoint.Validate(Good with { Instrument = $"giấy của {number}" }).Faults()
            .ShouldBe(["instrument personal-data-in-text"]);
        RegisterPlotEndpoint.Validate(Good with { Address = new($"nhà {number}") }).Faults()
            .ShouldBe(["address.printed personal-data-in-text"]);
        RegisterPlotEndpoint.Validate(Good with { PlotNumber = new("24781", number, number) }).Faults()
            .ShouldBe(["plotNumber.plot personal-data-in-text", "plotNumber.sheet personal-data-in-text"]);
        RegisterPlotEndpoint.Validate(Good with { PlotCode = number.PadRight(12, '0') }).Faults().ShouldBe(["plotCode plot-code-form"]);
    }
}
