using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Databases;

/// <summary>Holds the sequencer's own tables against the log it published. For one worker.</summary>
internal sealed class LeafRows(DatabaseReader reader, LeafReader leaves, Reference reference)
{
    private long Size => reference.Checkpoint.Size;

    /// <summary>Judges the rows of leaves of a range.</summary>
    /// <returns>Whether nothing was found.</returns>
    public async Task<bool> JudgeAsync(long from, long to)
    {
        var clean = true;
        var next = from;
        await foreach (var row in reader.CopyAsync(
            $"select leaf_index, seq_id, record from {reader.Database.Log}.leaf where leaf_index between {from} and {to} order by leaf_index", 3))
        {
            var index = row.Number(0);
            for (; next < index; next++)
                Found(DatabaseFindings.LeafRowMissing, next);
            if (index < next)
            {
                Found(DatabaseFindings.LeafRowInserted, index);
                continue;
            }

            next++;
            var number = row.IsNull(1) ? 0 : row.Number(1);
            var record = leaves.Record(index);
            if (!record.SequenceEqual(row.IsNull(2) ? [] : row.Bytes(2)) || number != Leaf.SequenceOf(record))
                Found(DatabaseFindings.LeafRowChanged, index);
        }

        for (; next <= to; next++)
            Found(DatabaseFindings.LeafRowMissing, next);
        return clean;

        void Found(string code, long index)
        {
            clean = false;
            reference.Findings.Add(DatabaseFindings.Of(code).At(index, Known(index)));
        }
    }

    /// <summary>Judges the head, and the leaves that were sealed since the checkpoint: they have to lead to it.</summary>
    public async Task JudgeHeadAsync()
    {
        var (size, root, edge, reached) = (0L, MerkleHash.Empty, Array.Empty<byte>(), 0L);
        await foreach (var row in reader.RowsAsync($"select size, root, edge, reached from {reader.Database.Log}.head"))
            (size, root, edge, reached) = (row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3));
        var tree = new MerkleFrontier(Size, Edge());
        await foreach (var row in reader.RowsAsync(
            $"select leaf_index, seq_id, record from {reader.Database.Log}.leaf where leaf_index < 0 or leaf_index >= $1 order by leaf_index", Size))
        {
            var index = row.GetInt64(0);
            if (index < Size || index >= size)
            {
                reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.LeafRowInserted) with { LeafIndex = index });
                continue;
            }

            tree.Add(MerkleHash.OfLeaf(row.IsDBNull(2) ? [] : row.GetFieldValue<byte[]>(2)));
            if (!row.IsDBNull(1) && row.GetInt64(1) <= reference.Index.Highest)
                reference.SealedSince.Add(row.GetInt64(1));
        }

        if (size < Size || tree.Size != size || !tree.Root().AsSpan().SequenceEqual(root) || !tree.State().AsSpan().SequenceEqual(edge)
            || reached < reference.Index.Highest)
        {
            reference.SealedSince.Clear();
            reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.HeadChanged, size, Size));
        }
    }

    /// <summary>Judges what the sequencer holds back.</summary>
    public async Task JudgeHeldAsync()
    {
        await foreach (var row in reader.RowsAsync(
            $"select seq_id, stream_id, version, type, why from {reader.Database.Log}.held order by seq_id"))
        {
            var number = row.GetInt64(0);
            if (reference.Index.LeafOf(number) is not null || reference.SealedSince.Contains(number))
                continue;
            reference.Held.Add(number);
            var why = row.GetString(4);
            reference.Findings.Add(DatabaseFindings.Of(
                DatabaseFindings.EventHeld, why is "row-flags" or "outside-profile" or "origin-missing" or "previous-missing" ? why : "?") with
            {
                Sequence = number, Plot = row.IsDBNull(1) ? null : row.GetGuid(1), Version = row.GetInt64(2), EventType = row.GetString(3),
            });
        }
    }

    private Leaf? Known(long index)
    {
        if (index < 0 || index >= Size)
            return null;
        try
        {
            return Leaf.Decode(leaves.Record(index));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // The roots of the complete subtrees at the checkpoint, largest first.
    private byte[] Edge()
    {
        var tree = new TileTree(new(reference.Folder), Size);
        var edge = new List<byte>();
        var at = 0L;
        for (var level = 62; level >= 0; level--)
        {
            if ((Size >> level & 1) == 0)
                continue;
            edge.AddRange(tree.Node(level, at >> level));
            at += 1L << level;
        }

        return [.. edge];
    }
}
