using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>The views of a loaded ledger: made from its events, and held against what the exported ledger showed.</summary>
internal sealed class RebuiltViews(
    ShadowTable shadow, Chunks chunks, ShadowBuild build, NpgsqlDataSource database, LedgerSchema schema)
{
    private const int MostNamed = 20;

    /// <summary>Makes every view in its shadow and puts it in place; nobody works on the ledger yet.</summary>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        foreach (var view in ReplayedView.All)
        {
            var part = Guid.CreateVersion7();
            await shadow.OpenAsync(view, cancellation);
            await chunks.CutAsync(part, null, cancellation);
            await build.RunAsync(part, view, new(), cancellation);
            await shadow.IndexAsync(view, unique: true, cancellation);
            await chunks.ForgetAsync(part, cancellation);
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await shadow.SwitchAsync(connection, view, cancellation);
            if (view.Shard is { } shard)
                await FollowFromHereAsync(connection, shard, cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    // The daemon goes on behind the last event that was loaded.
    private async Task FollowFromHereAsync(NpgsqlConnection connection, string shard, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            insert into {schema.Name}.mt_event_progression (name, last_seq_id)
            select name, coalesce((select max(seq_id) from {schema.Name}.mt_events), 0) from unnest($1) name
            on conflict (name) do update set last_seq_id = excluded.last_seq_id
            """, connection);
        command.Parameters.AddWithValue(new[] { shard, "HighWaterMark" });
        await command.ExecuteNonQueryAsync(cancellation);
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
