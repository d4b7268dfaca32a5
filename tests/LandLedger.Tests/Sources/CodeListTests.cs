using LandLedger.Sources;
using LandLedger.Sources.CodeLists;
using CommuneList = LandLedger.Sources.CodeLists.Communes;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class CodeListTests
{
    [Fact]
    public void there_are_124_communes_and_a_code_names_one()
    {
        CommuneList.All.Count.ShouldBe(124);
        CommuneList.All.Count(commune => commune.Kind == "ward").ShouldBe(20);
        CommuneList.All.Count(commune => commune.Kind == "special-zone").ShouldBe(1);
        CommuneList.Find("22918").ShouldBe(new Commune("22918", "Phường Mũi Né", "Mui Ne", "ward"));
        CommuneList.Find("99999").ShouldBeNull();
        CommuneList.ListDate.ShouldBe(new LocalDate(2025, 7, 1));
    }

    [Fact]
    public void an_old_commune_leads_to_one_new_one_or_to_several_if_it_was_split()
    {
        OldCommunes.Find("22915").Single().NewCode.ShouldBe("22918");
        OldCommunes.Find("22918").Single().Name.ShouldBe("Phường Hàm Tiến");
        OldCommunes.Find("22978").Select(old => (old.NewCode, old.Split)).ShouldBe([("22972", true), ("22978", true)]);
        OldCommunes.All.ShouldAllBe(old => CommuneList.Find(old.NewCode) != null);
    }

    [Fact]
    public void the_prefix_of_a_citizen_id_names_a_province()
    {
        CitizenIdPrefixes.All.Count.ShouldBe(63);
        CitizenIdPrefixes.ProvinceOf("068").ShouldBe("Lâm Đồng");
        CitizenIdPrefixes.ProvinceOf("097").ShouldBeNull();
    }

    [Theory]
    [InlineData("Đất ở tại đô thị", "ODT")]
    [InlineData("đất  ở tại ĐÔ THỊ ", "ODT")]
    [InlineData("ODT", "ODT")]
    [InlineData("clN", "CLN")]
    [InlineData("Đất trồng cây hàng năm khác", "HNK")]
    [InlineData("Đất trồng cây hằng năm khác", "HNK")]
    [InlineData("Đất bằng trồng cây hàng năm khác", "BHK")]
    [InlineData("Đất nuôi trồng thuỷ sản", "NTS")]
    [InlineData("Đất ở", null)]
    [InlineData("Đất trồng lúa", null)]
    [InlineData("Đất vườn", null)]
    [InlineData("", null)]
    public void words_become_a_land_purpose_or_nothing(string words, string? code) =>
        (LandPurposes.FromWords(words)?.Code).ShouldBe(code);

    [Fact]
    public void a_group_of_purposes_is_known_as_a_group()
    {
        LandPurposes.FromWords("Đất ở").ShouldBeNull();
        LandPurposes.NamesGroup("Đất ở").ShouldBeTrue();
        LandPurposes.NamesGroup("Đất vườn").ShouldBeFalse();
        LandPurposes.Find("BHK")!.Successor.ShouldBe("HNK");
        LandPurposes.All.Count.ShouldBe(75);
    }

    [Theory]
    [InlineData("Công nhận QSD đất như giao đất có thu tiền sử dụng đất", "CNQ-CTT", null)]
    [InlineData("Công nhận QSDĐ như giao đất có thu tiền SDĐ", "CNQ-CTT", null)]
    [InlineData("Nhà nước công nhận quyền sử dụng đất như Nhà nước giao đất không thu tiền sử dụng đất", "CNQ-KTT", null)]
    [InlineData("Nhà nước giao đất có thu tiền sử dụng đất", "DG-CTT", null)]
    [InlineData("Nhà nước cho thuê đất trả tiền hằng năm", "DT-THN", null)]
    [InlineData("cnq-ctt", "CNQ-CTT", null)]
    [InlineData("TA-CNQ-CTT", "CNQ-CTT", "TA")]
    [InlineData("Nhận chuyển nhượng đất được Công nhận QSDĐ như giao đất có thu tiền", "CNQ-CTT", "CN")]
    [InlineData("Nhận chuyển nhượng đất được Công nhận QSDĐ như giao đất có thu tiền sử dụng đất", "CNQ-CTT", "CN")]
    [InlineData("Được tặng cho đất được Nhà nước giao đất không thu tiền sử dụng đất", "DG-KTT", "TA")]
    [InlineData("Nhận chuyển nhượng quyền sử dụng đất", null, "CN")]
    [InlineData("Nhận thừa kế", null, "TK")]
    public void many_wordings_of_an_origin_have_one_meaning(string words, string? origin, string? transfer) =>
        LandOrigins.FromWords(words).ShouldBe(new OriginWording(origin, transfer));

    [Theory]
    [InlineData("Nhận chuyển nhượng đất được cho mượn")]
    [InlineData("Ông bà để lại")]
    [InlineData("CTT")]
    public void an_unknown_origin_is_not_guessed(string words) => LandOrigins.FromWords(words).ShouldBeNull();

    [Theory]
    [InlineData("Lâu dài", "long-term")]
    [InlineData("Ổn định lâu dài", "long-term")]
    [InlineData("Đến ngày 15/10/2043", "2043-10-15")]
    [InlineData("15/10/2043", "2043-10-15")]
    [InlineData("đến 5-1-2064", "2064-01-05")]
    [InlineData("Đến ngày 15 tháng 10 năm 2043", "2043-10-15")]
    [InlineData("31/02/2043", null)]
    [InlineData("50 năm", null)]
    public void terms_are_long_or_end_on_a_day(string words, string? term) => UseTerms.FromWords(words).ShouldBe(term);

    [Theory]
    [InlineData("Sử dụng riêng", "private")]
    [InlineData("sử  dụng CHUNG", "shared")]
    [InlineData("riêng và chung", null)]
    public void forms_of_use_are_private_or_shared(string words, string? form) => UseForms.FromWords(words).ShouldBe(form);

    [Fact]
    public void every_code_of_a_reader_has_a_meaning_in_both_languages()
    {
        ReadingCodes.All.ShouldAllBe(code => code.Vi.Length > 5 && code.En.Length > 5);
        ReadingCodes.All.Select(code => code.Kind).Distinct().ShouldBe(["file", "row", "warning"]);
        ReadingCodes.All.Select(code => code.Code).Distinct().Count().ShouldBe(ReadingCodes.All.Count);
    }
}
