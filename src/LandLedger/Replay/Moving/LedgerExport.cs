using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>How an export is made.</summary>
/// <param name="Folder">Where to.</param>
/// <param name="Places">Which schemas' tables.</param>
/// <param name="Workers">How many connections read.</param>
/// <param name="Width">How many numbers of events, leaves or readings go into a file.</param>
/// <param name="LogFolder">Public files of the log, for the last checkpoint; null when they are not at hand.</param>
public sealed record ExportOptions(string Folder, Place[] Places, int Workers, int Width, string? LogFolder);

/// <summary>
/// Writes all rows that do not follow from others into files, as they were at one moment. Stopped and run again it takes a new moment and
/// keeps the files of what only grows, where that moment still counts as many rows in them; everything else is written again. So what is
/// finished shows one moment, whether it was stopped or not.
/// </summary>
/// <remarks>docs/decisions/0018 says why rows and why text.</remarks>
public sealed class LedgerExport(NpgsqlDataSource database, LedgerSchema schema, TimeProvider clock)
{
    private const long CutAt = 64 << 20;
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    /// <summary>Makes the export, or goes on with it.</summary>
    /// <exception cref="MovingRefusedException">The folder or the database cannot be used.</exception>
    public async Task<ExportManifest> RunAsync(ExportOptions options, CancellationToken cancellation)
    {
        var vault = options.Places.Contains(Place.Vault);
        // Read first: the moment that follows has all that it covers.
        var note = vault ? null : PublishedNote.Of(options.LogFolder);
        await using var snapshot = await ReadSnapshot.TakeAsync(database, cancellation);
        var tables = await MovedTables.OfAsync(snapshot.First, schema, options.Places, cancellation);
        if (tables.Count == 0 || (!vault && tables.All(table => table.Name != "mt_events")))
            throw new MovingRefusedException($"Không có sổ nào trong lược đồ {schema.Name}.", $"There is no ledger in the schema {schema.Name}.");
        var source = await snapshot.OneAsync<string>(
            "select system_identifier || '/' || (select oid from pg_database where datname = current_database()) from pg_control_system()",
            cancellation);
        using var journal = ExportJournal.Open(options.Folder, $"{source} {schema.Name} {options.Width} {string.Join('+', options.Places)}");
        var work = new List<Piece>();
        foreach (var table in tables)
            work.AddRange(await PiecesAsync(snapshot, table, options, cancellation));
        var chunks = await WriteAsync(snapshot, journal, work, options, cancellation);
        var manifest = await DescribeAsync(snapshot, journal.Export, tables, chunks, note, options, cancellation);
        Finish(options.Folder, manifest);
        journal.End();
        return manifest;
    }

    // A whole table, or one range of what only grows.
    private async Task<IEnumerable<Piece>> PiecesAsync(
        ReadSnapshot snapshot, MovedTable table, ExportOptions options, CancellationToken cancellation)
    {
        if (!table.OnlyGrows)
            return [new(table, null, null)];
        var counts = await snapshot.PairsAsync<long, long>(
            $"select {table.Key} / {options.Width}, count(*) from {MovedTables.SchemaOf(table.Place, schema)}.{table.Name} group by 1",
            cancellation);
        return counts.Select(range => new Piece(table, range.Key, range.Value));
    }

    private async Task<ExportedChunk[]> WriteAsync(
        ReadSnapshot snapshot, ExportJournal journal, List<Piece> work, ExportOptions options, CancellationToken cancellation)
    {
        var open = new ConcurrentQueue<Piece>(work.OrderBy(piece => piece.Range is null ? 0 : 1));
        var chunks = new ConcurrentDictionary<string, ExportedChunk>(StringComparer.Ordinal);
        var progress = new Progress(clock, work.Sum(piece => piece.Rows ?? 0));
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        return [.. chunks.Values.OrderBy(chunk => chunk.File, StringComparer.Ordinal)];

        async Task WorkAsync()
        {
            try
            {
                await using var connection = await snapshot.AnotherAsync(together.Token);
                while (open.TryDequeue(out var piece))
                {
                    foreach (var chunk in await PieceAsync(connection, journal, piece, options, together.Token))
                        chunks[chunk.File] = chunk;
                    progress.Add(piece.Rows ?? 0);
                }
            }
            catch
            {
                // The others need not read on for an export that has failed.
                await together.CancelAsync();
                throw;
            }
        }
    }

    private async Task<IReadOnlyList<ExportedChunk>> PieceAsync(
        NpgsqlConnection connection, ExportJournal journal, Piece piece, ExportOptions options, CancellationToken cancellation)
    {
        var (table, width) = (piece.Table, (long)options.Width);
        if (piece.Range is { } known && journal.Chunks.TryGetValue(Name(table, known), out var before) && before.Rows == piece.Rows
            && await IsThereAsync(options.Folder, before, cancellation))
            return [before];
        var range = piece.Range is { } at ? $"{table.Key} between {at * width} and {at * width + width - 1}" : "";
        var written = await ChunkFile.WriteAsync(connection, table.CopyOut(schema, range), options.Folder,
            number => Name(table, piece.Range ?? number), piece.Range is null ? CutAt : long.MaxValue, cancellation);
        if (piece.Rows is { } expected && written.Sum(one => one.Rows) != expected)
            throw new InvalidOperationException($"{table.Name}: {expected} rows were counted and another number was read.");
        var chunks = written.Select(one => new ExportedChunk(one.File, table.Name, one.Rows, one.Bytes, one.Sha256)).ToArray();
        foreach (var chunk in chunks)
            journal.Add(chunk);
        return chunks;
    }

