using NodaTime;
using NodaTime.Text;

namespace LandLedger.Replay;

/// <summary>
/// An instant of the past as a reader writes it: in UTC or with an offset, or as a date, which stands for the end of that day in the
/// province. Today's date stands for now. What is still to come is refused: its answer would be another one later.
/// </summary>
public static class PastMoment
{
    private static readonly DateTimeZone Province = DateTimeZoneProviders.Tzdb["Asia/Ho_Chi_Minh"];

    // The database counts whole microseconds.
    private static readonly Duration Smallest = Duration.FromTicks(10);

    /// <summary>Reads an instant; null, with the code of the refusal, when there is none to go by.</summary>
    public static Instant? Read(string written, Instant now, out string refusal)
    {
        // A plus sign that nobody escaped arrives as a blank.
        var text = written.Trim().Replace(' ', '+');
        refusal = "past-unreadable";
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day })
        {
            refusal = "past-in-future";
            return day > now.InZone(Province).Date ? null : Instant.Min(now, EndOf(day));
        }

        if (InstantIn(text) is not { } instant)
            return null;
        refusal = "past-in-future";
        // Before there were computers there was no ledger, and the database cannot count back for ever.
        return instant > now ? null : Instant.Max(instant, NodaConstants.UnixEpoch);
    }

    private static Instant EndOf(LocalDate day) =>
        Instant.Max(Province.AtStartOfDay(day.PlusDays(1)).ToInstant() - Smallest, NodaConstants.UnixEpoch);

    private static Instant? InstantIn(string text)
    {
        var utc = InstantPattern.ExtendedIso.Parse(text);
        if (utc.Success)
            return utc.Value;
        var offset = OffsetDateTimePattern.ExtendedIso.Parse(text);
        return offset.Success ? offset.Value.ToInstant() : null;
    }
}
