using System.Collections.Concurrent;
using System.Threading.Channels;
using JasperFx;
using LandLedger.Documents;
using LandLedger.Plumbing;
using LandLedger.Sources;
using Marten;
using NodaTime;
using Npgsql;

namespace LandLedger.Intake;

/// <summary>
/// Runs queued imports, one after the other. A run that was going when the service died is found at the next start and goes on behind
/// the last batch that was committed.
/// </summary>
public sealed partial class ImportRunner(
    IDocumentStore store, SourceReaders readers, ImportFiles files, BatchPreparation preparation, ImportBatches batches,
    ImportProgress progress, IConfiguration settings, ILogger<ImportRunner> log) : OneByOne<ImportRun>(log)
{
    private readonly ConcurrentDictionary<Guid, bool> cancelled = new();

    /// <summary>Stops a run after its present batch.</summary>
    public void Cancel(Guid run)
    {
        cancelled[run] = true;
        Wake();
    }

    /// <inheritdoc />
    protected override async Task<ImportRun?> NextAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<ImportRun>().Where(run => run.State == ImportState.Running || run.State == ImportState.Queued)
            .OrderBy(run => run.Id).FirstOrDefaultAsync(cancellation);
    }

    /// <inheritdoc />
    protected override async Task WorkAsync(ImportRun found, CancellationToken cancellation)
    {
        var run = found with { State = ImportState.Running, StartedAt = found.StartedAt ?? Now() };
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

    // Two hands: one reads and prepares the next batch while the other records this one.
    private async Task<ImportRun> ReadAsync(ImportRun run, Stream file, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var prepared = Channel.CreateBounded<PreparedBatch>(1);
        var reading = Task.Run(() => PrepareAllAsync(run, file, prepared.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in prepared.Reader.ReadAllAsync(cancellation))
            {
                if (cancelled.ContainsKey(run.Id))
                    return run with { State = ImportState.Cancelled };
                run = await CommitAsync(run, batch, cancellation);
            }

            return SignedManifest.Compare(run with { State = ImportState.Finished }, run.Rows.Read);
        }
        catch (OwnersWouldChangeException many)
        {
            return run with
            {
                State = ImportState.Held, HeldFor = "owners-would-change",
                HeldBecause = new($"Chủ sử dụng của {many.Differ} trên {many.Of} thửa khác với sổ; cần người thứ hai cho phép.",
                    $"The owners of {many.Differ} of {many.Of} plots differ from the ledger; a second person has to release the run."),
            };
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task PrepareAllAsync(ImportRun run, Stream file, ChannelWriter<PreparedBatch> prepared, CancellationToken cancellation)
    {
        try
        {
            foreach (var batch in Batches(run, file, settings.GetValue("Intake:BatchPlots", ImportBatch.UsualPlots)))
                await prepared.WriteAsync(await preparation.PrepareAsync(run, batch, cancellation), cancellation);
            prepared.Complete();
        }
        catch (Exception fault)
        {
            // What was prepared before is still recorded; then the fault comes out at the other end.
            prepared.Complete(fault);
        }
    }

    private IEnumerable<ImportBatch> Batches(ImportRun run, Stream file, int plots)
    {
        var batch = new ImportBatch(plots);
        var record = 0;
        foreach (var item in readers.For(run).Read(file))
        {
            if (item is FileEnded end)
            {
                batch.RowsOfFile = end.DataRows;
                break;
            }

            if (++record <= run.RecordsDone)
                continue;
            if (batch.MustEndBefore(item))
            {
                (batch.RecordsDone, batch.BytesRead) = (record - 1, file.Position);
                yield return batch;
                batch = new(plots);
            }

            batch.Add(item);
        }

        (batch.RecordsDone, batch.BytesRead) = (record, file.Length);
        yield return batch;
    }

    // Somebody may record one of these plots at this very moment; the batch then meets what they recorded.
    private async Task<ImportRun> CommitAsync(ImportRun run, PreparedBatch batch, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var recorded = await batches.RecordAsync(run, batch, cancellation);
                progress.Publish(recorded);
                return recorded;
            }
            catch (Exception race) when (attempt < 5 && IsRace(race))
            {
                LogRace(log, run.Id, attempt);
            }
        }
    }

    private static bool IsRace(Exception fault) => fault is ConcurrencyException or DocumentAlreadyExistsException
        or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected };

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
    }

    private static Instant Now() => SystemClock.Instance.GetCurrentInstant();

    [LoggerMessage(LogLevel.Information, "Import {Run} lost a race, attempt {Attempt}")]
    private static partial void LogRace(ILogger log, Guid run, int attempt);

    [LoggerMessage(LogLevel.Error, "Import {Run} failed with {Fault}")]
    private static partial void LogFault(ILogger log, Guid run, string fault);
}
