using System.Text;
using LandLedger.Sources.CodeLists;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class VietnameseTextTests
{
    [Theory]
    [InlineData("Hoà", "hòa")]
    [InlineData("Hòa", "hòa")]
    [InlineData("Thuỷ", "thủy")]
    [InlineData("Thủy", "thủy")]
    [InlineData("Thuý", "thúy")]
    [InlineData("Luỹ", "lũy")]
    [InlineData("Thuỵ", "thụy")]
    [InlineData("khoẻ", "khỏe")]
    [InlineData("hoá", "hóa")]
    [InlineData("Hoả", "hỏa")]
    [InlineData("hoàn", "hoàn")]
    [InlineData("hòan", "hoàn")]
    [InlineData("Quý", "quý")]
    [InlineData("qúy", "quý")]
    [InlineData("giá", "giá")]
    [InlineData("gía", "giá")]
    [InlineData("gì", "gì")]
    [InlineData("gìn", "gìn")]
    [InlineData("giếng", "giếng")]
    [InlineData("giữa", "giữa")]
    [InlineData("mía", "mía")]
    [InlineData("cửa", "cửa")]
    [InlineData("người", "người")]
    [InlineData("ngừơi", "người")]
    [InlineData("tíên", "tiến")]
    [InlineData("thuở", "thuở")]
    [InlineData("xoài", "xoài")]
    [InlineData("khuỷu", "khuỷu")]
    [InlineData("tuýp", "tuýp")]
    [InlineData("quốc", "quốc")]
    [InlineData("nghĩa", "nghĩa")]
    [InlineData("ỷ", "ỷ")]
    [InlineData("Phú Thuỷ", "phú thủy")]
    [InlineData("Xã  Hoà Ninh ", "xã hòa ninh")]
    public void the_tone_mark_has_one_place(string written, string key) => VietnameseText.Key(written).ShouldBe(key);

    [Theory]
    [InlineData("B'Lao", "B’Lao")]
    [InlineData("D'Ran", "D`Ran")]
    [InlineData("K' Brếp", "K’Brếp")]
    [InlineData("Nguyễn Thị\u00A0Thuý", "NGUYỄN THỊ THÚY")]
    [InlineData("Bảo\u200B Lộc", "bảo lộc")]
    public void spellings_of_one_name_have_one_key(string one, string other) =>
        VietnameseText.Key(one).ShouldBe(VietnameseText.Key(other));

    [Theory]
    [InlineData("hoa", "hoả")]
    [InlineData("Đa", "Da")]
    [InlineData("Ân", "An")]
    [InlineData("Dũng", "Dung")]
    [InlineData("Võ", "Vỏ")]
    public void other_words_have_other_keys(string one, string other) =>
        VietnameseText.Key(one).ShouldNotBe(VietnameseText.Key(other));

    [Fact]
    public void decomposed_letters_are_composed()
    {
        VietnameseText.NormalizationWorks.ShouldBeTrue();
        var decomposed = "Nguyễn Thị Thuý".Normalize(NormalizationForm.FormD);
        VietnameseText.Nfc(decomposed).ShouldBe("Nguyễn Thị Thuý");
        VietnameseText.Key(decomposed).ShouldBe("nguyễn thị thúy");
    }

    [Fact]
    public void what_is_not_one_syllable_stays() => VietnameseText.Key("Krông Nô-ĐÀLẠT").ShouldBe("krông nô-đàlạt");
}
