namespace LandLedger.Tests.Proof.Faults;

/// <summary>A clock on the wall that somebody sets; what is measured with it goes on evenly, as with a real one.</summary>
public sealed class SteppedClock : TimeProvider
{
    private long offset;

    /// <summary>How far it is from the right time.</summary>
    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref offset));
        set => Interlocked.Exchange(ref offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
