namespace LandLedger.Storage;

/// <summary>
/// The store's clock, cut to whole microseconds. .NET counts 100 ns and PostgreSQL 1 µs: without the cut a view written live and the
/// same view rebuilt from the stored rows would differ in the seventh digit.
/// </summary>
public sealed class WholeMicroseconds : TimeProvider
{
    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
