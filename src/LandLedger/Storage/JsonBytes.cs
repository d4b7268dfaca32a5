using System.Buffers;

namespace LandLedger.Storage;

/// <summary>JSON that is being written, in memory that is lent.</summary>
public sealed class JsonBytes : IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(4 * 1024);
    private int written;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, written);

    /// <summary>Writes some bytes, and says where they are.</summary>
    public Span<byte> Put(ReadOnlySpan<byte> some)
    {
        var room = Room(some.Length)[..some.Length];
        some.CopyTo(room);
        written += some.Length;
        return room;
    }

    /// <summary>Room for at least so many bytes, of which <see cref="Took"/> then says how many were taken.</summary>
    public Span<byte> Room(int length)
    {
        if (bytes.Length - written < length)
            Grow(length);
        return bytes.AsSpan(written);
    }

    /// <summary>So many bytes of the room were written.</summary>
    public void Took(int length) => written += length;

    /// <inheritdoc />
    public void Dispose() => ArrayPool<byte>.Shared.Return(bytes);

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, written + length));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
