using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>Rows on their way between a database and files; at most one buffer of them is in memory.</summary>
internal static class ChunkFile
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Writes the rows of a statement into files, each cut behind a row and durable before it is told of.</summary>
    /// <param name="connection">In the snapshot.</param>
    /// <param name="sql">A COPY in text format.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Name of the file of a number.</param>
    /// <param name="cutAt">From how many bytes of rows on a new file begins.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<List<(string File, long Rows, long Bytes, string Sha256)>> WriteAsync(
        NpgsqlConnection connection, string sql, string folder, Func<int, string> name, long cutAt, CancellationToken cancellation)
    {
        var written = new List<(string, long, long, string)>();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        OpenChunk? open = null;
        try
        {
            using var rows = await connection.BeginTextExportAsync(sql, cancellation);
            var raw = ((StreamReader)rows).BaseStream;
            for (int read; (read = await raw.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellation)) > 0;)
            {
                for (var at = 0; at < read;)
                {
                    open ??= new(folder, name(written.Count));
                    var until = open.EndOf(buffer.AsSpan(at, read - at), cutAt, out var full);
                    open.Write(buffer.AsSpan(at, until));
                    at += until;
                    if (!full)
                        continue;
                    written.Add(open.Finish());
                    open = null;
                }
            }

            if (open is not null)
                written.Add(open.Finish());
            open = null;
            FileNames.Keep(folder);
            return written;
        }
        finally
        {
            open?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends the rows of a file into a table.</summary>
    /// <returns>How many rows it had.</returns>
    public static async Task<long> LoadAsync(NpgsqlConnection connection, string sql, string path, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = Open(path);
            await using var writer = await connection.BeginTextImportAsync(sql, cancellation);
            var raw = ((StreamWriter)writer).BaseStream;
            var rows = 0L;
            for (int read; (read = await file.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellation)) > 0;)
            {
                rows += buffer.AsSpan(0, read).Count((byte)'\n');
                await raw.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            return rows;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The rows of a file, as text.</summary>
    public static Stream Open(string path) => new GZipStream(
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan), CompressionMode.Decompress);

    /// <summary>SHA-256 of a file.</summary>
    public static async Task<string> Sha256Async(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }
}
