using LandLedger.Persons;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

public sealed class CitizenIdTests
{
    [Theory]
    [InlineData('0', 1900, Sex.Male)]
    [InlineData('0', 1999, Sex.Male)]
    [InlineData('1', 1985, Sex.Female)]
    [InlineData('2', 2000, Sex.Male)]
    [InlineData('3', 2099, Sex.Female)]
    [InlineData('4', 2100, Sex.Male)]
    [InlineData('5', 2150, Sex.Female)]
    [InlineData('6', 2200, Sex.Male)]
    [InlineData('7', 2299, Sex.Female)]
    [InlineData('8', 2300, Sex.Male)]
    [InlineData('9', 2399, Sex.Female)]
    public void the_fourth_digit_is_century_and_sex(char digit, int year, Sex sex)
    {
        var id = $"068{digit}{year % 100:00}000001";
        var other = sex == Sex.Male ? Sex.Female : Sex.Male;

        Codes(id, year: year, sex: sex).ShouldBeEmpty();
        Codes(id, birth: new LocalDate(year, 12, 31), sex: sex).ShouldBeEmpty();
        Codes(id, year: year, sex: other).ShouldBe(["citizen-id-sex"]);
        Codes(id, year: year + 100, sex: sex).ShouldBe(["citizen-id-century"]);
        Codes(id, year: year - 100, sex: sex).ShouldBe(["citizen-id-century"]);
    }

    [Theory]
    [InlineData("068185000001", 1986, Sex.Female, "citizen-id-birth-year")]
    [InlineData("068185000001", 2086, Sex.Male, "citizen-id-sex citizen-id-century citizen-id-birth-year")]
    [InlineData("999185000001", 1985, Sex.Female, "citizen-id-prefix")]
    [InlineData("999185000001", 1986, Sex.Female, "citizen-id-prefix citizen-id-birth-year")]
    [InlineData("068185000001", null, null, "")]
    [InlineData("068185000001", null, Sex.Male, "citizen-id-sex")]
    [InlineData("06818500001", 1985, Sex.Female, "citizen-id-form")]
    [InlineData("0681850000011", 1985, Sex.Female, "citizen-id-form")]
    [InlineData("06818500000A", 1985, Sex.Female, "citizen-id-form")]
    [InlineData("068 85000001", 1985, Sex.Female, "citizen-id-form")]
    [InlineData("０68185000001", 1985, Sex.Female, "citizen-id-form")]
    [InlineData("250123456", 1985, Sex.Female, "citizen-id-form")]
    [InlineData("", 1985, Sex.Female, "")]
    [InlineData(null, 1985, Sex.Female, "")]
    public void a_clash_is_a_finding(string? id, int? year, Sex? sex, string codes) =>
        string.Join(' ', Codes(id, year: year, sex: sex)).ShouldBe(codes);

    [Fact]
    public void the_birth_date_wins_over_the_birth_year() =>
        Codes("068185000001", birth: new LocalDate(1985, 2, 1), year: 1986).ShouldBeEmpty();

    [Fact]
    public void findings_speak_both_languages_and_never_quote_the_number()
    {
        var findings = CitizenId.Check("999185000001", null, 2086, Sex.Male, _ => false)
            .Concat(CitizenId.Check("12", null, null, null, _ => true)).Concat(KeepFinding.All).ToList();

        findings.Select(finding => finding.Code).ShouldBeUnique();
        findings.Count.ShouldBe(10);
        findings.ShouldAllBe(finding => finding.Vi.Length > 10 && finding.En.Length > 10 && finding.Vi != finding.En);
        findings.ShouldAllBe(finding => !finding.Vi.Contains("185") && !finding.En.Contains("185"));
    }

    private static List<string> Codes(string? id, LocalDate? birth = null, int? year = null, Sex? sex = null) =>
        [.. CitizenId.Check(id, birth, year, sex, prefix => prefix == "068").Select(finding => finding.Code)];
}
