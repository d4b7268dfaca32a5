using System.Security.Cryptography;

namespace LandLedger.Persons;

/// <summary>A seal does not open: wrong key, wrong place, or changed bytes. Never says what was inside.</summary>
public sealed class SealBrokenException : Exception
{
    /// <summary>A seal that does not open.</summary>
    public SealBrokenException() : this("The sealed bytes do not open: another key, another place, or changed bytes.") { }

    /// <summary>A seal that does not open, in words without personal data.</summary>
    public SealBrokenException(string message) : base(message) { }

    /// <summary>A seal that does not open, in words without personal data, with its cause.</summary>
    public SealBrokenException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>
/// Authenticated encryption at rest: AES-256-GCM with a random 96-bit nonce and a 128-bit tag (NIST SP 800-38D).
/// Envelope: version (1 byte, now 1), nonce (12), ciphertext, tag (16). One key may seal at most 2^32 times.
/// </summary>
public static class SealedBytes
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes that an envelope is longer than what it holds.</summary>
    public const int Overhead = 1 + NonceLength + TagLength;

    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Seals <paramref name="plaintext"/>. The same <paramref name="place"/> is needed to open it again.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="plaintext">What to hide.</param>
    /// <param name="place">Additional authenticated data: names where the envelope belongs, so that it cannot be moved.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> place)
    {
        CheckKey(key);
        using var aes = Cipher(key);
        return Seal(aes, plaintext, place);
    }

    /// <summary>As above, with a cipher that is used again and again: setting up a key costs more than sealing a small thing.</summary>
    internal static byte[] Seal(AesGcm aes, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> place)
    {
        var envelope = new byte[plaintext.Length + Overhead];
        envelope[0] = Version;
        var nonce = envelope.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, plaintext, envelope.AsSpan(1 + NonceLength, plaintext.Length), envelope.AsSpan(^TagLength..), place);
        return envelope;
    }

    /// <summary>Opens what <c>Seal</c> made with the same key for the same place.</summary>
    /// <exception cref="SealBrokenException">Another key, another place, another version, or changed bytes.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> place)
    {
        CheckKey(key);
        using var aes = Cipher(key);
        return Open(aes, envelope, place);
    }

    internal static AesGcm Cipher(ReadOnlySpan<byte> key) => new(key, TagLength);

    internal static byte[] Open(AesGcm aes, ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> place)
    {
        if (envelope.Length < Overhead || envelope[0] != Version)
        {
            throw new SealBrokenException();
        }

        var plaintext = new byte[envelope.Length - Overhead];
        try
        {
            aes.Decrypt(envelope.Slice(1, NonceLength), envelope[(1 + NonceLength)..^TagLength], envelope[^TagLength..], plaintext, place);
        }
        catch (CryptographicException e)
        {
            throw new SealBrokenException(new SealBrokenException().Message, e);
        }

        return plaintext;
    }

    private static void CheckKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
        {
            throw new ArgumentException("A key has 32 bytes.", nameof(key));
        }
    }
}
