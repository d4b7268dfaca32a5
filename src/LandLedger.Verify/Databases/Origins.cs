using System.Globalization;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Databases;

/// <summary>
/// Which events an origin signature covers. A commit's events stand close together, yet may lie on both sides of the end of what was
/// read; then the whole plot is read.
/// </summary>
internal sealed class Origins(DatabaseReader reader, LeafReader leaves, Reference reference)
{
    private const int PlotsAtOnce = 200;

    /// <summary>Finds the covered ones.</summary>
    /// <param name="rows">Events that were read together, as the log has them where it has them.</param>
    /// <param name="wanted">Those of them that have to be covered.</param>
    public async Task<HashSet<(long Sequence, Guid Id)>> CoveredAsync(
        IReadOnlyCollection<EventInDatabase> rows, IReadOnlyCollection<EventInDatabase> wanted)
    {
        var covered = new HashSet<(long, Guid)>();
        if (wanted.Count == 0)
            return covered;
        var plots = wanted.Select(row => row.Stream).ToHashSet();
        Judge(rows.Where(row => plots.Contains(row.Stream)), covered);
        var rest = wanted.Where(row => !covered.Contains((row.Sequence, row.Id))).Select(row => row.Stream).Distinct().ToArray();
        foreach (var some in rest.Chunk(PlotsAtOnce))
        {
            var whole = new List<EventInDatabase>();
            await foreach (var row in reader.EventsAsync($"e.stream_id = any({DatabaseReader.Written(some)})"))
                whole.Add(AsLogged(row));
            Judge(whole, covered);
        }

        return covered;
    }

    /// <summary>Why an event that none covers is not covered.</summary>
    public Finding Missing(EventInDatabase row) => row.Origin is not { } origin ? new(FindingCodes.OriginMissing)
        : reference.Origins.All(key => key.Id != origin.KeyId) ? new(FindingCodes.OriginKeyUnknown, origin.KeyId.ToString("x8", CultureInfo.InvariantCulture))
        : new(FindingCodes.OriginWrong);

    /// <summary>The row with what the log says of its event, so that a change of one row does not speak against its neighbours.</summary>
    public EventInDatabase AsLogged(EventInDatabase row) =>
        reference.Index.LeafOf(row.Sequence) is { } index ? AsLogged(row, leaves.Leaf(index)) : row;

    /// <summary>The same for a leaf that was read already.</summary>
    public static EventInDatabase AsLogged(EventInDatabase row, Leaf leaf) => row with
    {
        Id = leaf.EventId, Stream = leaf.StreamId, Version = leaf.Version, Type = leaf.Type, PayloadHash = leaf.PayloadHash,
        ProvenanceHash = leaf.ProvenanceHash,
    };

    private void Judge(IEnumerable<EventInDatabase> rows, HashSet<(long, Guid)> covered)
    {
        var batches = new CheckedBatches();
        foreach (var plot in rows.Where(row => !row.IsTombstone).GroupBy(row => row.Stream))
        {
            var own = plot.OrderBy(row => row.Version).ToArray();
            for (var at = 0; at < own.Length; at++)
            {
                if (own[at].Origin is not { } origin || origin.Count > own.Length - at)
                    continue;
                var commit = own.AsSpan(at, origin.Count).ToArray();
                var signed = commit.Where((row, place) => row.Version == own[at].Version + place).Select(row => row.Signed).OfType<SignedEvent>()
                    .ToArray();
                if (origin.Covers(reference.Origins, plot.Key, own[at].Version, signed, batches))
                    covered.UnionWith(commit.Select(row => (row.Sequence, row.Id)));
            }
        }
    }
}
