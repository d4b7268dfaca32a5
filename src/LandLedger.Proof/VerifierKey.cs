using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace LandLedger.Proof;

/// <summary>What a signature of a note is for; the first byte of a key (C2SP signed-note).</summary>
public enum NoteAlgorithm : byte
{
    /// <summary>Plain Ed25519 over the note, as logs sign.</summary>
    Ed25519 = 0x01,

    /// <summary>Ed25519 with the time, as witnesses cosign (C2SP tlog-cosignature).</summary>
    Cosignature = 0x04,
}

/// <summary>A public key with the name of its owner, in the form of C2SP signed-note: <c>name+hash+key</c>.</summary>
public sealed class VerifierKey
{
    private readonly PublicKey key;

    /// <summary>Makes the key of an owner.</summary>
    /// <param name="name">Name; no blanks, no plus sign.</param>
    /// <param name="algorithm">What it signs.</param>
    /// <param name="publicKey">32 bytes.</param>
    /// <exception cref="FormatException">The name or the key is not of that form.</exception>
    public VerifierKey(string name, NoteAlgorithm algorithm, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name))
            throw new FormatException("The name of a key has no blanks and no plus sign.");
        if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var imported))
            throw new FormatException("Not an Ed25519 key.");
        key = imported!;
        Name = name;
        Algorithm = algorithm;
        Id = IdOf(name, algorithm, publicKey);
    }

    /// <summary>Name of its owner.</summary>
    public string Name { get; }

    /// <summary>What it signs.</summary>
    public NoteAlgorithm Algorithm { get; }

    /// <summary>The first four bytes of the hash of name and key, by which signatures name it.</summary>
    public uint Id { get; }

    /// <summary>Reads <c>name+hash+key</c>.</summary>
    /// <exception cref="FormatException">Another form, another algorithm, or a hash that is not the key's.</exception>
    public static VerifierKey Parse(string text)
    {
        var parts = text.Trim().Split('+', 3);
        if (parts.Length != 3 || CodedBytes.Bytes(parts[2]) is not { Length: 33 } bytes || !Enum.IsDefined((NoteAlgorithm)bytes[0]))
            throw new FormatException("A public key has the form name+hash+key.");
        var parsed = new VerifierKey(parts[0], (NoteAlgorithm)bytes[0], bytes.AsSpan(1));
        return parts[1] == parsed.Id.ToString("x8", CultureInfo.InvariantCulture)
            ? parsed
            : throw new FormatException($"The key of {parts[0]} does not have the hash written beside it.");
    }

    /// <summary>Whether this key signed these bytes.</summary>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">64 bytes; any other length is refused.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == 64 && SignatureAlgorithm.Ed25519.Verify(key, message, signature);

    /// <inheritdoc />
    public override string ToString() =>
        $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Algorithm, .. key.Export(KeyBlobFormat.RawPublicKey)])}";

    internal static bool IsName(string name) => name.Length > 0 && !name.Contains('+') && !name.Any(char.IsWhiteSpace);

    internal static uint IdOf(string name, NoteAlgorithm algorithm, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)algorithm, .. publicKey]));
}
