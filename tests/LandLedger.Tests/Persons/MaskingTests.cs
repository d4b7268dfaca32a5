using System.Text;
using LandLedger.Persons;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

public sealed class MaskingTests
{
    [Theory]
    [InlineData("Nguyễn Thị Lan", "N. T. Lan")]
    [InlineData("  Nguyễn   Thị  Lan ", "N. T. Lan")]
    [InlineData("Trần Minh", "T. Minh")]
    [InlineData("đặng văn ân", "Đ. V. ân")]
    [InlineData("K' Brèo", "K. Brèo")]
    [InlineData("Lan", "L.")]
    [InlineData("", "")]
    [InlineData("Hộ ông Nguyễn Văn An", "Hộ ông N. V. An")]
    [InlineData("Hộ gia đình bà Lan", "Hộ gia đình bà L.")]
    [InlineData("Ông Nguyễn Văn An và bà Trần Thị Bình", "Ông N. V. An và bà T. T. Bình")]
    [InlineData("Nguyễn Văn An, Trần Thị Bình", "N. V. An, T. T. Bình")]
    [InlineData("Bà", "B.")]
    public void a_name_shows_initials_and_the_given_name(string name, string masked)
    {
        Masking.Name(name).ShouldBe(masked);
        Masking.Name(name.Normalize(NormalizationForm.FormD)).ShouldBe(masked);
    }

    [Theory]
    [InlineData("068085000021", "0680******21")]
    [InlineData(" 068085000021 ", "0680******21")]
    [InlineData("250123456", "25*****56")]
    [InlineData("B1234567", "********")]
    [InlineData("7", "*")]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void a_number_shows_its_ends_only(string? id, string? masked) => Masking.CitizenId(id).ShouldBe(masked);

    [Fact]
    public void natural_persons_are_masked_with_the_year_of_birth()
    {
        var household = new Person
        {
            Kind = PersonKind.Household,
            FullName = "Hộ bà Nguyễn Thị Lan",
            BirthDate = new LocalDate(1985, 2, 1),
            CitizenId = "068185000001",
        };

        Masking.Of(household).ShouldBe(new MaskedPerson("Hộ bà N. T. Lan", "0681******01", 1985));
        Masking.Of(household with { BirthDate = null, BirthYear = 1960 }).BirthYear.ShouldBe(1960);
    }

    [Theory]
    [InlineData(PersonKind.Organisation)]
    [InlineData(PersonKind.Community)]
    public void who_is_no_natural_person_is_shown_in_full(PersonKind kind) =>
        Masking.Of(new Person { Kind = kind, FullName = "Ban quản lý rừng Lâm Viên" })
            .ShouldBe(new MaskedPerson("Ban quản lý rừng Lâm Viên", null, null));
}
