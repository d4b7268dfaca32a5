using LandLedger.Replay;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

public sealed class A_moment_of_the_past
{
    // 20:00 of the 5th in UTC is the 6th in Vietnam already.
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 5, 20, 0);

    [Theory]
    [InlineData("2026-03-01T08:30:00Z", "2026-03-01T08:30:00Z")]
    [InlineData("2026-03-01T08:30:00.123456Z", "2026-03-01T08:30:00.123456Z")]
    [InlineData("2026-03-01T08:30:00+07:00", "2026-03-01T01:30:00Z")]
    [InlineData("2026-03-01T08:30:00 07:00", "2026-03-01T01:30:00Z")]
    [InlineData("2026-03-01", "2026-03-01T16:59:59.999999Z")]
    [InlineData("2026-03-05", "2026-03-05T16:59:59.999999Z")]
    [InlineData("2026-03-06", "2026-03-05T20:00:00Z")]
    [InlineData("1900-01-01", "1970-01-01T00:00:00Z")]
    [InlineData("-5000-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    public void is_an_instant_or_the_end_of_a_day_in_the_province(string written, string instant) =>
        PastMoment.Read(written, Now, out _).ShouldBe(InstantPattern.ExtendedIso.Parse(instant).Value);

    [Theory]
    [InlineData("2026-03-07")]
    [InlineData("9999-12-31")]
    [InlineData("2026-03-05T20:00:00.000001Z")]
    [InlineData("2026-03-06T03:01:00+07:00")]
    public void is_not_what_is_still_to_come(string written)
    {
        PastMoment.Read(written, Now, out var refusal).ShouldBeNull();
        refusal.ShouldBe("past-in-future");
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-03-01T08:30")]
    [InlineData("2026-13-01")]
    [InlineData("01/03/2026")]
    public void is_not_guessed(string written)
    {
        PastMoment.Read(written, Now, out var refusal).ShouldBeNull();
        refusal.ShouldBe("past-unreadable");
    }
}
