using System.Buffers.Binary;
using Npgsql;

namespace LandLedger.Proof.Rows;

/// <summary>
/// Writes rows into <c>copy … from stdin (format binary)</c>, for whoever writes millions of them: values stand behind one another in one
/// piece of memory, and the database takes the first rows while the next are still made. Before <see cref="CompleteAsync"/> no row counts.
/// </summary>
public sealed class RowsToCopy : IAsyncDisposable
{
    private const int Enough = 64 * 1024;

    // Signature, flags, and the length of what else the header has.
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xff, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private readonly NpgsqlRawCopyStream stream;
    private byte[] buffer = new byte[2 * Enough];
    private int end;
    private bool isComplete;

    private RowsToCopy(NpgsqlRawCopyStream stream)
    {
        this.stream = stream;
        Header.CopyTo(Next(Header.Length));
    }

    /// <summary>Starts to write.</summary>
    /// <param name="connection">Of the transaction; of no other use until this is disposed of.</param>
    /// <param name="into">The table, with its columns in brackets.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<RowsToCopy> OpenAsync(NpgsqlConnection connection, string into, CancellationToken cancellation) =>
        new(await connection.BeginRawBinaryCopyAsync($"copy {into} from stdin (format binary)", cancellation));

    /// <summary>Begins the next row.</summary>
    /// <param name="columns">How many values follow.</param>
    /// <param name="cancellation">Stops.</param>
    public async ValueTask NextAsync(short columns, CancellationToken cancellation)
    {
        if (end >= Enough)
            await SendAsync(cancellation);
        BinaryPrimitives.WriteInt16BigEndian(Next(sizeof(short)), columns);
    }

    /// <summary>A bigint, or null.</summary>
    public void Put(long? number)
    {
        Length(number is null ? -1 : sizeof(long));
        if (number is { } value)
            BinaryPrimitives.WriteInt64BigEndian(Next(sizeof(long)), value);
    }

    /// <summary>A bytea.</summary>
    public void Put(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        bytes.CopyTo(Next(bytes.Length));
    }

    /// <summary>Ends: the rows are in the table, for the transaction.</summary>
    /// <exception cref="PostgresException">The database takes none of the rows.</exception>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        BinaryPrimitives.WriteInt16BigEndian(Next(sizeof(short)), -1);
        await SendAsync(cancellation);
        isComplete = true;
        await stream.DisposeAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (isComplete)
            return;
        isComplete = true;
        // What ends without being taken back counts as whole. Why it was not completed is what the caller has to hear.
        await stream.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stream.DisposeAsync();
    }

    private async ValueTask SendAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(buffer.AsMemory(0, end), cancellation);
        end = 0;
    }

    private void Length(int bytes) => BinaryPrimitives.WriteInt32BigEndian(Next(sizeof(int)), bytes);

    private Span<byte> Next(int bytes)
    {
        if (buffer.Length - end < bytes)
            Array.Resize(ref buffer, Math.Max(2 * buffer.Length, end + bytes));
        end += bytes;
        return buffer.AsSpan(end - bytes, bytes);
    }
}
