using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Storage;
using Marten;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>The views of a loaded ledger: made from its events, and held against what the exported ledger showed.</summary>
internal sealed class RebuiltViews(IDocumentStore store, NpgsqlDataSource database, LedgerSchema schema)
{
    private const int MostNamed = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromDays(2);

    /// <summary>Makes the clean view and the audit trail.</summary>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync<PlotCard>(Patience, cancellation);
        await daemon.RebuildProjectionAsync(AuditTrail.ViewName, Patience, cancellation);
        await daemon.StopAllAsync();
    }

    /// <summary>Compares the clean view with the digests in an export, plot by plot.</summary>
    /// <returns>How many are equal, and the first that are not.</returns>
    public async Task<(long Equal, long Differing, IReadOnlyList<string> Named)> CompareAsync(ExportFolder export, CancellationToken cancellation)
    {
        await using var snapshot = await ReadSnapshot.TakeAsync(database, cancellation);
        var table = (await MovedTables.OfAsync(snapshot.First, schema, [Place.Ledger], cancellation)).Single(table => table.Compared);
        using var rebuilt = await snapshot.First.BeginTextExportAsync(table.CopyOut(schema), cancellation);
        var (equal, differing, named) = (0L, 0L, new List<string>());
        await using var before = BeforeAsync(export, cancellation).GetAsyncEnumerator(cancellation);
        var there = await before.MoveNextAsync() ? before.Current : null;
        var here = await rebuilt.ReadLineAsync(cancellation);
        while (there is not null || here is not null)
        {
            if (there == here)
                equal++;
            else if (++differing <= MostNamed)
                named.Add(Plot(Order(there, here) <= 0 ? there! : here!));
            var order = Order(there, here);
            if (order <= 0)
                there = await before.MoveNextAsync() ? before.Current : null;
            if (order >= 0)
                here = await rebuilt.ReadLineAsync(cancellation);
        }

        return (equal, differing, named);
    }

    private static int Order(string? there, string? here) =>
        there is null ? 1 : here is null ? -1 : Math.Sign(string.CompareOrdinal(Plot(there), Plot(here)));

    private static string Plot(string line) => line[..line.IndexOf('\t')];

    private static async IAsyncEnumerable<string> BeforeAsync(
        ExportFolder export, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var chunk in export.Manifest.Chunks.Where(chunk => chunk.Table == MovedTable.Cards))
        {
            using var reader = new StreamReader(ChunkFile.Open(export.At(chunk)));
            while (await reader.ReadLineAsync(cancellation) is { } line)
                yield return line;
        }
    }
}
