namespace LandLedger.Proof;

/// <summary>Base64 from outside: strict, and without an exception.</summary>
internal static class CodedBytes
{
    public static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : null;
    }

    public static byte[]? Hash(string text) => Bytes(text) is { Length: MerkleHash.Length } hash ? hash : null;
}
