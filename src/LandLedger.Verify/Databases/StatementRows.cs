using System.Text;
using LandLedger.Proof.Rows;
using LandLedger.Proof;

namespace LandLedger.Verify.Databases;

/// <summary>Holds what was stated and sealed beside the events (read log, rights, keys, views) against the log.</summary>
internal sealed class StatementRows(DatabaseReader reader, LeafReader leaves, Reference reference)
{
    private readonly List<SealedReadings> readings = [];

    /// <summary>Judges every row, and the rows of the read log that they speak of.</summary>
    public async Task JudgeAsync()
    {
        await JudgeRowsAsync();
        var all = reference.Index.Statements.Values.Count(index => leaves.Leaf(index).Kind == LeafKind.ReadLog);
        await new ReadLogRows(reader, reference).JudgeAsync(readings, readings.Count == all);
    }

    private async Task JudgeRowsAsync()
    {
        var seen = new HashSet<Guid>();
        await foreach (var row in reader.RowsAsync(
            $"select id, kind, body, made_at, actor, origin, leaf_index from {reader.Database.Log}.statement"))
        {
            var id = row.GetGuid(0);
            var kind = (LeafKind)row.GetInt16(1);
            var body = row.GetString(2);
            var hashes = Hashes(id, kind, body, row.GetString(4));
            long? index = row.IsDBNull(6) ? null : row.GetInt64(6);
            seen.Add(id);
            if (reference.Index.Statements.TryGetValue(id, out var own))
            {
                var leaf = leaves.Leaf(own);
                if (!Agrees(leaf, own, index, kind, hashes, EventColumns.Since1970(row.GetFieldValue<long>(3))))
                    reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.StatementChanged).At(own, leaf));
                else if (kind == LeafKind.ReadLog)
                    readings.Add(SealedReadings.Read(body, own, leaf));
            }
            else if (index < reference.Checkpoint.Size || !IsGenuine(id, hashes, row.GetString(5)))
                reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.StatementInserted) with { EventId = id, LeafIndex = index });
        }

        foreach (var (id, index) in reference.Index.Statements)
        {
            if (!seen.Contains(id))
                reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.StatementMissing).At(index, leaves.Leaf(index)));
        }
    }

    private static bool Agrees(Leaf leaf, long own, long? index, LeafKind kind, SignedEvent? hashes, long microseconds) =>
        index == own && leaf.Kind == kind && leaf.Microseconds == microseconds && hashes is { } made
        && made.PayloadHash.AsSpan().SequenceEqual(leaf.PayloadHash) && made.ProvenanceHash.AsSpan().SequenceEqual(leaf.ProvenanceHash);

    private bool IsGenuine(Guid id, SignedEvent? hashes, string origin) => reference.Origins.Count == 0
        || (hashes is { } made && OriginSignature.Parse(origin)?.Covers(reference.Origins, id, 1, [made]) == true);

    private static SignedEvent? Hashes(Guid id, LeafKind kind, string body, string actor)
    {
        try
        {
            return new(id, kind.ToString(), EventHashes.OfPayload(Encoding.UTF8.GetBytes(body)), EventHashes.OfProvenance(actor, null, null, []));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
