using System.Collections.Concurrent;
using System.Threading.Channels;
using JasperFx;
using LandLedger.Sources;
using Marten;
using NodaTime;

namespace LandLedger.Intake;

/// <summary>
/// Runs queued imports, one after the other. A run that was going when the service died is found at the next start and goes on behind
/// the last batch that was committed.
/// </summary>
public sealed partial class ImportRunner(
    IDocumentStore store, ImportFiles files, ImportBatches batches, ImportProgress progress, ILogger<ImportRunner> log) : BackgroundService
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Guid, bool> cancelled = new();

    /// <summary>Says that something was queued.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    /// <summary>Stops a run after its present batch.</summary>
    public void Cancel(Guid run)
    {
        cancelled[run] = true;
        Wake();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Wake();
        try
        {
            while (await wake.Reader.WaitToReadAsync(stoppingToken))
            {
                wake.Reader.TryRead(out _);
                while (await NextAsync(stoppingToken) is { } run)
                    await RunAsync(run, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; what is not finished goes on at the next start.
        }
    }

    private async Task<ImportRun?> NextAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<ImportRun>().Where(run => run.State == ImportState.Running || run.State == ImportState.Queued)
            .OrderBy(run => run.Id).FirstOrDefaultAsync(cancellation);
    }

    private async Task RunAsync(ImportRun run, CancellationToken cancellation)
    {
        run = run with { State = ImportState.Running, StartedAt = run.StartedAt ?? Now() };
        try
        {
            progress.Publish(run);
            using var file = files.Open(run.Id, run.FileBytes);
            run = await ReadAsync(run, file, cancellation);
        }
        catch (ImportFileDamagedException damaged)
        {
            run = await LatestAsync(run, cancellation) with
            {
                State = ImportState.Failed, FailedFor = damaged.Code, FailedBecause = IntakeCodes.Find(damaged.Code),
            };
        }
        catch (UnreadableFile unreadable)
        {
            run = await LatestAsync(run, cancellation) with
            {
                State = ImportState.Failed, FailedFor = unreadable.Code, FailedBecause = new(unreadable.MessageVi, unreadable.Message),
            };
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The text of a fault may quote what it failed on; its type is enough to find it.
            LogFault(log, run.Id, fault.GetType().FullName!);
            run = await LatestAsync(run, cancellation) with
            {
                State = ImportState.Failed, FailedFor = "internal-error",
                FailedBecause = new("Lỗi hệ thống; các lô đã ghi vẫn giữ nguyên.",
                    "Something failed inside; batches recorded before stay."),
            };
        }

        await SaveAsync(run with { FinishedAt = Now() }, cancellation);
        cancelled.TryRemove(run.Id, out _);
    }

    private async Task<ImportRun> ReadAsync(ImportRun run, Stream file, CancellationToken cancellation)
    {
        var batch = new ImportBatch();
        var (record, skip) = (0, run.RecordsDone);
        foreach (var item in SourceReaders.For(run.System).Read(file))
        {
            if (cancelled.ContainsKey(run.Id))
                return run with { State = ImportState.Cancelled };
            if (item is FileEnded end)
            {
                run = await CommitAsync(run, batch, record, file, cancellation);
                return SignedManifest.Compare(
                    run with { State = ImportState.Finished, Rows = run.Rows with { Read = end.DataRows } }, end.DataRows);
            }

            if (++record <= skip)
                continue;
            if (item is PlotRead { Plot: var plot } && batch.MustEndBefore(plot))
            {
                run = await CommitAsync(run, batch, record - 1, file, cancellation);
                batch = new();
            }

            batch.Add(item);
        }

        return await CommitAsync(run, batch, record, file, cancellation) with { State = ImportState.Finished };
    }

    // Somebody may record one of these plots at this very moment; the batch then meets what they recorded.
    private async Task<ImportRun> CommitAsync(
        ImportRun run, ImportBatch batch, int recordsDone, Stream file, CancellationToken cancellation)
    {
        // A workbook is not read from its beginning to its end: how far we are never goes back.
        run = run with { BytesRead = Math.Max(run.BytesRead, file.Position) };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var recorded = await batches.RecordAsync(run with { RecordsDone = recordsDone }, batch, cancellation);
                progress.Publish(recorded);
                return recorded;
            }
            catch (Exception race) when (attempt < 5 && race is ConcurrencyException or DocumentAlreadyExistsException)
            {
                LogRace(log, run.Id, attempt);
            }
        }
    }

    private async Task<ImportRun> LatestAsync(ImportRun run, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<ImportRun>(run.Id, cancellation) ?? run;
    }

    private async Task SaveAsync(ImportRun run, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.Store(run);
        await session.SaveChangesAsync(cancellation);
        progress.Publish(run);
    }

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();

    [LoggerMessage(LogLevel.Information, "Import {Run} lost a race, attempt {Attempt}")]
    private static partial void LogRace(ILogger log, Guid run, int attempt);

    [LoggerMessage(LogLevel.Error, "Import {Run} failed with {Fault}")]
    private static partial void LogFault(ILogger log, Guid run, string fault);
}

/// <summary>Some records that are committed together.</summary>
public sealed class ImportBatch
{
    private const int Size = 250;
    private readonly HashSet<(string, string, string)> numbers = [];
    private readonly HashSet<string> codes = [];

    /// <summary>The plots.</summary>
    public List<SourcePlot> Plots { get; } = [];

    /// <summary>Rows held back by the reader.</summary>
    public List<Reject> Rejects { get; } = [];

    /// <summary>Whether the batch is full, or holds the same plot already: the second record must meet what the first made.</summary>
    public bool MustEndBefore(SourcePlot plot) =>
        Plots.Count >= Size || numbers.Contains((plot.Commune, plot.Sheet, plot.Plot))
            || (plot.PlotCode is { } code && codes.Contains(code));

    /// <summary>Takes an item in.</summary>
    public void Add(SourceItem item)
    {
        if (item is RowRejected { Reject: var reject })
            Rejects.Add(reject);
        if (item is not PlotRead { Plot: var plot })
            return;
        Plots.Add(plot);
        numbers.Add((plot.Commune, plot.Sheet, plot.Plot));
        if (plot.PlotCode is { } code)
            codes.Add(code);
    }
}
