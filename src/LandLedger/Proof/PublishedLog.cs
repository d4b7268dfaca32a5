using LandLedger.Proof.Tiles;

namespace LandLedger.Proof;

/// <summary>Leaves in their order, wherever they are kept.</summary>
/// <param name="from">Index of the first.</param>
/// <param name="count">How many at most.</param>
/// <param name="cancellation">Stops.</param>
public delegate Task<List<byte[]>> ReadLeaves(long from, int count, CancellationToken cancellation);

/// <summary>
/// The log as the public sees it: tiles, entry bundles, and the checkpoint that promises them. Signs only what stands in the files and makes
/// the root of the head, and never two roots for one size. Of one process at a time; after any fault a new one goes on where the
/// files and the leaves are.
/// </summary>
/// <param name="folder">Where the files are.</param>
/// <param name="name">Name of the log.</param>
/// <param name="key">Signs checkpoints.</param>
public sealed class PublishedLog(string folder, string name, SigningKey key)
{
    private const int MostAtOnce = 50_000;
    private readonly TileFolder files = new(folder);
    private TileWriter tiles = new(folder);

    /// <summary>Number of leaves in the files.</summary>
    public long Written => tiles.Size;

    /// <summary>The last promise.</summary>
    public Checkpoint Promised { get; private set; } = new(name, 0, MerkleHash.Empty);

    /// <summary>Brings the files to where the head is. What was published is durable; everything behind it is written again from the leaves.</summary>
    /// <param name="head">How far the log has come.</param>
    /// <param name="leaves">Its leaves.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="LogBrokenException">The leaves do not continue what was published; no file was touched.</exception>
    /// <exception cref="FormatException">The checkpoint is damaged; no file was touched.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public async Task ContinueAsync(LogHead head, ReadLeaves leaves, CancellationToken cancellation)
    {
        Promised = Published();
        if (Promised.Size > head.Size)
            throw new LogBrokenException(
                $"The published log has {Promised.Size} leaves, the database {head.Size}: the database is older than what was published.");
        var full = Promised.Size - Promised.Size % TilePath.Width;
        var why = await ContradictionAsync(full, head, leaves, cancellation);
        // A damaged tile looks like another log until everything is made again from the leaves.
        if (why is not null && full > 0)
            why = await ContradictionAsync(0, head, leaves, cancellation);
        if (why is not null)
            throw new LogBrokenException(why);
        do
        {
            // Also where there are none: the parts at the edge may be damaged.
            tiles.Add(tiles.Size < head.Size ? await NextAsync(tiles.Size, head, leaves, cancellation) : []);
        }
        while (tiles.Size < head.Size);
        if (!Same(new TileTree(files, head.Size).Root(), head.Root))
            throw new IOException("The log's files do not hold what was written into them.");
    }

    /// <summary>Writes further leaves and signs.</summary>
    /// <param name="head">The head with these leaves.</param>
    /// <param name="leaves">Those since the last time.</param>
    /// <exception cref="LogBrokenException">They do not make the root of the head; nothing was written.</exception>
    /// <exception cref="IOException">The files cannot be written; what was promised before still stands.</exception>
    public void Publish(LogHead head, IReadOnlyCollection<HashedLeaf> leaves)
    {
        var completed = tiles.Take(leaves);
        if (tiles.Size != head.Size || !Same(tiles.Tree().Root(), head.Root))
            throw new LogBrokenException("The head of the log in the database is not the one that the sealed leaves make.");
        tiles.Write(completed);
        var checkpoint = new Checkpoint(name, head.Size, head.Root);
        tiles.Publish(new SignedNote(checkpoint.ToString(), []).SignedWith(key));
        Promised = checkpoint;
    }

    private Checkpoint Published()
    {
        if (key.Verifier.Name != name)
            throw new LogBrokenException($"The log's private key is of {key.Verifier.Name} and the log is {name}: nobody would believe it.");
        if (files.Note() is not { } note)
            return new(name, 0, MerkleHash.Empty);
        var checkpoint = Checkpoint.Parse(note.Text);
        return note.IsSignedBy(key.Verifier) && checkpoint.Origin == name
            ? checkpoint
            : throw new LogBrokenException("The published checkpoint is not of this log: another key or another name signed it.");
    }

    // Looks before anything is written: where the leaves are others than those that were published, the files are the evidence.
    private async Task<string?> ContradictionAsync(long from, LogHead head, ReadLeaves leaves, CancellationToken cancellation)
    {
        tiles = new(folder);
        try
        {
            tiles.GoOnBehind(from);
        }
        catch (FormatException damaged)
        {
            return damaged.Message;
        }

        var tree = tiles.Tree();
        var continues = Continues();
        while (continues && tree.Size < head.Size)
        {
            foreach (var record in await NextAsync(tree.Size, head, leaves, cancellation))
            {
                tree.Add(MerkleHash.OfLeaf(record));
                continues &= Continues();
            }
        }

        return !continues ? "The log in the database is another one than the log that was published."
            : Same(tree.Root(), head.Root) ? null
            : "The leaves in the database do not make the root that stands beside them.";

        bool Continues() => tree.Size != Promised.Size || Same(tree.Root(), Promised.Root);
    }

    private static async Task<List<byte[]>> NextAsync(long from, LogHead head, ReadLeaves leaves, CancellationToken cancellation)
    {
        var records = await leaves(from, (int)Math.Min(MostAtOnce, head.Size - from), cancellation);
        return records.Count > 0 ? records : throw new LogBrokenException("Leaves are missing in the database.");
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);
}
