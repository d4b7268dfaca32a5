using System.Globalization;
using LandLedger.Proof;
using LandLedger.Proof.Rows;
using LandLedger.Proof.Tiles;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>
/// Holds a loaded log against the export: every leaf is read, every event behind a leaf is hashed again, and the root over all of them is
/// computed anew.
/// </summary>
public sealed class LoadedLog(NpgsqlDataSource database, LedgerSchema schema)
{
    private const int Range = 20_000;
    private const int MostNamed = 20;
    private readonly List<string> wrong = [];

    /// <summary>Events that were hashed again.</summary>
    public long Events { get; private set; }

    /// <summary>Reads the whole log.</summary>
    /// <param name="export">What it should be.</param>
    /// <param name="folder">Empty or new; receives the log's public files. Null for none.</param>
    /// <param name="workers">How many connections read.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="MovingRefusedException">It is another log, or an event is not what its leaf says.</exception>
    public async Task CheckAsync(ExportedLog export, string? folder, int workers, CancellationToken cancellation)
    {
        var note = export.Checkpoint is { } text ? SignedNote.Parse(text) : null;
        var checkpoint = note is null ? null : Checkpoint.Parse(note.Text);
        var writer = folder is null || checkpoint is null ? null : Writer(folder);
        var tree = new MerkleFrontier();
        var waiting = new Queue<Task<LeafRange>>();
        for (var from = 0L; from < export.Size || waiting.Count > 0; from += Range)
        {
            if (from < export.Size)
                waiting.Enqueue(ReadAsync(from, Math.Min(from + Range, export.Size), cancellation));
            if (waiting.Count < workers && from + Range < export.Size)
                continue;
            var range = await waiting.Dequeue();
            Add(range, tree, checkpoint);
            writer?.Add(range.Records.Take((int)Math.Clamp(checkpoint!.Size - writer.Size, 0, range.Records.Count)));
        }

        if (tree.Size != export.Size || Convert.ToBase64String(tree.Root()) != export.Root)
            wrong.Add("gốc/root");
        if (await HeadAsync(cancellation) is not { } head || head.Size != tree.Size || !head.Root.AsSpan().SequenceEqual(tree.Root()))
            wrong.Add("head");
        if (wrong.Count > 0)
            throw new MovingRefusedException($"Sổ được nạp không phải là sổ đã xuất: {Named()}. Hãy bỏ cơ sở dữ liệu này.",
                $"What was loaded is not the ledger that was exported: {Named()}. Drop this database.");
        if (note is not null)
            writer?.Publish(note);
    }

    private string Named() => string.Join(", ", wrong.Take(MostNamed)) + (wrong.Count > MostNamed ? ", …" : "");

    /// <summary>Refuses a folder for the public files in which anything else is; what an earlier load of the same log left may stay.</summary>
    public static void NeedFolder(string? folder, ExportedLog export)
    {
        if (folder is null)
            return;
        if (export.Checkpoint is null)
            throw new MovingRefusedException("Bản xuất không có checkpoint, nên không thể dựng lại tệp công khai (--log).",
                "The export has no checkpoint, so the public files cannot be made (--log).");
        string[] own = ["tile", TilePath.Checkpoint];
        if (Directory.Exists(folder) && (PublishedNote.Of(folder) is { } there && there != export.Checkpoint
            || Directory.EnumerateFileSystemEntries(folder).Any(path => !own.Contains(Path.GetFileName(path)))))
            throw new MovingRefusedException($"Thư mục nhật ký {folder} không trống.", $"The log's folder {folder} is not empty.");
    }

    private static TileWriter Writer(string folder)
    {
        var writer = new TileWriter(folder);
        writer.GoOnBehind(0);
        return writer;
    }

    private void Add(LeafRange range, MerkleFrontier tree, Checkpoint? checkpoint)
    {
        wrong.AddRange(range.Wrong);
        Events += range.Events;
        foreach (var hash in range.Hashes)
        {
            tree.Add(hash);
            if (tree.Size == checkpoint?.Size && !tree.Root().AsSpan().SequenceEqual(checkpoint.Root))
                wrong.Add("checkpoint");
        }
    }

    private async Task<LeafRange> ReadAsync(long from, long to, CancellationToken cancellation)
    {
        var rows = new List<(EventRow? Event, long? Sequence, byte[] Record)>(Range);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var row = await CopiedRows.OpenAsync(connection, string.Create(CultureInfo.InvariantCulture,
            $"""
            select {EventColumns.All}, l.seq_id, l.record from {LogTables.SchemaOf(schema)}.leaf l
            left join {schema.Name}.mt_events e on e.seq_id = l.seq_id
            where l.leaf_index >= {from} and l.leaf_index < {to} order by l.leaf_index
            """), EventColumns.Count + 2, cancellation);
        using var hashes = new HashesOfRows();
        while (await row.NextAsync(cancellation))
            rows.Add((row.IsNull(0) ? null : EventRow.Read(row, hashes), row.IsNull(13) ? null : row.Number(13), row.Bytes(14).ToArray()));

        return await Task.Run(() => Judge(from, rows), cancellation);
    }

    private static LeafRange Judge(long from, List<(EventRow? Event, long? Sequence, byte[] Record)> rows)
    {
        var range = new LeafRange([.. rows.Select(row => row.Record)], [.. rows.Select(row => MerkleHash.OfLeaf(row.Record))],
            rows.Count(row => row.Event is not null), []);
        for (var at = 0; at < rows.Count; at++)
        {
            if (rows[at].Sequence is { } sequence && !Holds(rows[at].Event, rows[at].Record))
                range.Wrong.Add($"lá/leaf {from + at} (seq {sequence})");
        }

        return range;
    }

    private static bool Holds(EventRow? row, byte[] record)
    {
        if (row is null)
            return false;
        var leaf = Leaf.Decode(record);
        return row.Broken is null && row.ToLeaf(leaf.Kind, leaf.Previous).Encode().AsSpan().SequenceEqual(record);
    }

    private async Task<LogHead?> HeadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await new SequencerStore(connection, schema).HeadAsync(cancellation);
    }

    private sealed record LeafRange(IReadOnlyList<byte[]> Records, byte[][] Hashes, int Events, List<string> Wrong);
}
