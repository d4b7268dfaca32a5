using System.Buffers.Binary;
using System.Text;

namespace LandLedger.Proof;

/// <summary>Writes what is hashed or signed, one value behind the other, into memory that has its length.</summary>
/// <param name="memory">The whole of it.</param>
internal ref struct PlainBytes(Span<byte> memory)
{
    private Span<byte> rest = memory;

    public void Put(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    public void Put(byte one)
    {
        rest[0] = one;
        rest = rest[1..];
    }

    public void Put(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, number);
        rest = rest[sizeof(long)..];
    }

    public void Put(Guid id)
    {
        id.TryWriteBytes(rest, bigEndian: true, out var written);
        rest = rest[written..];
    }

    /// <summary>A text of at most 255 bytes behind its length.</summary>
    public void PutNamed(string text)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[1..]);
        rest[0] = checked((byte)length);
        rest = rest[(1 + length)..];
    }
}
