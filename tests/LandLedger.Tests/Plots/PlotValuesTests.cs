using LandLedger.Plots;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

public sealed class Values_of_a_plot
{
    private static readonly LocalDate List = new(2025, 7, 1);

    [Theory]
    [InlineData("24781.12.345", "12", "345")]
    [InlineData("24781.007.03-1", "007", "03-1")]
    [InlineData("24781.PL9.12/3", "PL9", "12/3")]
    [InlineData("24781.Đ1.1", "Đ1", "1")]
    public void a_plot_number_is_read_as_it_stands_on_the_map(string text, string sheet, string plot)
    {
        var number = PlotNumber.Parse(text, List);
        number.ShouldBe(new("24781", List, sheet, plot));
        number!.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("24781")]
    [InlineData("24781.12")]
    [InlineData("24781.12.345.6")]
    [InlineData("2478.12.345")]
    [InlineData("２４７８１.12.345")]
    [InlineData("24781..345")]
    [InlineData("24781.12.-1")]
    [InlineData("24781.12.1 2")]
    [InlineData("24781.12.1\n")]
    [InlineData("24781.12.123456789012345678901")]
    public void what_is_no_plot_number_is_not_read(string text) => PlotNumber.Parse(text, List).ShouldBeNull();

    [Fact]
    public void land_uses_survive_being_written_as_text()
    {
        LandUse[] uses = [new("ODT", 120.50m, "CNQ-CTT", "private", "long-term"), new("CLN", 80m), new("LUC", 0.01m, null, "shared", "2043-10-15")];
        LandUse.Text(uses).ShouldBe("ODT 120.50 CNQ-CTT private long-term; CLN 80 - - -; LUC 0.01 - shared 2043-10-15");
        LandUse.Read(LandUse.Text(uses)).ShouldBe(uses);
        LandUse.Read(LandUse.Text([])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PlotDescription.AreaField, "240.5", "240.50", true)]
    [InlineData(PlotDescription.AreaField, "240.5", "240.51", false)]
    [InlineData(PlotDescription.UsesField, "ODT 1 - - -; CLN 2 - - -", "CLN 2.0 - - -; ODT 1 - - -", true)]
    [InlineData(PlotDescription.UsesField, "ODT 1 - - -", "ODT 1 CNQ-CTT - -", false)]
    [InlineData(PlotDescription.AddressField, "Thôn Hoà Bình", "thôn  Hòa Bình", true)]
    [InlineData(PlotDescription.AddressField, "Thôn 5", "Thon 5", false)]
    [InlineData(PlotDescription.CodeField, "w6j5uj94pg7r", "w6j5uj94pg7s", false)]
    [InlineData(PlotDescription.CodeField, null, "w6j5uj94pg7s", false)]
    public void two_texts_of_a_field_mean_the_same_or_do_not(string field, string? one, string? other, bool same) =>
        PlotDescription.Same(field, one, other).ShouldBe(same);

    [Theory]
    [InlineData("w6j5uj94pg7r", true)]
    [InlineData("w6j5uj94pg7", false)]
    [InlineData("w6j5uj94pg7a", false)]
    [InlineData("W6J5UJ94PG7R", false)]
    [InlineData("068185000001", false)]
    [InlineData("w6j5uj94pg7r\n", false)]
    public void a_plot_code_has_twelve_characters_of_the_cell_that_vietnam_lies_in(string code, bool taken) =>
        PlotCode.IsWellFormed(code).ShouldBe(taken);

    [Fact]
    public void a_plot_is_ready_for_vnlis_when_every_owner_is_matched_and_nothing_is_in_conflict()
    {
        var conflict = new ConflictFound(Given.Id(9), PlotDescription.AreaField, new("240.5", "PL3", null), new("241", "VNPT-iLIS", null));
        var matched = new OwnerMatched(Given.Id(1), Given.Id(7), 100);

        Given.Plot(Given.Registered()).ReadyForVnLis.ShouldBeFalse();
        Given.Plot(Given.Registered(), Given.Holder(1)).ReadyForVnLis.ShouldBeFalse();
        Given.Plot(Given.Registered(), Given.Holder(1), matched).ReadyForVnLis.ShouldBeTrue();
        Given.Plot(Given.Registered(), Given.Holder(1, "1/2"), matched, Given.Holder(2, "1/2")).ReadyForVnLis.ShouldBeFalse();
        Given.Plot(Given.Registered(), Given.Holder(1), matched, new OwnerMatchReversed(Given.Id(1))).ReadyForVnLis.ShouldBeFalse();
        Given.Plot(Given.Registered(), Given.Holder(1), matched, conflict).ReadyForVnLis.ShouldBeFalse();
    }
}
