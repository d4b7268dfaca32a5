using System.Globalization;
using System.Text;

namespace LandLedger.Plumbing;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Makes pages of lists that are read one row further than they show.</summary>
public static class Page
{
    /// <summary>A page of what was read.</summary>
    public static Page<TShown> Of<TRow, TShown>(IReadOnlyList<TRow> read, int limit, Func<TRow, string> key, Func<TRow, TShown> show) =>
        new([.. read.Take(limit).Select(show)], read.Count > limit ? Paging.Cursor(key(read[limit - 1])) : null);
}

/// <summary>Where a page starts and how long it is.</summary>
public sealed record Paging(string? Key, int Limit)
{
    /// <summary>Rows of a page unless the client asks otherwise.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most rows of a page.</summary>
    public const int MaxLimit = 200;

    /// <summary>The key as an id, if it is one.</summary>
    public Guid? After => Guid.TryParse(Key, out var id) ? id : null;

    /// <summary>The key as a number, if it is one.</summary>
    public long? AfterNumber => long.TryParse(Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Reads cursor and limit of a list that is keyed by id; null when one of them is wrong.</summary>
    public static Paging? ById(string? cursor, string? limit) =>
        Read(cursor, limit) is { } paging && (paging.Key is null || paging.After is not null) ? paging : null;

    /// <summary>Reads cursor and limit of a list that is keyed by number; null when one of them is wrong.</summary>
    public static Paging? ByNumber(string? cursor, string? limit) =>
        Read(cursor, limit) is { } paging && (paging.Key is null || paging.AfterNumber is not null) ? paging : null;

    /// <summary>Reads cursor and limit of a list that is keyed by text of its own form; null when one of them is wrong.</summary>
    public static Paging? ByKey(string? cursor, string? limit) => Read(cursor, limit);

    /// <summary>A cursor that starts behind a row.</summary>
    public static string Cursor(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).Replace('+', '-').Replace('/', '_');

    private static Paging? Read(string? cursor, string? limit)
    {
        var size = DefaultLimit;
        if (limit is not null
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > MaxLimit))
            return null;
        if (cursor is null)
            return new(null, size);
        var bytes = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor.Replace('-', '+').Replace('_', '/'), bytes, out var length)
            ? new(Encoding.UTF8.GetString(bytes, 0, length), size)
            : null;
    }
}
