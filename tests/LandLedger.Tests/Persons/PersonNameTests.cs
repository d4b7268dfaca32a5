using LandLedger.Persons;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Nguyễn Thị Hoà", "Nguyễn Thị Hòa")]
    [InlineData("Nguyễn Thị Lan", "NGUYỄN  THỊ\u00A0LAN ")]
    [InlineData("Nguyễn", "Nguye\u0302\u0303n")]
    [InlineData("Thuý", "Thúy")]
    [InlineData("Đặng", "đặng")]
    public void spellings_of_one_name_compare_equal(string one, string other) =>
        PersonName.ComparisonKey(other).ShouldBe(PersonName.ComparisonKey(one));

    [Theory]
    [InlineData("Hoà", "Hoa")]
    [InlineData("Hòa", "Hóa")]
    [InlineData("Đặng", "Dặng")]
    [InlineData("Ân", "An")]
    [InlineData("Thị Lan", "Lan Thị")]
    [InlineData("Thị Lan", "ThịLan")]
    [InlineData("Lá Na", "La Ná")]
    public void different_names_stay_different(string one, string other) =>
        PersonName.ComparisonKey(other).ShouldNotBe(PersonName.ComparisonKey(one));
}
