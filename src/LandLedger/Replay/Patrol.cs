using Marten;
using NodaTime;
using NodaTime.Text;

namespace LandLedger.Replay;

/// <summary>
/// Each night holds a share of every view against the events, so that within a month each plot has been looked at. What it finds is
/// listed like the differences of a rebuild and waits for somebody to approve the repair.
/// </summary>
/// <param name="store">The ledger.</param>
/// <param name="runner">Does the work.</param>
/// <param name="settings">
/// <c>Replay:PatrolAt</c>: when, as a time of the day in the province, 02:00 unless said otherwise, <c>never</c> for no patrol.
/// <c>Replay:PatrolNights</c>: within how many nights all plots are looked at, 28 unless said otherwise.
/// </param>
/// <param name="clock">The time.</param>
public sealed class Patrol(IDocumentStore store, RebuildRunner runner, IConfiguration settings, TimeProvider clock) : BackgroundService
{
    /// <summary>Who starts a patrol: nobody in person.</summary>
    public const string Actor = "patrol";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private readonly LocalTime? at = settings["Replay:PatrolAt"] is { } text
        ? LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text) is { Success: true, Value: var time } ? time : null
        : new(2, 0);
    private readonly int nights = settings.GetValue("Replay:PatrolNights", 28);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (at is null)
            return;
        using var tick = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (await tick.WaitForNextTickAsync(stoppingToken))
                await LookAsync(Instant.FromDateTimeOffset(clock.GetUtcNow()), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Tonight's patrol starts after the next start.
        }
    }

    /// <summary>Starts what tonight has not seen yet, if it is time.</summary>
    public Task LookAsync(Instant now, CancellationToken cancellation)
    {
        var there = now.InZone(DateTimeZoneProviders.Tzdb["Asia/Ho_Chi_Minh"]);
        return there.TimeOfDay >= at ? StartAsync(there.Date, cancellation) : Task.CompletedTask;
    }

    // One view after the other: as long as a rebuild holds the shadow, the patrol waits.
    private async Task StartAsync(LocalDate night, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.TakeTurnAsync(cancellation);
        if (await session.ActiveAsync(cancellation) is not null)
            return;
        var reason = LocalDatePattern.Iso.Format(night);
        var done = await session.Query<Rebuild>().Where(rebuild => rebuild.StartedBy.Subject == Actor && rebuild.StartedBy.Reason == reason)
            .Select(rebuild => rebuild.View).ToListAsync(cancellation);
        if (ReplayedView.All.FirstOrDefault(view => !done.Contains(view.Name)) is not { } next)
            return;
        session.Store(new Rebuild
        {
            Id = Guid.CreateVersion7(), View = next.Name, State = RebuildState.Queued,
            Share = new(Period.DaysBetween(new(2025, 1, 1), night) % nights, nights),
            StartedBy = new(Actor, Actor, reason, Instant.FromDateTimeOffset(clock.GetUtcNow())),
        });
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
    }
}
