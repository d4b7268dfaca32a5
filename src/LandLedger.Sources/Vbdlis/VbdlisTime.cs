using System.Globalization;
using LandLedger.Sources.Xlsx;
using NodaTime;
using NodaTime.Text;

namespace LandLedger.Sources.Vbdlis;

/// <summary>Points in time as the system writes them: with or without a zone, or as milliseconds within <c>/Date()/</c>.</summary>
internal static class VbdlisTime
{
    // Vietnam has kept this offset since 1975; a birth date stored as midnight there is the evening before in UTC.
    private static readonly Offset Vietnam = Offset.FromHours(7);

    private static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.FFFFFFF");
    private static readonly OffsetDateTimePattern WithOffset = OffsetDateTimePattern.ExtendedIso;

    /// <summary>The day in Vietnam, if the cell is a point in time; anything else unchanged, to be judged as a date.</summary>
    public static RawCell Day(in RawCell cell)
    {
        if (cell.Kind != CellKind.Text || cell.Text!.Length < 9 || (cell.Text[0] != '/' && !(cell.Text.Length > 11 && cell.Text[10] == 'T')))
            return cell;
        return At(cell.Text) is { } instant
            ? RawCell.OfText(0, instant.WithOffset(Vietnam).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture))
            : cell;
    }

    /// <summary>The instant that a cell states, or null.</summary>
    public static Instant? Of(in RawCell cell)
    {
        if (cell.Kind != CellKind.Text)
            return null;
        var text = cell.Text!.Trim();
        return At(text.Length == 10 ? text + "T00:00:00" : text);
    }

    private static Instant? At(string text)
    {
        if (text.StartsWith("/Date(", StringComparison.Ordinal) && text.EndsWith(")/", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(6, text.Length - 8), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
                && Math.Abs(ms) < 10_000_000_000_000
                    ? Instant.FromUnixTimeMilliseconds(ms)
                    : null;
        }

        if (Local.Parse(text) is { Success: true, Value: var local })
            return local.WithOffset(Vietnam).ToInstant();
        return WithOffset.Parse(text) is { Success: true, Value: var stated } ? stated.ToInstant() : null;
    }
}
