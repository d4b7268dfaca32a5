using System.Data;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>What one round sealed.</summary>
/// <param name="Before">Where the log was.</param>
/// <param name="Head">Where it is now.</param>
/// <param name="Leaves">The new ones.</param>
/// <param name="HasMore">Whether more is waiting already.</param>
/// <param name="Waiting">Sequence numbers given out and not dealt with yet.</param>
/// <param name="Held">Events that are held back altogether.</param>
public sealed record SealedRound(LogHead Before, LogHead Head, IReadOnlyList<HashedLeaf> Leaves, bool HasMore, long Waiting, int Held);

/// <summary>
/// Seals committed events: gives each a place in the log's own dense order, links it to its plot's last one, and grows the tree. One round
/// is one transaction; what it did not commit did not happen.
/// </summary>
public sealed class Sequencing(LedgerSchema schema, ProofKeys keys, ProofSettings settings, ReadAhead ahead, TimeProvider clock)
{
    private const int UsualLimit = 10_000;
    private readonly Queue<(long Given, long At)> given = new();
    private static readonly TimeSpan HeldAgain = TimeSpan.FromSeconds(30);
    private int limit = UsualLimit;
    private long? heldSeen;

    /// <summary>Runs one round.</summary>
    /// <param name="connection">Of whoever has the <see cref="SequencerTurn"/>.</param>
    /// <param name="cancellation">Stops; what was not committed did not happen.</param>
    /// <exception cref="LogBrokenException">The head does not belong together; nothing is sealed on it.</exception>
    public async Task<SealedRound> OnceAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var store = new SequencerStore(connection, schema);
        var head = await store.HeadAsync(cancellation);
        var tree = new MerkleFrontier(head.Size, head.Edge);
        if (!tree.Root().AsSpan().SequenceEqual(head.Root))
            throw new LogBrokenException("The head of the log in the database does not belong together.");

        var lastGiven = await store.LastGivenAsync(cancellation);
        var found = await ahead.TakeAsync(head.Reached) ?? await store.AboveAsync(head.Reached, limit, cancellation);
        var late = await store.LateAsync(limit, cancellation);
        if (HeldAreDue())
            late.AddRange(await store.HeldAsync(limit, cancellation));
        var reading = new Reading(found, late, head.Reached, lastGiven, Old(lastGiven), keys.Trusted.Origins);
        // A commit larger than what is read at once.
        limit = found.HasMore && reading.Taken.Count == 0 ? 2 * limit : UsualLimit;
        // What waits behind a number that is still to come is for the next look: registrars are always about to commit something.
        if (found.HasMore && !reading.Waits)
            ahead.GoOn(reading.Reached, found, limit, cancellation);
        else
            ahead.Forget();
        var statements = (await store.StatementsAsync(cancellation)).Where(made => made.IsGenuine(keys.Trusted.Origins)).ToArray();
        var round = new SealingRound(tree, await store.PreviousAsync(reading.NeedPrevious, cancellation),
            await store.VoidAsync(late.Select(row => row.Sequence), cancellation));
        if (reading.Taken.Count + reading.Late.Count + statements.Length > 0)
            await store.AppendAsync(head.Size, round.Seal(reading).Concat(round.Seal(statements)), cancellation);
        var after = new LogHead(tree.Size, tree.Root(), tree.State(), reading.Reached);
        // A round without anything new leaves no trace: there are two a second, for years.
        if (after.Size != head.Size || after.Reached != head.Reached || round.Held.Count > 0)
        {
            await store.MissAsync(reading.Missing, cancellation);
            await store.HoldAsync(round.Held, cancellation);
            await store.MoveAsync(head, after, cancellation);
            await store.SealedAsync(statements.Select((made, at) => (made.Id, after.Size - statements.Length + at)), cancellation);
        }

        await store.VoidOldAsync(settings.VoidAfter, cancellation);
        var held = (int)await store.HeldCountAsync(cancellation) + reading.Beyond.Count;
        await transaction.CommitAsync(cancellation);
        return new(head, after, round.Leaves, found.HasMore && reading.Taken.Count > 0, Math.Max(0, lastGiven - reading.Reached), held);
    }

    // What is held stays held until somebody has put it right; to look now and then is enough.
    private bool HeldAreDue()
    {
        if (heldSeen is { } seen && clock.GetElapsedTime(seen) < HeldAgain)
            return false;
        heldSeen = clock.GetTimestamp();
        return true;
    }

    // Numbers up to this one were given out long enough ago: what has not come by now is not waited for.
    private long Old(long lastGiven)
    {
        given.Enqueue((lastGiven, clock.GetTimestamp()));
        var old = 0L;
        while (given.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) >= settings.GapGrace)
        {
            old = oldest.Given;
            if (given.Count == 1 || clock.GetElapsedTime(given.ElementAt(1).At) < settings.GapGrace)
                break;
            given.Dequeue();
        }

        return old;
    }
}

/// <summary>The log cannot go on: what is stored contradicts itself or what was published. Nothing is signed until a person has looked.</summary>
public sealed class LogBrokenException(string message) : Exception(message);
