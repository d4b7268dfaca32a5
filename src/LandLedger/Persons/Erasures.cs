using JasperFx;
using LandLedger.Proof;
using Marten;
using Marten.Exceptions;
using NodaTime;

namespace LandLedger.Persons;

/// <summary>
/// Erases persons when two people say so. The approval is kept first, then the key is destroyed, then that is stated for the log, then the
/// end is noted. Each step may be done again, so whatever a crash cuts off is finished later: no key is gone of which the log never hears.
/// </summary>
public sealed class Erasures(IDocumentStore store, PersonVault vault, Statements statements)
{
    /// <summary>The erasure of a person; null when nobody asked for one.</summary>
    public async Task<Erasure?> FindAsync(Guid person, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Erasure>(person, cancellation);
    }

    /// <summary>Keeps a request.</summary>
    /// <returns>The request that counts: another one when somebody else was faster.</returns>
    public async Task<Erasure> RequestAsync(Erasure asked, CancellationToken cancellation)
    {
        if (await FindAsync(asked.Id, cancellation) is { State: ErasureState.Withdrawn })
        {
            return await ChangeAsync(asked.Id, ErasureState.Withdrawn,
                before => asked with { Before = [.. before.Before, before with { Before = [] }] }, cancellation);
        }

        await using var session = store.LightweightSession();
        session.Insert(asked);
        try
        {
            await session.SaveChangesAsync(cancellation);
            return asked;
        }
        catch (DocumentAlreadyExistsException)
        {
            return (await FindAsync(asked.Id, cancellation))!;
        }
    }

    /// <summary>Takes a request back, unless it was approved before.</summary>
    /// <returns>The request as it is now.</returns>
    public Task<Erasure> WithdrawAsync(Guid person, string by, string reason, CancellationToken cancellation) =>
        ChangeAsync(person, ErasureState.Requested, asked => asked with
        {
            State = ErasureState.Withdrawn, WithdrawnBy = by, WithdrawnAt = SystemClock.Instance.GetCurrentInstant(), WithdrawalReason = reason,
        }, cancellation);

    /// <summary>Approves a request and does what it asks for. Again, it goes on where it was cut off.</summary>
    /// <returns>The request as it is now; withdrawn when somebody took it back meanwhile, and then nothing was done.</returns>
    public async Task<Erasure> ApproveAsync(Guid person, string by, string reason, CancellationToken cancellation)
    {
        var erasure = (await FindAsync(person, cancellation))!;
        if (erasure.State == ErasureState.Requested)
        {
            erasure = await ChangeAsync(person, ErasureState.Requested, asked => asked with
            {
                State = ErasureState.Approved, ApprovedBy = by, ApprovedAt = SystemClock.Instance.GetCurrentInstant(),
                ApprovalReason = reason,
            }, cancellation);
        }

        return await FinishAsync(erasure, cancellation);
    }

    /// <summary>Finishes what was approved and cut off.</summary>
    public async Task FinishAllAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        foreach (var erasure in await session.Query<Erasure>().Where(one => one.State == ErasureState.Approved).ToListAsync(cancellation))
            await FinishAsync(erasure, cancellation);
    }

    /// <summary>Destroys again what a backup of the vault brought back.</summary>
    public async Task EraseRevivedAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var erased = await session.Query<Erasure>().Where(one => one.State == ErasureState.Erased).Select(one => one.Id)
            .ToListAsync(cancellation);
        foreach (var revived in await vault.KnownAsync([.. erased], cancellation))
            await vault.EraseAsync(revived, cancellation);
    }

    private async Task<Erasure> FinishAsync(Erasure erasure, CancellationToken cancellation)
    {
        if (erasure.State != ErasureState.Approved)
            return erasure;
        await vault.EraseAsync(erasure.Id, cancellation);
        await statements.MakeAsync(LeafKind.KeyDestroyed,
            new DestroyedKey(erasure.Id, erasure.Decision, erasure.RequestedBy, erasure.ApprovedBy!), erasure.ApprovedBy!, cancellation,
            erasure.StatementId);
        return await ChangeAsync(erasure.Id, ErasureState.Approved, approved => approved with
        {
            State = ErasureState.Erased, ErasedAt = SystemClock.Instance.GetCurrentInstant(),
        }, cancellation);
    }

    // Whoever is second takes what the first one wrote.
    private async Task<Erasure> ChangeAsync(
        Guid person, ErasureState from, Func<Erasure, Erasure> change, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var erasure = (await session.LoadAsync<Erasure>(person, cancellation))!;
        if (erasure.State != from)
            return erasure;
        var changed = change(erasure);
        session.Store(changed);
        try
        {
            await session.SaveChangesAsync(cancellation);
            return changed;
        }
        catch (ConcurrencyException)
        {
            return (await FindAsync(person, cancellation))!;
        }
    }
}
