using LandLedger.Plots;
using LandLedger.Policies;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Policies;

public sealed class Rules_of_reconciliation
{
    private static readonly LocalDate Then = new(2013, 10, 15), Later = new(2024, 5, 6);

    private static readonly ReconciliationPolicy Shipped = SamplePolicy.Shipped;

    private static ValueSource From(string system) => new(system, null);

    [Theory]
    [InlineData("240.5", "240.50", "same")]
    [InlineData("240.5", "240.6", "area-within-tolerance held")]
    [InlineData("240.6", "240.5", "area-within-tolerance held")]
    [InlineData("240.5", "240.61", "people")]
    [InlineData("50", "50.05", "area-within-tolerance held")]
    [InlineData("50", "50.06", "people")]
    [InlineData("10000", "10000.1", "area-within-tolerance held")]
    [InlineData("10000", "10000.11", "people")]
    public void areas_agree_within_the_smaller_of_two_bounds(string held, string offered, string verdict) =>
        Rules.Area(Shipped, decimal.Parse(held, null), decimal.Parse(offered, null)).ToString().ShouldBe(verdict);

    [Theory]
    [InlineData("ODT 100 - - -", "ODT 100.0 - - -", "same")]
    [InlineData("ODT 100 CNQ-CTT - -; ODT 100 CNQ-KTT - -", "ODT 100 CNQ-KTT - -; ODT 100 CNQ-CTT - -", "same")]
    [InlineData("BHK 100 CNQ-CTT private long-term", "HNK 100 CNQ-CTT private long-term", "purpose-successor offered")]
    [InlineData("HNK 100 CNQ-CTT private long-term", "BHK 100 CNQ-CTT private long-term", "purpose-successor held")]
    [InlineData("CLN 7 - - -; BHK 100 - - -", "HNK 100 - - -; CLN 7 - - -", "purpose-successor offered")]
    [InlineData("BHK 100 - - long-term", "HNK 100 - - -", "purpose-successor held")]
    [InlineData("BHK 100 - - -", "HNK 100 - - long-term", "purpose-successor offered")]
    [InlineData("HNK 100 - - -", "BHK 100 - - long-term", "people")]
    [InlineData("BHK 100 - - -", "HNK 100.1 - - -", "people")]
    [InlineData("BHK 100 - - -", "NHK 100 - - -", "people")]
    [InlineData("ODT 100 - - -", "ONT 100 - - -", "people")]
    [InlineData("BHK 100 - - -; HNK 50 - - -", "HNK 100 - - -; BHK 50 - - -", "people")]
    [InlineData("ODT 100 CNQ-CTT private long-term", "ODT 100 - - -", "source-leaves-open held")]
    [InlineData("ODT 100 CNQ-CTT private long-term", "ODT 100.1 - private -", "source-leaves-open held")]
    [InlineData("ODT 100 - - -", "ODT 100 CNQ-CTT private long-term", "gap-filled offered")]
    [InlineData("ODT 100 CNQ-CTT - -", "ODT 100 - private -", "people")]
    [InlineData("ODT 100 CNQ-CTT - -", "ODT 100 CNQ-KTT - -", "people")]
    [InlineData("ODT 100 - - -", "ODT 100.1 - - -", "area-within-tolerance held")]
    [InlineData("ODT 100 - - -", "ODT 100.2 - - -", "people")]
    [InlineData("ODT 100 - - -; CLN 50 - - -", "ODT 100 - - -", "people")]
    [InlineData("ODT 100 - - -; ODT 100 - - -", "ODT 100 - - -; ODT 90 - - -", "people")]
    public void land_uses_agree_when_only_the_symbol_is_newer_or_a_detail_is_open(string held, string offered, string verdict) =>
        Uses(Shipped, held, offered).ShouldBe(verdict);

