using LandLedger.Holders;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Holders;

public sealed class Shares_of_a_right
{
    [Fact]
    public void three_thirds_are_exactly_one()
    {
        var third = Share.Parse("1/3")!.Value;
        (third + third + third).ShouldBe(Share.Whole);
        (third + third + third).ExceedsOne.ShouldBeFalse();
        (third + third + third + Share.Parse("1/999999")!.Value).ExceedsOne.ShouldBeTrue();
    }

    [Fact]
    public void shares_are_kept_in_lowest_terms()
    {
        Share.Parse("2/4")!.Value.ToString().ShouldBe("1/2");
        Share.Parse("7/7").ShouldBe(Share.Whole);
        (Share.Parse("1/6")!.Value + Share.Parse("1/3")!.Value).ToString().ShouldBe("1/2");
        (Share.None + Share.Whole).ShouldBe(Share.Whole);
    }

    [Fact]
    public void sums_of_many_awkward_shares_stay_exact()
    {
        var sum = Enumerable.Range(1, 60).Aggregate(Share.None, (sum, at) => sum + Share.Parse($"1/{999_900 + at}")!.Value);
        sum.ExceedsOne.ShouldBeFalse();
        sum.Denominator.ShouldBeGreaterThan(long.MaxValue);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0/1")]
    [InlineData("1/0")]
    [InlineData("2/1")]
    [InlineData("-1/2")]
    [InlineData("1/-2")]
    [InlineData(" 1/2")]
    [InlineData("1/2/3")]
    [InlineData("0.5")]
    [InlineData("1/1000000")]
    [InlineData("１/２")]
    [InlineData("99999999999/99999999999")]
    public void what_is_no_share_is_not_read(string text) => Share.Parse(text).ShouldBeNull();
}
