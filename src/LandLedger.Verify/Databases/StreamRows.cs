using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Databases;

/// <summary>Holds the table of streams, which decides what can be appended and read, against the events of each plot.</summary>
internal sealed class StreamRows(DatabaseReader reader, Reference reference)
{
    /// <summary>Judges every row; after all events were judged.</summary>
    public async Task JudgeAsync()
    {
        var seen = new HashSet<Guid>(reference.Index.Versions.Count);
        await foreach (var row in reader.RowsAsync($"select id, version, is_archived from {reader.Database.Schema}.mt_streams"))
        {
            var plot = row.GetGuid(0);
            var version = row.IsDBNull(1) ? 0 : row.GetInt64(1);
            var twice = !seen.Add(plot);
            if (reference.Index.Refused.Contains(plot) || reference.Unsealed.TryGetValue(plot, out var unsealed) && unsealed.Last == 0)
                continue;
            var expected = Expected(plot);
            if (twice || expected == 0)
                Found(DatabaseFindings.Of(DatabaseFindings.StreamInserted), plot, version);
            else if (version != expected)
                Found(DatabaseFindings.Of(DatabaseFindings.StreamVersion, version, expected), plot, version);
            if (row.IsDBNull(2) || row.GetBoolean(2))
                Found(DatabaseFindings.Of(DatabaseFindings.StreamArchived), plot, version);
        }

        foreach (var (plot, version) in reference.Index.Versions)
        {
            if (!seen.Contains(plot))
                Found(DatabaseFindings.Of(DatabaseFindings.StreamMissing), plot, version);
        }

        foreach (var (plot, unsealed) in reference.Unsealed)
            Follows(plot, unsealed);
    }

    private long Expected(Guid plot) =>
        Math.Max(reference.Index.Versions.GetValueOrDefault(plot), reference.Unsealed.GetValueOrDefault(plot).Last);

    // What is not sealed yet goes on where the log ends, without a gap.
    private void Follows(Guid plot, UnsealedPlot unsealed)
    {
        var next = reference.Index.Versions.GetValueOrDefault(plot) + 1;
        if (unsealed.Last > 0 && (unsealed.First != next || unsealed.Count != unsealed.Last - unsealed.First + 1))
            Found(new(FindingCodes.VersionMissing, next, unsealed.Last), plot, unsealed.Last);
    }

    private void Found(Finding finding, Guid plot, long version) => reference.Findings.Add(finding with { Plot = plot, Version = version });
}
