using System.Globalization;
using System.Text.RegularExpressions;

namespace LandLedger.Proof.Tiles;

/// <summary>Where the parts of a log stand, as C2SP tlog-tiles lays them out.</summary>
public static partial class TilePath
{
    /// <summary>Hashes or entries of a full tile.</summary>
    public const int Width = 256;

    /// <summary>The signed promise of the log.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A tile of hashes.</summary>
    /// <param name="level">Level of the tile: 0 holds leaf hashes, each further one roots of full tiles below.</param>
    /// <param name="index">Number of the tile in its level.</param>
    /// <param name="width">How many hashes it has, at most 256.</param>
    public static string Of(int level, long index, int width) =>
        $"tile/{level.ToString(CultureInfo.InvariantCulture)}/{Number(index)}{Partial(width)}";

    /// <summary>A bundle of entries.</summary>
    /// <param name="index">Number of the bundle.</param>
    /// <param name="width">How many entries it has, at most 256.</param>
    public static string OfEntries(long index, int width) => $"tile/entries/{Number(index)}{Partial(width)}";

    /// <summary>Whether a path asked for by anybody is one of a log's files, and so cannot lead elsewhere.</summary>
    public static bool IsOne(string path) => path == Checkpoint || Shape().IsMatch(path);

    /// <summary>How many hashes of a level a tile has in a log of some size: 0 where there is no such tile.</summary>
    public static int WidthIn(long size, int level, long index)
    {
        var nodes = level * 8 >= 63 ? 0 : size >> (8 * level);
        // Compared before it is multiplied: whoever asks may name any number.
        return index < 0 || index > nodes / Width ? 0 : (int)Math.Min(nodes - index * Width, Width);
    }

    private static string Partial(int width) => width == Width ? "" : $".p/{width.ToString(CultureInfo.InvariantCulture)}";

    // Groups of three digits, all but the last marked with an x.
    private static string Number(long index)
    {
        var text = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (var rest = index / 1000; rest > 0; rest /= 1000)
            text = $"x{(rest % 1000).ToString("000", CultureInfo.InvariantCulture)}/{text}";
        return text;
    }

    [GeneratedRegex(@"\Atile/([0-9]|[1-5][0-9]|6[0-3]|entries)/(x(?!000)[0-9]{3}/(x[0-9]{3}/){0,5})?[0-9]{3}"
        + @"(\.p/([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?\z")]
    private static partial Regex Shape();
}
