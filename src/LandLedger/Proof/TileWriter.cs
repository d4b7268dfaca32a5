using LandLedger.Documents;
using LandLedger.Proof.Tiles;

namespace LandLedger.Proof;

/// <summary>
/// Writes the log's public files, each whole and durable before its name appears: tiles, entry bundles, and last the checkpoint. Everything
/// here can be written again from the leaves.
/// </summary>
/// <param name="folder">Where the log is.</param>
public sealed class TileWriter(string folder)
{
    private readonly List<List<byte[]>> open = [];
    private List<byte[]> entries = [];
    private long size;

    /// <summary>Number of leaves written.</summary>
    public long Size => size;

    /// <summary>Goes on behind a log that is already there.</summary>
    /// <param name="written">Number of leaves, a multiple of 256.</param>
    /// <exception cref="FormatException">A tile is missing or damaged.</exception>
    public void GoOnBehind(long written)
    {
        size = written;
        entries = [];
        open.Clear();
        var tiles = new TileFolder(folder);
        open.Add([]);
        for (var level = 1; written >> (8 * level) > 0; level++)
        {
            // Each hash of an open tile is the root of a full one below it, and full ones never change.
            var nodes = written >> (8 * level);
            open.Add([.. Enumerable.Range(0, (int)(nodes % TilePath.Width)).Select(at => RootOf(nodes - nodes % TilePath.Width + at))]);

            byte[] RootOf(long below) => tiles.Hashes(written, level - 1, below) is { } tile
                ? MerkleHash.Root(tile.Chunk(MerkleHash.Length))
                : throw new FormatException($"Tile {TilePath.Of(level - 1, below, TilePath.Width)} is missing.");
        }
    }

    /// <summary>Adds leaves and writes all that they complete, and the parts that remain open.</summary>
    /// <param name="records">Encoded leaves.</param>
    public void Add(IEnumerable<byte[]> records)
    {
        var files = new List<(string Path, byte[] Bytes)>();
        foreach (var record in records)
        {
            entries.Add(record);
            size++;
            Append(0, MerkleHash.OfLeaf(record), files);
            if (entries.Count == TilePath.Width)
            {
                files.Add((TilePath.OfEntries(size / TilePath.Width - 1, TilePath.Width), EntryBundle.Of(entries)));
                entries = [];
            }
        }

        if (entries.Count > 0)
            files.Add((TilePath.OfEntries(size / TilePath.Width, entries.Count), EntryBundle.Of(entries)));
        for (var level = 0; level < open.Count; level++)
        {
            if (open[level].Count > 0)
                files.Add((TilePath.Of(level, (size >> (8 * level)) / TilePath.Width, open[level].Count), Joined(open[level])));
        }

        Parallel.ForEach(files, file => Write(file.Path, file.Bytes));
        foreach (var (path, _) in files.Where(file => !file.Path.Contains(".p/", StringComparison.Ordinal)))
            RemoveParts(path);
        foreach (var directory in files.Select(file => Path.GetDirectoryName(Path.Combine(folder, file.Path))!).Distinct())
            SealedFolder.SyncFolder(directory);
    }

    /// <summary>Publishes a checkpoint; only after everything that it promises.</summary>
    public void Publish(SignedNote note)
    {
        Write(TilePath.Checkpoint, System.Text.Encoding.UTF8.GetBytes(note.ToString()));
        SealedFolder.SyncFolder(folder);
    }

    private void Append(int level, byte[] hash, List<(string Path, byte[] Bytes)> files)
    {
        if (open.Count == level)
            open.Add([]);
        open[level].Add(hash);
        if (open[level].Count < TilePath.Width)
            return;
        files.Add((TilePath.Of(level, (size >> (8 * level)) / TilePath.Width - 1, TilePath.Width), Joined(open[level])));
        var root = MerkleHash.Root(open[level]);
        open[level] = [];
        Append(level + 1, root, files);
    }

    private static byte[] Joined(List<byte[]> hashes)
    {
        var tile = new byte[hashes.Count * MerkleHash.Length];
        for (var at = 0; at < hashes.Count; at++)
            hashes[at].CopyTo(tile, at * MerkleHash.Length);
        return tile;
    }

    private void Write(string path, byte[] bytes)
    {
        var target = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var draft = $"{target}.draft";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, target, overwrite: true);
    }

    // Whoever still wants the part finds the whole.
    private void RemoveParts(string path)
    {
        if (Directory.Exists(Path.Combine(folder, $"{path}.p")))
            Directory.Delete(Path.Combine(folder, $"{path}.p"), recursive: true);
    }
}
