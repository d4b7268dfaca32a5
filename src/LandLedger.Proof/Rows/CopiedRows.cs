using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace LandLedger.Proof.Rows;

/// <summary>
/// Reads rows from <c>copy … to stdout (format binary)</c> where they lie in the buffer: for whoever reads millions of them, a reader
/// that makes an object of each value is much of the work. Values are valid until the next row.
/// </summary>
public sealed class CopiedRows : IDisposable, IAsyncDisposable
{
    // Signature and flags; then the length of what else the header has.
    private const int Header = 19;
    private const int NoMore = -1;
    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private readonly NpgsqlRawCopyStream stream;
    private readonly int[] start, length;
    private readonly KnownNames names = new();
    private byte[] buffer = new byte[64 * 1024];
    private int next, filled;
    private bool begun;

    private CopiedRows(NpgsqlRawCopyStream stream, int columns)
    {
        this.stream = stream;
        (start, length) = (new int[columns], new int[columns]);
    }

    /// <summary>Number of columns.</summary>
    public int Columns => start.Length;

    /// <summary>Starts to read.</summary>
    /// <param name="connection">Of the transaction whose snapshot counts; of no other use until this is disposed of.</param>
    /// <param name="select">The query, whose values are written out: this way of reading has no parameters.</param>
    /// <param name="columns">How many columns it has.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<CopiedRows> OpenAsync(NpgsqlConnection connection, string select, int columns, CancellationToken cancellation) =>
        new(await connection.BeginRawBinaryCopyAsync($"copy ({select}) to stdout (format binary)", cancellation), columns);

    /// <inheritdoc cref="OpenAsync"/>
    public static CopiedRows Open(NpgsqlConnection connection, string select, int columns) =>
        new(connection.BeginRawBinaryCopy($"copy ({select}) to stdout (format binary)"), columns);

    /// <summary>Goes to the next row.</summary>
    /// <returns>False behind the last.</returns>
    public ValueTask<bool> NextAsync(CancellationToken cancellation) => Stands() is { } there ? new(there) : MoreAsync(cancellation);

    /// <summary>The same, waiting for the database: of many rows, on a thread of its own, that costs less.</summary>
    /// <returns>False behind the last.</returns>
    public bool Next()
    {
        while (true)
        {
            if (Stands() is { } there)
                return there;
            Took(stream.Read(Room().Span));
        }
    }

    /// <summary>Whether a value is null.</summary>
    public bool IsNull(int column) => length[column] < 0;

    /// <summary>A value as it was sent.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => buffer.AsSpan(start[column], length[column]);

    /// <summary>A bigint.</summary>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public long Number(int column) => BinaryPrimitives.ReadInt64BigEndian(Of(column, sizeof(long)));

    /// <summary>A uuid.</summary>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    public Guid Uuid(int column) => new(Of(column, 16), bigEndian: true);

    /// <summary>A text.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>A text of which there are few in many rows: each is made once.</summary>
    public string Name(int column) => names.Of(Bytes(column));

    /// <summary>The text of a jsonb.</summary>
    /// <exception cref="InvalidCastException">The column is of another type.</exception>
    // A version stands before it.
    public ReadOnlySpan<byte> Json(int column) => Bytes(column) is [1, .. var text] ? text : throw OfAnotherType(column);

    /// <summary>A timestamptz; the ends of time for the two infinities.</summary>
    public DateTimeOffset Time(int column) => Number(column) switch
    {
        long.MinValue => DateTimeOffset.MinValue,
        long.MaxValue => DateTimeOffset.MaxValue,
        var microseconds => new(Epoch + microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero),
    };

    /// <inheritdoc />
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <inheritdoc />
    public void Dispose() => stream.Dispose();

    private async ValueTask<bool> MoreAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Took(await stream.ReadAsync(Room(), cancellation));
            if (Stands() is { } there)
                return there;
        }
    }

    // Whether there is a next row; null while what tells it is not there as a whole.
    private bool? Stands()
    {
        if (!begun && filled < Header)
            return null;
        if (!begun)
            (next, begun) = (Header + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(Header - sizeof(int))), true);
        var end = Parse();
        if (end > 0)
            next = end;
        return end == 0 ? null : end != NoMore;
    }

    private ReadOnlySpan<byte> Of(int column, int bytes) => length[column] == bytes ? Bytes(column) : throw OfAnotherType(column);

    private static InvalidCastException OfAnotherType(int column) => new($"Column {column} of the answer is of another type.");

    // Where the row that stands next ends; 0 while it is not there as a whole.
    private int Parse()
    {
        var at = next;
        if (filled - at < sizeof(short))
            return 0;
        var columns = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(at));
        if (columns == NoMore)
            return NoMore;
        at += sizeof(short);
        for (var column = 0; column < columns; column++)
        {
            if (filled - at < sizeof(int))
                return 0;
            length[column] = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at));
            at += sizeof(int);
            start[column] = at;
            at += Math.Max(0, length[column]);
        }

        return at <= filled ? at : 0;
    }

    // Behind the rest of a row, which goes to the front: so it is always the same memory.
    private Memory<byte> Room()
    {
        if (next > 0)
        {
            buffer.AsSpan(next, filled - next).CopyTo(buffer);
            (next, filled) = (0, filled - next);
        }

        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        return buffer.AsMemory(filled);
    }

    private void Took(int read) => filled += read > 0 ? read : throw new EndOfStreamException("The database ended its answer within a row.");
}
