using LandLedger.Proof;
using LandLedger.Proof.Tiles;

namespace LandLedger.Tests.Proof.Faults;

/// <summary>
/// A small program that grows a log in a folder as the sequencer does, from leaves that are always the same: what is in the database
/// stays, whatever happens to the program and its files.
/// </summary>
public static class GrowingLog
{
    /// <summary>First word of its command line; a folder and a file with the private key follow.</summary>
    public const string Word = "grow-log";

    public const string Name = "land.faults.example/ledger/1";

    /// <summary>Exit code when the files could not be written again and again.</summary>
    public const int GivenUp = 3;

    private const int Attempts = 3;

    /// <summary>Where it publishes: parts, whole tiles with parts of theirs before, and the level above.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [3, 255, 257, 515, 768];

    /// <summary>A leaf; the same at each call.</summary>
    public static byte[] Record(long index) => new Leaf
    {
        Kind = LeafKind.ReadLog, EventId = new Guid((int)index, 1, 0, new byte[8]), Type = "ReadLog",
        Microseconds = 1_700_000_000_000_000 + index, PayloadHash = MerkleHash.OfLeaf(BitConverter.GetBytes(index)),
        ProvenanceHash = new byte[MerkleHash.Length],
    }.Encode();

    /// <summary>The head of the log at a size.</summary>
    public static LogHead HeadAt(long size)
    {
        var tree = new MerkleFrontier();
        for (var index = 0L; index < size; index++)
            tree.Add(MerkleHash.OfLeaf(Record(index)));
        return new(size, tree.Root(), tree.State(), size);
    }

    /// <summary>Leaves, as the database would give them.</summary>
    public static Task<List<byte[]>> Leaves(long from, int count, CancellationToken cancellation) => Task.FromResult(Between(from, from + count));

    /// <summary>Grows the log to its last size.</summary>
    public static async Task<int> RunAsync(string folder, string keyFile)
    {
        // On a thread of the pool, which has only one where calls are counted: then each run makes the same calls in the same order.
        await Task.Yield();
        using var key = SigningKey.Parse(File.ReadAllText(keyFile));
        var promised = Promised(folder);
        PublishedLog? log = null;
        foreach (var size in Sizes.Where(size => size >= promised))
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    log = await PublishedAsync(log, folder, key, HeadAt(size));
                    break;
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    Console.Error.WriteLine(fault.Message);
                    log = null;
                    if (attempt == Attempts)
                        return GivenUp;
                }
            }
        }

        return 0;
    }

    private static async Task<PublishedLog> PublishedAsync(PublishedLog? log, string folder, SigningKey key, LogHead head)
    {
        if (log is not null)
        {
            log.Publish(head, [.. Between(log.Written, head.Size).Select(HashedLeaf.Of)]);
            return log;
        }

        log = new(folder, Name, key);
        await log.ContinueAsync(head, Leaves, CancellationToken.None);
        log.Publish(head, []);
        return log;
    }

    private static List<byte[]> Between(long from, long to)
    {
        var records = new List<byte[]>();
        for (var index = from; index < to; index++)
            records.Add(Record(index));
        return records;
    }

    private static long Promised(string folder) => new TileFolder(folder).Note() is { } note ? Checkpoint.Parse(note.Text).Size : 0;
}
