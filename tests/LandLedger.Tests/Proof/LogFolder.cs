using LandLedger.Proof.Tiles;

namespace LandLedger.Tests.Proof;

/// <summary>A log on disk, written as C2SP tlog-tiles says from the plain tree alone.</summary>
internal sealed class LogFolder : IDisposable
{
    private readonly PlainTree tree;

    public LogFolder(PlainTree tree)
    {
        this.tree = tree;
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"log-{Guid.NewGuid():n}");

    public TileFolder Tiles => new(Folder);

    /// <summary>Writes what a log of this size must have; what was written at other sizes stays.</summary>
    public LogFolder Publish(int size)
    {
        for (var (level, leaves) = (0, 1); size / leaves > 0; level++, leaves *= 256)
        {
            for (var index = 0; index * 256 < size / leaves; index++)
            {
                var (first, width) = (index * 256, Math.Min(256, size / leaves - index * 256));
                Write(TilePath.Of(level, index, width),
                    [.. Enumerable.Range(first, width).SelectMany(node => tree.Hash(node * leaves, (node + 1) * leaves))]);
                if (level == 0)
                    Write(TilePath.OfEntries(index, width), EntryBundle.Of(tree.Entries[first..(first + width)]));
            }
        }

        return this;
    }

    public string At(string path) => Path.Combine(Folder, path);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), content);
    }
}
