using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LandLedger.Proof;

/// <summary>Base64 from outside: strict, and without an exception.</summary>
internal static class CodedBytes
{
    public static byte[]? Bytes(string text) => Ascii.IsValid(text) ? Bytes(Encoding.ASCII.GetBytes(text)) : null;

    public static byte[]? Bytes(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out var read, out var length) != OperationStatus.Done || read != text.Length)
            return null;
        if (length < bytes.Length)
            bytes = bytes[..length];
        // There is one way to write them: no blanks, and nothing in the bits that are left over.
        var again = text.Length <= 1024 ? stackalloc byte[text.Length] : new byte[text.Length];
        return Base64.EncodeToUtf8(bytes, again, out _, out var written) == OperationStatus.Done && again[..written].SequenceEqual(text)
            ? bytes
            : null;
    }

    public static byte[]? Hash(string text) => Bytes(text) is { Length: MerkleHash.Length } hash ? hash : null;
}
