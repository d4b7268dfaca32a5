using System.Collections.Concurrent;
using LandLedger.Plots;
using LandLedger.Proof;
using LandLedger.Storage;
using Marten;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>Loads an export into an empty database: rows as they were, never through the store, which would write its own.</summary>
/// <param name="database">Under the owner.</param>
/// <param name="schema">Where the ledger goes.</param>
/// <param name="clock">For progress.</param>
public sealed class LedgerLoad(NpgsqlDataSource database, LedgerSchema schema, TimeProvider clock)
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    /// <summary>Loads what is not in yet, and counts.</summary>
    /// <param name="export">Looked at before.</param>
    /// <param name="migrate">Brings up the schema.</param>
    /// <param name="workers">How many connections write.</param>
    /// <param name="cancellation">Stops; the same again goes on.</param>
    /// <exception cref="MovingRefusedException">The target is not empty, or not what it should be.</exception>
    public async Task RunAsync(ExportFolder export, Func<Task> migrate, int workers, CancellationToken cancellation)
    {
        var target = Target(export.Manifest);
        var begun = await target.IsBegunAsync(cancellation);
        if (!begun)
        {
            await target.NeedEmptyAsync(export.Manifest, cancellation);
            await migrate();
        }

        await target.NeedTablesAsync(export.Manifest, cancellation);
        await target.BeginAsync(export, cancellation);
        if (!export.Manifest.Vault)
            await target.LetGoAsync(cancellation);
        var loaded = await target.LoadedAsync(cancellation);
        if (loaded.Count > 0)
            await target.NeedCountsAsync(export.Manifest, cancellation);
        await LoadAsync(target, export, loaded, workers, cancellation);
        await target.TakeBackAsync(cancellation);
        await target.SetSequencesAsync(export.Manifest, cancellation);
        await target.NeedCountsAsync(export.Manifest, cancellation);
        await target.AnalyseAsync(export.Manifest, cancellation);
    }

    /// <summary>Tells the database that the load is over; before, it can be run again.</summary>
    public Task EndAsync(ExportFolder export, CancellationToken cancellation) => Target(export.Manifest).EndAsync(cancellation);

    /// <summary>Refuses events that this program cannot read: its views would be wrong.</summary>
    /// <exception cref="MovingRefusedException">A type of event is unknown; it is named.</exception>
    public static void NeedEventTypes(ExportManifest export, IDocumentStore store)
    {
        string[] other = [EventRow.Tombstone, .. PlotStore.OldForms.Select(form => form.StoredName)];
        var known = ((DocumentStore)store).Events.AllKnownEventTypes().Select(type => type.EventTypeName).Concat(other).ToHashSet();
        var unknown = export.EventTypes.Keys.Where(type => !known.Contains(type)).ToArray();
        if (unknown.Length > 0)
            throw new MovingRefusedException(
                $"Phiên bản chương trình này không biết sự kiện {string.Join(", ", unknown)}; hãy dùng phiên bản {export.Program} trở lên. Chưa nạp gì.",
                $"This version of the program does not know the events {string.Join(", ", unknown)}; use version {export.Program} or later. "
                    + "Nothing was loaded.");
    }

    private LoadTarget Target(ExportManifest export) => new(database, schema, export.Vault ? "vault_moving" : $"{schema.Name}_moving");

    private async Task LoadAsync(LoadTarget target, ExportFolder export, HashSet<string> loaded, int workers, CancellationToken cancellation)
    {
        var compared = export.Manifest.Tables.Where(table => table.Compared).Select(table => table.Name).ToHashSet();
        var chunks = export.Manifest.Chunks.Where(chunk => !compared.Contains(chunk.Table)).ToArray();
        var open = new ConcurrentQueue<ExportedChunk>(chunks.Where(chunk => !loaded.Contains(chunk.File)));
        var (all, done, said) = (chunks.Sum(chunk => chunk.Rows), chunks.Where(chunk => loaded.Contains(chunk.File)).Sum(chunk => chunk.Rows),
            clock.GetTimestamp());
        if (done > 0)
            MovingCommand.Say($"Đi tiếp: đã có {done:N0} trên {all:N0} dòng.", $"Going on: {done:N0} of {all:N0} rows are in.");
        var one = new Lock();
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));

        async Task WorkAsync()
        {
            try
            {
                while (open.TryDequeue(out var chunk))
                {
                    await target.LoadAsync(export, chunk, together.Token);
                    lock (one)
                    {
                        done += chunk.Rows;
                        if (clock.GetElapsedTime(said) < SayEvery)
                            continue;
                        said = clock.GetTimestamp();
                        MovingCommand.Say($"Đã nạp {done:N0} trên {all:N0} dòng", $"{done:N0} of {all:N0} rows loaded");
                    }
                }
            }
            catch
            {
                await together.CancelAsync();
                throw;
            }
        }
    }
}
