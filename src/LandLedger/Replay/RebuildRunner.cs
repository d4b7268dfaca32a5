using System.Collections.Concurrent;
using LandLedger.Plumbing;
using LandLedger.Proof;
using Marten;
using NodaTime;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>What is sealed of a comparison or a switch.</summary>
/// <param name="Rebuild">The rebuild.</param>
/// <param name="View">Name of the view.</param>
/// <param name="Program">Version of the program that folded.</param>
/// <param name="Compared">What was found.</param>
/// <param name="StartedBy">Who asked for it.</param>
/// <param name="ApprovedBy">Who approved the switch or the repair; null for a comparison.</param>
public sealed record SealedComparison(
    Guid Rebuild, string View, string Program, ComparedView Compared, string StartedBy, string? ApprovedBy);

/// <summary>
/// Runs rebuilds, one at a time. One that was going on when the process died is found at the next start and goes on behind the last
/// stretch that was committed.
/// </summary>
public sealed partial class RebuildRunner(
    IDocumentStore store, ShadowTable shadow, Chunks chunks, ShadowBuild build, Comparison comparison, SwitchOver switchOver, Repair repair,
    RebuildProgress progress, Statements statements, ILogger<RebuildRunner> log) : OneByOne<Rebuild>(log)
{
    private const string Program = "LandLedger";
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> running = new();

    /// <summary>Stops a rebuild that is being built or compared; it has been marked as cancelled before.</summary>
    public void Cancel(Guid rebuild)
    {
        if (running.TryGetValue(rebuild, out var stop))
            stop.Cancel();
        Wake();
    }

    /// <inheritdoc />
    protected override async Task<Rebuild?> NextAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Rebuild>().Where(rebuild => rebuild.State == RebuildState.Queued
            || rebuild.State == RebuildState.Building || rebuild.State == RebuildState.Comparing
            || rebuild.State == RebuildState.Switching || rebuild.State == RebuildState.Repairing
            || (rebuild.State == RebuildState.Cancelled && rebuild.FinishedAt == null))
            .OrderBy(rebuild => rebuild.Id).FirstOrDefaultAsync(cancellation);
    }

    /// <inheritdoc />
    protected override async Task WorkAsync(Rebuild found, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        running[found.Id] = stop;
        try
        {
            var view = ReplayedView.Find(found.View)!;
            if (found.State == RebuildState.Cancelled)
                await TidyAsync(found, view, stop.Token);
            else if (found.State == RebuildState.Switching)
                await SwitchAsync(found, view, stop.Token);
            else if (found.State == RebuildState.Repairing)
                await RepairAsync(found, view, stop.Token);
            else
                await BuildAsync(found, view, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Somebody cancelled it; the next look finds it and tidies up.
        }
        catch (ReplayFailedException failure)
        {
            await FailAsync(found.Id, failure, cancellation);
        }
        catch (PostgresException refused) when (ReplayFailedException.Of(refused) is { } failure)
        {
            await FailAsync(found.Id, failure, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The text of a fault may quote what it failed on; its type is enough to find it.
            LogFault(log, found.Id, fault is PostgresException { SqlState: var state } ? $"SQLSTATE {state}" : fault.GetType().FullName!);
            await FailAsync(found.Id, new("internal-error", new("Lỗi hệ thống; bản đang dùng không thay đổi.",
                "Something failed inside; the living view is as it was.")), cancellation);
        }
        finally
        {
            running.TryRemove(found.Id, out _);
        }
    }

    private async Task BuildAsync(Rebuild rebuild, ReplayedView view, CancellationToken cancellation)
    {
        progress.Of(rebuild.Id);
        if (rebuild.State == RebuildState.Queued || !await shadow.ExistsAsync(view, cancellation))
        {
            await shadow.OpenAsync(view, cancellation);
            var mark = await shadow.MarkAsync(cancellation);
            var plots = await chunks.CutAsync(rebuild.Id, rebuild.Share, cancellation);
            rebuild = await SaveAsync(rebuild.Id, rebuild.State, was => was with
            {
                State = RebuildState.Building, FirstMark = mark, Plots = plots, BeganAt = was.BeganAt ?? Now(),
            }, cancellation);
        }

        if (rebuild.State == RebuildState.Building)
        {
            await build.RunAsync(rebuild.Id, view, progress, cancellation);
            await shadow.IndexAsync(view, unique: false, cancellation);
            // What moves in a share meanwhile, the comparison folds again.
            var mark = rebuild.Share is null ? await build.CatchUpAsync(view, rebuild.FirstMark, cancellation) : rebuild.FirstMark;
            rebuild = await SaveAsync(rebuild.Id, RebuildState.Building,
                was => was with { State = RebuildState.Comparing, Mark = mark }, cancellation);
        }

        var compared = await comparison.RunAsync(rebuild, view, progress, cancellation);
        await StateAsync(rebuild, view, compared, null, cancellation);
        var caughtUp = rebuild.Mark;
        if (rebuild.Share is not null)
        {
            // A patrol leaves nothing behind but its report.
            await ForgetAsync(rebuild, view, cancellation);
        }
        else
        {
            caughtUp = await build.CatchUpAsync(view, rebuild.Mark, cancellation);
            await shadow.IndexAsync(view, unique: true, cancellation);
        }

        await SaveAsync(rebuild.Id, RebuildState.Comparing, was => was with
        {
            State = was.Share is null ? RebuildState.Ready : compared.Differences == 0 ? RebuildState.Clean : RebuildState.Found,
            Compared = compared, Mark = caughtUp, FinishedAt = Now(),
        }, cancellation);
    }

    private async Task SwitchAsync(Rebuild rebuild, ReplayedView view, CancellationToken cancellation)
    {
        // Killed between the commit of the switch and this note of it: then there is no shadow any more.
        var waited = await shadow.ExistsAsync(view, cancellation)
            ? await switchOver.RunAsync(view, rebuild.Mark, cancellation)
            : (TimeSpan?)null;
        await StateAsync(rebuild, view, rebuild.Compared!, rebuild.ApprovedBy!.Subject, cancellation);
        await chunks.ForgetAsync(rebuild.Id, cancellation);
        await SaveAsync(rebuild.Id, RebuildState.Switching, was => was with
        {
            State = RebuildState.Switched, FinishedAt = Now(), FailedFor = null, FailedBecause = null,
            SwitchMilliseconds = (int?)waited?.TotalMilliseconds,
        }, cancellation);
    }

    private async Task RepairAsync(Rebuild rebuild, ReplayedView view, CancellationToken cancellation)
    {
        await repair.RunAsync(rebuild.Id, view, cancellation);
        await StateAsync(rebuild, view, rebuild.Compared!, rebuild.ApprovedBy!.Subject, cancellation);
        await SaveAsync(rebuild.Id, RebuildState.Repairing, was => was with
        {
            State = RebuildState.Repaired, FinishedAt = Now(), FailedFor = null, FailedBecause = null,
        }, cancellation);
    }

    private async Task ForgetAsync(Rebuild rebuild, ReplayedView view, CancellationToken cancellation)
    {
        await shadow.CloseAsync(view, cancellation);
        await chunks.ForgetAsync(rebuild.Id, cancellation);
    }

    private Task<Guid> StateAsync(
        Rebuild rebuild, ReplayedView view, ComparedView compared, string? approvedBy, CancellationToken cancellation) =>
        statements.MakeAsync(LeafKind.ViewCompared, new SealedComparison(rebuild.Id, view.Name, VersionOfProgram(), compared,
            rebuild.StartedBy.Subject, approvedBy), Program, cancellation);

    private async Task TidyAsync(Rebuild rebuild, ReplayedView view, CancellationToken cancellation)
    {
        await ForgetAsync(rebuild, view, cancellation);
        if (rebuild.Compared is null)
            await comparison.ForgetAsync(rebuild.Id, cancellation);
        await SaveAsync(rebuild.Id, RebuildState.Cancelled, was => was with { FinishedAt = Now() }, cancellation);
    }

    // A switch that was not made leaves the report and the shadow as they were: it may be approved again.
    private Task<Rebuild> FailAsync(Guid rebuild, ReplayFailedException failure, CancellationToken cancellation) => SaveAsync(rebuild, null, was =>
        was.State == RebuildState.Cancelled ? was : was with
        {
            State = was.State switch
            {
                RebuildState.Switching => RebuildState.Ready,
                RebuildState.Repairing => RebuildState.Found,
                _ => RebuildState.Failed,
            },
            FailedFor = failure.Code,
            FailedBecause = failure.Because, FinishedAt = Now(),
        }, cancellation);

    // Somebody may have cancelled it meanwhile; that stands.
    private async Task<Rebuild> SaveAsync(
        Guid id, RebuildState? expected, Func<Rebuild, Rebuild> change, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var rebuild = await session.LockedAsync(id, cancellation);
        if (expected is { } state && rebuild.State != state)
            throw new OperationCanceledException();
        rebuild = change(rebuild);
        session.Store(rebuild);
        await session.SaveChangesAsync(cancellation);
        return rebuild;
    }

    private static string VersionOfProgram() => typeof(RebuildRunner).Assembly.GetName().Version!.ToString();

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();

    [LoggerMessage(LogLevel.Error, "Rebuild {Rebuild} failed with {Fault}")]
    private static partial void LogFault(ILogger log, Guid rebuild, string fault);
}
