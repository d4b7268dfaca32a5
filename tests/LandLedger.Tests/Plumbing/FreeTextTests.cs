using LandLedger.Plumbing;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

public sealed class Free_text
{
    private static string[] Faults(string? text, bool required = true)
    {
        var errors = new FieldErrors();
        FreeText.Check(errors, "text", text, required);
        return errors.None ? [] : [.. errors.ByPath["text"].Select(error => error.Code)];
    }

    [Theory]
    [InlineData("ông Lan 068185000001")]
    [InlineData("068 185 000 001")]
    [InlineData("068.185.000.001")]
    [InlineData("068-185-000-001")]
    [InlineData("CCCD:068185000001,")]
    [InlineData("CMND 181234567")]
    [InlineData("CMND 181 234 567")]
    [InlineData("０６８１８５０００００１")]
    [InlineData("0681 8500 0001")]
    public void that_seems_to_hold_an_id_number_is_refused(string text) => Faults(text).ShouldBe(["personal-data-in-text"]);

    [Theory]
    [InlineData("BA 123456")]
    [InlineData("Quyết định 1234/QĐ-UBND ngày 15/10/2013")]
    [InlineData("1.234.567 đồng")]
    [InlineData("diện tích 240,50 m²")]
    [InlineData("DD 01234567")]
    [InlineData("0123456789012345")]
    public void of_daily_work_is_taken(string text) => Faults(text).ShouldBeEmpty();

    [Fact]
    public void is_bounded_and_plain()
    {
        Faults(new string('a', FreeText.MaxLength)).ShouldBeEmpty();
        Faults(new string('a', FreeText.MaxLength + 1)).ShouldBe(["too-long"]);
        Faults("a\0b").ShouldBe(["control-character"]);
        Faults("a\nb").ShouldBe(["control-character"]);
        Faults("a\ud800b").ShouldBe(["control-character"]);
        Faults(" ").ShouldBe(["required"]);
        Faults(null).ShouldBe(["required"]);
        Faults(null, required: false).ShouldBeEmpty();
    }

    [Fact]
    public void of_somebody_else_loses_its_id_numbers_and_its_length()
    {
        FreeText.Cleaned("holder 068185000001 and 181234567 unknown\n").ShouldBe("holder *** and *** unknown");
        FreeText.Cleaned(new string('a', 900)).Length.ShouldBe(FreeText.MaxLength);
        FreeText.Cleaned("Tho\u0302n").ShouldBe("Thôn");
        FreeText.Cleaned("a\ud800b").ShouldBe("ab");
    }
}
