using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace LandLedger.Persons;

/// <summary>
/// Masked values only, bounded in number and age, so that lists need not open a seal per row. A person who changes on another node is
/// shown as before for at most <see cref="Lifetime"/>.
/// </summary>
internal sealed class MaskedCache(TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private const int Capacity = 200_000;

    private readonly MemoryCache entries = new(new MemoryCacheOptions { SizeLimit = Capacity, Clock = new Clock(time) });
    private readonly Lock turn = new();
    private long changes;

    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }

    /// <summary>To be taken before the vault is read, and given to <see cref="Put"/>.</summary>
    public long Changes => Volatile.Read(ref changes);

    public MaskedPerson? Find(Guid id) => entries.Get<MaskedPerson>(id);

    /// <summary>Keeps what was read, unless somebody changed since then: the value read may be the one before the change.</summary>
    public void Put(long changesBeforeRead, IEnumerable<KeyValuePair<Guid, MaskedPerson>> read)
    {
        lock (turn)
        {
            if (changes != changesBeforeRead)
            {
                return;
            }

            foreach (var (id, masked) in read)
            {
                entries.Set(id, masked, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
            }
        }
    }

    public void Forget(IEnumerable<Guid> changed)
    {
        lock (turn)
        {
            changes++;
            foreach (var id in changed)
            {
                entries.Remove(id);
            }
        }
    }

    public void Dispose() => entries.Dispose();
}