    private static string Name(MovedTable table, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{table.Name}-{number:D6}.copy.gz");

    private static async Task<bool> IsThereAsync(string folder, ExportedChunk chunk, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, chunk.File);
        return File.Exists(path) && new FileInfo(path).Length == chunk.Bytes && await ChunkFile.Sha256Async(path, cancellation) == chunk.Sha256;
    }

    private async Task<ExportManifest> DescribeAsync(ReadSnapshot snapshot, Guid export, IReadOnlyList<MovedTable> tables, ExportedChunk[] chunks,
        string? note, ExportOptions options, CancellationToken cancellation)
    {
        var vault = options.Places.Contains(Place.Vault);
        var head = vault ? null : await snapshot.HeadAsync(schema, cancellation);
        var waiting = !vault && !options.Places.Contains(Place.Messages) && await MayReadMessagesAsync(snapshot, cancellation)
            ? await snapshot.OneAsync<long>(MovedTables.WaitingSql(schema), cancellation)
            : 0;
        return new()
        {
            Format = ExportManifest.ThisFormat,
            Export = export,
            Vault = vault,
            Program = typeof(LedgerExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Server = await snapshot.OneAsync<string>("select current_setting('server_version')", cancellation),
            Schema = schema.Name,
            TakenAt = await snapshot.OneAsync<string>(
                """select to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""", cancellation),
            Log = head is null ? null : new(head.Size, Convert.ToBase64String(head.Root), note),
            MessagesLeftBehind = waiting,
            // Numbers that are given out and not committed yet never come in the new house; the sequencer there notes them as missing.
            Sequences = vault ? [] : await snapshot.PairsAsync<string, long?>(
                $"select sequencename::text, last_value from pg_sequences where schemaname = '{schema.Name}'", cancellation),
            EventTypes = vault ? [] : await snapshot.PairsAsync<string, long>(
                $"select type, count(*) from {schema.Name}.mt_events group by type", cancellation),
            Tables = [.. tables.Select(table => new ExportedTable(table.Name, table.Place, table.Columns,
                chunks.Where(chunk => chunk.Table == table.Name).Sum(chunk => chunk.Rows), table.Compared))],
            Chunks = chunks,
        };
    }

    private async Task<bool> MayReadMessagesAsync(ReadSnapshot snapshot, CancellationToken cancellation)
    {
        var messages = MovedTables.SchemaOf(Place.Messages, schema);
        return await snapshot.OneAsync<bool>(
            $"""
            select to_regnamespace('{messages}') is not null and has_schema_privilege('{messages}', 'usage')
                and has_table_privilege('{messages}.wolverine_incoming_envelopes', 'select')
            """, cancellation);
    }

    // The manifest comes last: where it is, everything is. Files of earlier runs that nothing names any more go away.
    private static void Finish(string folder, ExportManifest manifest)
    {
        var named = manifest.Chunks.Select(chunk => chunk.File).ToHashSet(StringComparer.Ordinal);
        foreach (var stray in Directory.EnumerateFiles(folder, "*.copy.gz").Where(path => !named.Contains(Path.GetFileName(path))))
            File.Delete(stray);
        var bytes = manifest.ToBytes();
        var sums = manifest.Chunks.Select(chunk => $"{chunk.Sha256}  {chunk.File}\n")
            .Append($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))}  {ExportManifest.FileName}\n");
        WriteDurably(Path.Combine(folder, ExportFolder.SumsFile), System.Text.Encoding.ASCII.GetBytes(string.Concat(sums)));
        WriteDurably(Path.Combine(folder, ExportManifest.FileName), bytes);
        FileNames.Keep(folder);
    }

    private static void WriteDurably(string path, byte[] bytes)
    {
        using (var file = new FileStream($"{path}.draft", FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move($"{path}.draft", path, overwrite: true);
    }

    private sealed record Piece(MovedTable Table, long? Range, long? Rows);

    private sealed class Progress(TimeProvider clock, long all)
    {
        private readonly Lock one = new();
        private readonly long began = clock.GetTimestamp();
        private long said = clock.GetTimestamp();
        private long done;

        public void Add(long rows)
        {
            lock (one)
            {
                done += rows;
                if (clock.GetElapsedTime(said) < SayEvery || done == 0)
                    return;
                said = clock.GetTimestamp();
                var left = clock.GetElapsedTime(began) * (all - done) / done;
                MovingCommand.Say($"Đã ghi {done:N0} trên {all:N0} dòng, còn khoảng {left:hh\\:mm\\:ss}",
                    $"{done:N0} of {all:N0} rows written, about {left:hh\\:mm\\:ss} left");
            }
        }
    }
}
