using System.Globalization;
using LandLedger.Proof.Tiles;
using LandLedger.Verify.Logs;

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
        var shape = new LogShape(now);
        for (var level = 0; level < shape.Levels; level++)
        {
            for (var index = (before >> (8 * level)) / TilePath.Width; index < shape.Tiles(level); index++)
            {
                var width = shape.Width(level, index);
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
            if (keep == TilePath.Width || Path.GetFileName(part) != keep.ToString(CultureInfo.InvariantCulture))
                File.Delete(part);
        }

        if (keep == TilePath.Width)
            Directory.Delete(parts);
    }

    private string At(string path) => Path.Combine(folder, path);
}
