using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

public sealed class Comparing_plot_numbers
{
    [Theory]
    [InlineData("7", "7")]
    [InlineData("007", "7")]
    [InlineData("0", "0")]
    [InlineData("000", "0")]
    [InlineData("100", "100")]
    [InlineData("03-1", "3-1")]
    [InlineData("3-01", "3-1")]
    [InlineData("pl 09", "PL9")]
    [InlineData("PL9", "PL9")]
    [InlineData("10-100", "10-100")]
    public void leaves_out_leading_zeros_blanks_and_small_letters(string written, string key) => PlotNumberKey.Part(written).ShouldBe(key);

    [Theory]
    [InlineData("7", "70")]
    [InlineData("3-1", "31")]
    [InlineData("PL9", "9")]
    public void tells_different_numbers_apart(string one, string other) => PlotNumberKey.Part(one).ShouldNotBe(PlotNumberKey.Part(other));

    [Fact]
    public void a_plot_remembers_each_number_it_had_before_and_not_the_one_it_has()
    {
        var card = Given.Card(Given.Registered(), Number("12.345", "12.346"), Number("12.346", "12.0346"), Number("12.0346", "14.1"),
            Number("14.1", "12.345"));
        card.NumberKey.ToString().ShouldBe("24781.12.345");
        card.FormerNumbers.ShouldBe(["24781.12.346", "24781.14.1"]);
    }

    private static PlotCorrected Number(string from, string to) =>
        new([new(PlotDescription.NumberField, $"24781.{from}", $"24781.{to}")], Given.On, "BA 123456");
}
