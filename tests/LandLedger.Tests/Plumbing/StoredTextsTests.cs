using System.Globalization;
using System.Text.Json;
using LandLedger.Plumbing;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

public sealed class Stored_texts
{
    private static readonly LocalDate[] Dates =
    [
        new(2025, 7, 1), new(2024, 2, 29), new(1, 1, 1), new(9999, 12, 31), new(0, 5, 6), new(-44, 3, 15), LocalDate.MinIsoValue,
        LocalDate.MaxIsoValue,
    ];

    private static readonly Instant[] Instants =
    [
        Instant.FromUtc(2026, 11, 29, 10, 0), Instant.FromUtc(2026, 11, 29, 10, 0, 10).PlusNanoseconds(123_456_000),
        Instant.FromUtc(2026, 11, 29, 0, 0, 0).PlusNanoseconds(100), Instant.FromUtc(2026, 1, 2, 3, 4, 5).PlusNanoseconds(500_000_000),
        Instant.FromUtc(2026, 1, 2, 3, 4, 50).PlusNanoseconds(1), Instant.FromUtc(1, 1, 1, 0, 0), Instant.FromUtc(1, 1, 1, 0, 0) - Duration.Epsilon,
        Instant.MinValue, Instant.MaxValue, NodaConstants.UnixEpoch,
    ];

    [Fact]
    public void of_dates_are_those_of_the_iso_pattern_both_ways() => Dates.ShouldAllBe(date => BothWays(date, LocalDatePattern.Iso));

    [Fact]
    public void of_instants_are_those_of_the_iso_pattern_both_ways() =>
        Instants.ShouldAllBe(instant => BothWays(instant, InstantPattern.ExtendedIso));

    [Fact]
    public void of_instants_may_be_those_of_postgresql()
    {
        JsonSerializer.Deserialize<Instant>("\"2026-11-29T17:00:00.5+07:00\"", LedgerJson.Stored)
            .ShouldBe(Instant.FromUtc(2026, 11, 29, 10, 0).PlusNanoseconds(500_000_000));
    }

    [Fact]
    public void may_be_escaped()
    {
        JsonSerializer.Deserialize<LocalDate>("\"2025\\u002d07-01\"", LedgerJson.Stored).ShouldBe(new(2025, 7, 1));
        JsonSerializer.Deserialize<Instant>("\"2025\\u002d07-01T00:00:00Z\"", LedgerJson.Stored).ShouldBe(Instant.FromUtc(2025, 7, 1, 0, 0));
        JsonSerializer.Deserialize<decimal>("\"240\\u002e50\"", LedgerJson.Stored).ToString(CultureInfo.InvariantCulture).ShouldBe("240.50");
    }

    [Theory]
    [InlineData("2025-02-29"), InlineData("2025-7-01"), InlineData("2025-07-01T00:00:00"), InlineData("01/07/2025"), InlineData(" 2025-07-01")]
    [InlineData("2025-07-0١"), InlineData(""), InlineData("20250701")]
    public void that_are_no_date_are_refused(string text) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<LocalDate>(JsonSerializer.Serialize(text), LedgerJson.Stored));

    [Theory]
    [InlineData("0"), InlineData("240.50"), InlineData("0.00"), InlineData("79228162514264337593543950335")]
    [InlineData("-0.0000000000000000000000000001")]
    public void of_numbers_keep_their_scale(string text)
    {
        var number = JsonSerializer.Deserialize<decimal>($"\"{text}\"", LedgerJson.Stored);
        JsonSerializer.Serialize(number, LedgerJson.Stored).ShouldBe($"\"{text}\"");
    }

    [Theory]
    [InlineData("1e3"), InlineData("1,5"), InlineData(" 1"), InlineData(""), InlineData("0x1"), InlineData("١")]
    public void that_are_no_number_are_refused(string text) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<decimal>(JsonSerializer.Serialize(text), LedgerJson.Stored));

    private static bool BothWays<T>(T value, IPattern<T> pattern)
    {
        var text = JsonSerializer.Serialize(pattern.Format(value));
        return JsonSerializer.Serialize(value, LedgerJson.Stored) == text
            && Equals(JsonSerializer.Deserialize<T>(text, LedgerJson.Stored), value);
    }
}
