using LandLedger.Proof.Tiles;

namespace LandLedger.Verify.Logs;

/// <summary>Which tiles a log of some size has.</summary>
/// <param name="Size">Its leaves.</param>
internal readonly record struct LogShape(long Size)
{
    /// <summary>The most leaves that a log may have here; more than a century of the whole country.</summary>
    public const long MostLeaves = 1L << 32;

    /// <summary>How many levels of tiles there are.</summary>
    public int Levels
    {
        get
        {
            var levels = 0;
            while (Nodes(levels) > 0)
                levels++;
            return levels;
        }
    }

    /// <summary>How many hashes a level has.</summary>
    public long Nodes(int level) => 8 * level >= 63 ? 0 : Size >> (8 * level);

    /// <summary>How many tiles a level has; the last of them may not be full.</summary>
    public long Tiles(int level) => (Nodes(level) + TilePath.Width - 1) / TilePath.Width;

    /// <summary>How many full tiles a level has.</summary>
    public long FullTiles(int level) => Nodes(level) / TilePath.Width;

    /// <summary>How many hashes a tile has.</summary>
    public int Width(int level, long index) => TilePath.WidthIn(Size, level, index);
}
