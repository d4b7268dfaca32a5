using LandLedger.Storage;

namespace LandLedger.Proof;

/// <summary>Committed events, hashed, in order.</summary>
/// <param name="Rows">The events.</param>
/// <param name="HasMore">Whether there may be more.</param>
public readonly record struct ReadEvents(List<EventRow> Rows, bool HasMore);

/// <summary>
/// Reads and hashes the next events while the last ones are written, when there is much to catch up with. What was read ahead is a
/// little older than the round that uses it: a number that came in between counts as missing there and is caught like any that comes late.
/// </summary>
/// <param name="sequencer">The database.</param>
/// <param name="schema">Where the ledger is.</param>
/// <param name="settings">How long a number is waited for: what is older than that is read again.</param>
/// <param name="clock">Tells how old it is.</param>
public sealed class ReadAhead(SequencerConnection sequencer, LedgerSchema schema, ProofSettings settings, TimeProvider clock)
{
    // While one is sealed, the next is there and the one behind it is on its way.
    private const int Steps = 2;
    private readonly Queue<(long Began, Task<ReadEvents> Read)> steps = new();
    private readonly List<EventRow> left = [];
    private long reached;

    /// <summary>Begins to read behind what a round has read.</summary>
    /// <param name="now">The highest number that the round dealt with.</param>
    /// <param name="read">What it has read.</param>
    /// <param name="limit">How many are read at once.</param>
    /// <param name="cancellation">Stops.</param>
    public void GoOn(long now, ReadEvents read, int limit, CancellationToken cancellation)
    {
        left.Clear();
        left.AddRange(read.Rows.Where(row => row.Sequence > now));
        reached = now;
        var last = steps.Count > 0 ? steps.Last().Read : Task.FromResult(read);
        while (steps.Count < Steps)
        {
            var before = last;
            last = Task.Run(() => ReadBehindAsync(before, limit, cancellation), cancellation);
            steps.Enqueue((clock.GetTimestamp(), last));
        }
    }

    /// <summary>Forgets what was read: the round has to see what there is now.</summary>
    public void Forget()
    {
        left.Clear();
        steps.Clear();
    }

    /// <summary>The events from there on; null when they were not read ahead, or could not be: the round then sees why.</summary>
    /// <param name="from">Events above this number.</param>
    public async Task<ReadEvents?> TakeAsync(long from)
    {
        if (!steps.TryDequeue(out var next))
            return null;
        await ((Task)next.Read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (next.Read.IsCompletedSuccessfully && from == reached && clock.GetElapsedTime(next.Began) < settings.GapGrace)
        {
            var (rows, hasMore) = await next.Read;
            return new([.. left, .. rows], hasMore);
        }

        Forget();
        return null;
    }

    private async Task<ReadEvents> ReadBehindAsync(Task<ReadEvents> before, int limit, CancellationToken cancellation)
    {
        if (await before is not { HasMore: true } read)
            return new([], false);
        await using var connection = await sequencer.Source.OpenConnectionAsync(cancellation);
        return await new SequencerStore(connection, schema).AboveAsync(read.Rows[^1].Sequence, limit, cancellation);
    }
}
