using LandLedger.Storage;

namespace LandLedger.Proof;

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
    private (long Reached, int Limit, long At, Task<List<EventRow>> Rows)? started;

    /// <summary>Begins to read.</summary>
    /// <param name="reached">Events above this number.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Stops.</param>
    public void Start(long reached, int limit, CancellationToken cancellation) =>
        started = (reached, limit, clock.GetTimestamp(), Task.Run(() => ReadAsync(reached, limit, cancellation), cancellation));

    /// <summary>What was read ahead from there; null when it was not, and when it could not be read: the round then sees why.</summary>
    /// <param name="reached">Events above this number.</param>
    /// <param name="limit">How many at most.</param>
    public async Task<List<EventRow>?> TakeAsync(long reached, int limit)
    {
        if (started is not { } before)
            return null;
        started = null;
        await ((Task)before.Rows).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return before.Rows.IsCompletedSuccessfully && before.Reached == reached && before.Limit == limit
            && clock.GetElapsedTime(before.At) < settings.GapGrace ? await before.Rows : null;
    }

    private async Task<List<EventRow>> ReadAsync(long reached, int limit, CancellationToken cancellation)
    {
        await using var connection = await sequencer.Source.OpenConnectionAsync(cancellation);
        return await new SequencerStore(connection, schema).AboveAsync(reached, limit, cancellation);
    }
}
