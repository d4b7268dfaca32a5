using LandLedger.Plots;
using Marten;
using Marten.Events.Archiving;

namespace LandLedger.Audit;

/// <summary>What events say, read from the events themselves through the store, which knows how older shapes are read.</summary>
public static class ToldEvents
{
    /// <summary>The story of each of these events; none for a number whose event is not there.</summary>
    public static async Task<IReadOnlyDictionary<long, PlotStory>> OfAsync(
        IDocumentStore store, long[] sequences, CancellationToken cancellation)
    {
        if (sequences.Length == 0)
            return new Dictionary<long, PlotStory>();
        await using var session = store.QuerySession();
        var events = await session.Events.QueryAllRawEvents()
            .Where(recorded => recorded.Sequence.IsOneOf(sequences) && recorded.MaybeArchived()).ToListAsync(cancellation);
        return events.ToDictionary(recorded => recorded.Sequence, recorded => PlotStory.Of(recorded.Data));
    }
}
