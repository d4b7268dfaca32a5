namespace LandLedger.Persons;

/// <summary>
/// Keeper of the keys that never leave it: the key-encryption key and the key behind blind indexes and record hashes.
/// Made so that a key management service or a PKCS#11 token can stand behind it. Implementations are safe for parallel use.
/// </summary>
public interface IKeyVault
{
    /// <summary>Name of the key-encryption key that <see cref="Wrap"/> uses now. Stored beside everything it wraps.</summary>
    string KeyId { get; }

    /// <summary>Encrypts a data key under the current key-encryption key, bound to <paramref name="context"/>.</summary>
    byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> context);

    /// <summary>Gives back the data key that was wrapped under <paramref name="keyId"/> for this very <paramref name="context"/>.</summary>
    /// <exception cref="SealBrokenException">The key is unknown, the wrapped bytes were changed, or the context is another one.</exception>
    byte[] Unwrap(string keyId, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context);

    /// <summary>
    /// HMAC-SHA256 (32 bytes) with a key derived for <paramref name="purpose"/>, so that results of two purposes cannot be compared.
    /// Stays the same when the key-encryption key is replaced: indexes and hashes outlive it.
    /// </summary>
    byte[] Mac(string purpose, ReadOnlySpan<byte> data);
}
