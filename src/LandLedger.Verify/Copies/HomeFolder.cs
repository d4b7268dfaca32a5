using LandLedger.Proof;
using LandLedger.Proof.Tiles;

namespace LandLedger.Verify.Copies;

/// <summary>The copy at home. A file is there whole or not at all.</summary>
internal sealed class HomeFolder(string folder)
{
    public string Folder => folder;

    /// <summary>The files of the copy.</summary>
    public TileFolder Tiles { get; } = new(folder);

    /// <summary>A file; null when it is not there.</summary>
    public byte[]? Find(string path)
    {
        try
        {
            return File.ReadAllBytes(At(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a file is there.</summary>
    public bool Has(string path) => File.Exists(At(path));

    /// <summary>Writes a file beside its place and moves it there.</summary>
    public void Store(string path, ReadOnlySpan<byte> bytes)
    {
        var place = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        var made = place + ".new";
        using (var file = new FileStream(made, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: path == TilePath.Checkpoint);
        }

        File.Move(made, place, overwrite: true);
    }

    /// <summary>Takes away parts of tiles that fuller ones have replaced.</summary>
    /// <param name="before">Size of the log before.</param>
    /// <param name="now">Its size now.</param>
    public void RemoveParts(long before, long now)
    {
        var levels = new HomeLevels(now);
        for (var level = 0; level < levels.Count; level++)
        {
            for (var index = (before >> (8 * level)) / TilePath.Width; index < levels.Tiles(level); index++)
            {
                var width = TilePath.WidthIn(now, level, index);
                Remove(TilePath.Of(level, index, TilePath.Width), width);
                if (level == 0)
                    Remove(TilePath.OfEntries(index, TilePath.Width), width);
            }
        }
    }

    private void Remove(string full, int keep)
    {
        var parts = At(full + ".p");
        if (!Directory.Exists(parts))
            return;
        foreach (var part in Directory.EnumerateFiles(parts))
        {
            if (keep == TilePath.Width || Path.GetFileName(part) != keep.ToString(System.Globalization.CultureInfo.InvariantCulture))
                File.Delete(part);
        }

        if (keep == TilePath.Width)
            Directory.Delete(parts);
    }

    private string At(string path) => Path.Combine(folder, path);
}

/// <summary>How many tiles a log of some size has.</summary>
internal readonly record struct HomeLevels(long Size)
{
    /// <summary>Levels of tiles.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            while (Nodes(count) > 0)
                count++;
            return count;
        }
    }

    /// <summary>Tiles of a level, the last of them perhaps not full.</summary>
    public long Tiles(int level) => (Nodes(level) + TilePath.Width - 1) / TilePath.Width;

    private long Nodes(int level) => 8 * level >= 63 ? 0 : Size >> (8 * level);
}
