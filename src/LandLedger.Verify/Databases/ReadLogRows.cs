using System.Text.Json;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using Npgsql;

namespace LandLedger.Verify.Databases;

/// <summary>A batch of readings as it was sealed.</summary>
/// <param name="From">First id.</param>
/// <param name="To">Last id.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Root">Root over them, base64.</param>
/// <param name="Index">Its leaf.</param>
/// <param name="Leaf">What the leaf says.</param>
internal sealed record SealedReadings(long From, long To, long Count, string Root, long Index, Leaf Leaf)
{
    /// <summary>Reads the body of a statement that agrees with its leaf.</summary>
    public static SealedReadings Read(string body, long index, Leaf leaf)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        return new(root.GetProperty("from").GetInt64(), root.GetProperty("to").GetInt64(), root.GetProperty("count").GetInt64(),
            root.GetProperty("root").GetString() ?? "", index, leaf);
    }
}

/// <summary>Holds the read log against the roots that were sealed over its rows.</summary>
internal sealed class ReadLogRows(DatabaseReader reader, Reference reference)
{
    private const int NamedIds = 10;

    /// <summary>Judges every sealed batch, and what lies between them.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="all">Whether these are all that the log has; else nobody knows what may lie between them.</param>
    public async Task JudgeAsync(IEnumerable<SealedReadings> batches, bool all)
    {
        var next = long.MinValue;
        foreach (var batch in batches.OrderBy(batch => batch.From))
        {
            if (all)
                await JudgeBetweenAsync(next, batch);
            await JudgeAsync(batch);
            next = batch.To + 1;
        }
    }

    private async Task JudgeAsync(SealedReadings batch)
    {
        var (tree, missing, expected, readable) = (new MerkleFrontier(), new List<long>(), batch.From, true);
        await foreach (var row in reader.RowsAsync(ReadLogBatch.Sql(reader.Database.Schema), batch.From, batch.To))
        {
            var json = row.GetString(0);
            var id = JsonDocument.Parse(json).RootElement.GetProperty("id").GetInt64();
            for (; expected < id && missing.Count < NamedIds; expected++)
                missing.Add(expected);
            expected = id + 1;
            try
            {
                tree.Add(ReadLogBatch.Leaf(json));
            }
            catch (FormatException)
            {
                readable = false;
                tree.Add(MerkleHash.Empty);
            }
        }

        for (; expected <= batch.To && missing.Count < NamedIds; expected++)
            missing.Add(expected);
        if (tree.Size < batch.Count)
            Found(batch, DatabaseFindings.ReadingsRemoved, batch.Count - tree.Size, string.Join(", ", missing));
        else if (tree.Size > batch.Count)
            Found(batch, DatabaseFindings.ReadingsInserted, tree.Size - batch.Count, batch.From, batch.To);
        else if (!readable || Convert.ToBase64String(tree.Root()) != batch.Root)
            Found(batch, DatabaseFindings.ReadingsChanged, batch.From, batch.To);
    }

    // Batches follow one another; a row between two of them came after both were sealed.
    private async Task JudgeBetweenAsync(long next, SealedReadings batch)
    {
        var found = await reader.OneAsync(
            $"select count(*) from {reader.Database.Schema}.read_log where id >= $1 and id < $2", next, batch.From);
        if (found is long count and > 0)
            Found(batch, DatabaseFindings.ReadingsInserted, count, next == long.MinValue ? "…" : next, batch.From - 1);
    }

    private void Found(SealedReadings batch, string code, params object[] details) =>
        reference.Findings.Add(DatabaseFindings.Of(code, details).At(batch.Index, batch.Leaf));
}
