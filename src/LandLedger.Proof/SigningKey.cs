using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace LandLedger.Proof;

/// <summary>
/// A private key with the name of its owner. Kept as one line, <c>PRIVATE+KEY+name+hash+key</c>, the form that tools for signed notes
/// share.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly Key key;

    private SigningKey(string name, NoteAlgorithm algorithm, ReadOnlySpan<byte> seed)
    {
        key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        Verifier = new(name, algorithm, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>The public half, to be given away.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>Makes a new key and its line.</summary>
    /// <param name="name">Name of the owner.</param>
    /// <param name="algorithm">What it is to sign.</param>
    public static string NewLine(string name, NoteAlgorithm algorithm)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        using var made = new SigningKey(name, algorithm, seed);
        return $"{Prefix}{name}+{made.Verifier.Id:x8}+{Convert.ToBase64String([(byte)algorithm, .. seed])}";
    }

    /// <summary>Reads the line.</summary>
    /// <exception cref="FormatException">Another form, or a hash that is not the key's. The text never quotes the line.</exception>
    public static SigningKey Parse(string line)
    {
        var text = line.Trim();
        var parts = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split('+', 3) : [];
        if (parts.Length != 3 || CodedBytes.Bytes(parts[2]) is not { Length: 33 } bytes || !Enum.IsDefined((NoteAlgorithm)bytes[0])
            || !VerifierKey.IsName(parts[0]))
            throw new FormatException("A private key has the form PRIVATE+KEY+name+hash+key.");
        var parsed = new SigningKey(parts[0], (NoteAlgorithm)bytes[0], bytes.AsSpan(1));
        if (parts[1] == parsed.Verifier.Id.ToString("x8", CultureInfo.InvariantCulture))
            return parsed;
        parsed.Dispose();
        throw new FormatException($"The private key of {parts[0]} does not have the hash written beside it.");
    }

    /// <summary>Signs.</summary>
    /// <returns>64 bytes; the same for the same message (RFC 8032).</returns>
    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(key, message);

    /// <inheritdoc />
    public void Dispose() => key.Dispose();
}
