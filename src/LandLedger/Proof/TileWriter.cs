using System.Runtime.ExceptionServices;
using LandLedger.Proof.Tiles;
using LandLedger.Storage;

namespace LandLedger.Proof;

/// <summary>
/// Writes the log's public files, each whole and durable before its name appears: tiles, entry bundles, and last the checkpoint. Everything
/// here can be written again from the leaves. After a fault a new one has to be made: this one has gone on, the files may not have.
/// </summary>
/// <param name="folder">Where the log is.</param>
public sealed class TileWriter(string folder)
{
    // They wait for the disk most of the time.
    private static readonly int Writers = Math.Min(2 * Environment.ProcessorCount - 1, 8);
    private readonly HashSet<string> known = [];
    private readonly List<List<byte[]>> open = [];
    private List<byte[]> entries = [];
    private long size;

    /// <summary>Number of leaves taken.</summary>
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
                ? MerkleHash.RootOfTile(tile)
                : throw new FormatException($"Tile {TilePath.Of(level - 1, below, TilePath.Width)} is missing.");
        }
    }

    /// <summary>The edge of the tree of the leaves that were taken.</summary>
    public MerkleFrontier Tree()
    {
        var edge = new List<byte>();
        for (var level = open.Count - 1; level >= 0; level--)
        {
            for (var (part, at) = (TilePath.Width / 2, 0); part > 0; part /= 2)
            {
                if ((open[level].Count & part) == 0)
                    continue;
                edge.AddRange(MerkleHash.RootOfTile(Joined(open[level].GetRange(at, part))));
                at += part;
            }
        }

        return new(size, [.. edge]);
    }

    /// <summary>Adds leaves and writes all that they complete, and the parts that remain open.</summary>
    /// <param name="records">Encoded leaves.</param>
    /// <exception cref="IOException">Not everything could be written.</exception>
    public void Add(IEnumerable<byte[]> records) => Write(Take(records.Select(HashedLeaf.Of)));

    /// <summary>Takes leaves into the tree; no file is touched.</summary>
    /// <param name="leaves">The next ones.</param>
    /// <returns>What they complete, and the parts that remain open, for <see cref="Write"/>.</returns>
    public IReadOnlyList<(string Path, byte[] Bytes)> Take(IEnumerable<HashedLeaf> leaves)
    {
        var files = new List<(string Path, byte[] Bytes)>();
        foreach (var leaf in leaves)
        {
            entries.Add(leaf.Record);
            size++;
            Append(0, leaf.Hash, files);
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

        return files;
    }

    /// <summary>Writes what leaves have completed.</summary>
    /// <param name="files">What <see cref="Take"/> gave.</param>
    /// <exception cref="IOException">Not everything could be written.</exception>
    public void Write(IReadOnlyList<(string Path, byte[] Bytes)> files)
    {
        WriteAll(files);
        // Only now: until the whole has its name for good, the last checkpoint rests on the part.
        foreach (var (path, _) in files.Where(file => !file.Path.Contains(".p/", StringComparison.Ordinal)))
            RemoveParts(path);
    }

    /// <summary>Publishes a checkpoint; only after everything that it promises.</summary>
    /// <exception cref="IOException">It could not be written, or nobody knows whether it will stay.</exception>
    public void Publish(SignedNote note) =>
        WriteAll([(TilePath.Checkpoint, System.Text.Encoding.UTF8.GetBytes(note.ToString()))]);

    private void Append(int level, byte[] hash, List<(string Path, byte[] Bytes)> files)
    {
        if (open.Count == level)
            open.Add([]);
        open[level].Add(hash);
        if (open[level].Count < TilePath.Width)
            return;
        var tile = Joined(open[level]);
        files.Add((TilePath.Of(level, (size >> (8 * level)) / TilePath.Width - 1, TilePath.Width), tile));
        open[level] = [];
        Append(level + 1, MerkleHash.RootOfTile(tile), files);
    }

    private static byte[] Joined(List<byte[]> hashes)
    {
        var tile = new byte[hashes.Count * MerkleHash.Length];
        for (var at = 0; at < hashes.Count; at++)
            hashes[at].CopyTo(tile, at * MerkleHash.Length);
        return tile;
    }

    private void WriteAll(IReadOnlyList<(string Path, byte[] Bytes)> files)
    {
        var next = -1;
        var others = Enumerable.Range(0, Math.Max(0, Math.Min(files.Count, Writers) - 1)).Select(_ => OwnThread.Run(WriteNext)).ToArray();
        try
        {
            try
            {
                WriteNext();
            }
            finally
            {
                Task.WaitAll(others);
            }
        }
        catch (AggregateException faults)
        {
            // What went wrong, and not that several things were done at once.
            ExceptionDispatchInfo.Throw(faults.Flatten().InnerExceptions[0]);
        }

        // The name of a folder is kept by the one above it; also of one that a process made which was killed since.
        var written = files.Select(file => Path.GetDirectoryName(Path.Combine(folder, file.Path))!).ToHashSet();
        var above = written.SelectMany(WithThoseAbove).Where(known.Add).Select(directory => Path.GetDirectoryName(directory)!).ToArray();
        foreach (var directory in written.Union(above))
            FileNames.Keep(directory);

        void WriteNext()
        {
            while (Interlocked.Increment(ref next) is var at && at < files.Count)
                WriteFile(Path.Combine(folder, files[at].Path), files[at].Bytes);
        }
    }

    // Up to the log's own folder, which whoever runs the log has made.
    private IEnumerable<string> WithThoseAbove(string directory)
    {
        for (var at = directory; at.Length > folder.TrimEnd(Path.DirectorySeparatorChar).Length; at = Path.GetDirectoryName(at)!)
            yield return at;
    }

    private static void WriteFile(string target, byte[] bytes)
    {
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