    [Theory]
    [InlineData("Thôn 5", "PL3", "Thôn 5", "VNPT-iLIS", "same")]
    [InlineData("Thôn 5", "PL3", null, "VNPT-iLIS", "same")]
    [InlineData(null, "PL3", "Thôn 5", "VNPT-iLIS", "gap-filled offered")]
    [InlineData("Thôn 5", "PL3", "THÔN  5", "VNPT-iLIS", "address-same-when-normalised held")]
    [InlineData("Xã Hòa Ninh", "PL3", "Xã Hoà Ninh", "VNPT-iLIS", "address-same-when-normalised held")]
    [InlineData("Thôn 5", "PL3", "Thôn 6", "VNPT-iLIS", "address-preferred-source offered")]
    [InlineData("Thôn 5", "VNPT-iLIS", "Thôn 6", "PL3", "address-preferred-source held")]
    [InlineData("Thôn 5", "VNPT-iLIS", "Thôn 6", "VBDLIS", "address-preferred-source offered")]
    [InlineData("Thôn 5", "PL3", "Thôn 6", "PL3", "address-preferred-source offered")]
    [InlineData("Thôn 5", "ledger", "Thôn 6", "VBDLIS", "address-preferred-source held")]
    public void addresses_follow_the_preferred_source(string? held, string from, string? offered, string system, string verdict) =>
        Rules.Address(Shipped, held, From(from), offered, From(system)).ToString().ShouldBe(verdict);

    [Theory]
    [InlineData(null, null, "same")]
    [InlineData("w6j5uj94pg7r", null, "same")]
    [InlineData("w6j5uj94pg7r", "w6j5uj94pg7r", "same")]
    [InlineData(null, "w6j5uj94pg7r", "gap-filled offered")]
    [InlineData("w6j5uj94pg7r", "w6j5uj94pg7x", "people")]
    public void a_plot_code_is_filled_and_never_replaced(string? held, string? offered, string verdict) =>
        Rules.Code(Shipped, held, offered).ToString().ShouldBe(verdict);

    [Fact]
    public void what_a_person_entered_keeps_its_symbol() =>
        Uses(Shipped, "BHK 100 - - -", "HNK 100 - - -", ValueSource.Ledger).ShouldBe("purpose-successor held");

    [Fact]
    public void a_rule_that_the_policy_does_not_have_decides_nothing()
    {
        Uses(SamplePolicy.With(policy => policy["purposeSuccessors"] = false), "BHK 100 - - -", "HNK 100 - - -").ShouldBe("people");
        Uses(SamplePolicy.With(policy => policy["openDetails"] = false), "ODT 100 - - long-term", "ODT 100 - - -").ShouldBe("people");
        var gaps = SamplePolicy.With(policy => policy["fillGaps"]!.AsArray().Clear());
        Uses(gaps, "ODT 100 - - -", "ODT 100 - - long-term").ShouldBe("people");
        Rules.Code(gaps, null, "w6j5uj94pg7r").ToString().ShouldBe("people");
        Rules.Address(gaps, null, From("PL3"), "Thôn 5", From("VBDLIS")).ToString().ShouldBe("people");
        var plain = SamplePolicy.With(policy =>
        {
            policy["normalisedAddress"] = false;
            policy["preferredSources"]!.AsObject().Clear();
        });
        Rules.Address(plain, "Thôn 5", From("PL3"), "THÔN 5", From("VBDLIS")).ToString().ShouldBe("people");
    }

    [Theory]
    [InlineData("areaSquareMetres", "PL3", "VNPT-iLIS", ConflictChoice.Held)]
    [InlineData("areaSquareMetres", "VNPT-iLIS", "PL3", ConflictChoice.Offered)]
    [InlineData("areaSquareMetres", "PL3", "PL3", ConflictChoice.Offered)]
    [InlineData("areaSquareMetres", "ledger", "PL3", ConflictChoice.Held)]
    [InlineData("holders", "PL3", "VNPT-iLIS", ConflictChoice.Offered)]
    public void a_side_is_proposed_by_its_source_or_else_by_its_date(string field, string held, string offered, ConflictChoice proposed) =>
        Shipped.Proposed(field, new(held, Then), new(offered, Later)).ShouldBe(proposed);

    [Fact]
    public void nothing_is_proposed_where_neither_source_nor_date_speaks()
    {
        Shipped.Proposed("holders", new("PL3", Then), From("VNPT-iLIS")).ShouldBeNull();
        Shipped.Proposed("holders", new("PL3", Then), new("VNPT-iLIS", Then)).ShouldBeNull();
        Shipped.Proposed("holders", new("PL3", Later), new("VNPT-iLIS", Then)).ShouldBe(ConflictChoice.Held);
    }

    private static string Uses(ReconciliationPolicy policy, string held, string offered, string from = "PL3") =>
        Rules.Uses(policy, LandUse.Read(held), From(from), LandUse.Read(offered)).ToString();
}
