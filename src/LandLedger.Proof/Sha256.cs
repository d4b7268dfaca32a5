using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LandLedger.Proof;

/// <summary>
/// SHA-256 of few bytes many times, as a tree of hashes needs it. Where there is the OpenSSL with which the framework works as well, its
/// plain functions are called: what the framework does around one call takes longer than hashing a node five times. Else the framework.
/// </summary>
internal static class Sha256
{
    private const string Library = "libcrypto.so.3";
    private static readonly bool IsPlain = HasPlain();

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Put(bytes, hash);
        return hash;
    }

    /// <summary>Puts the hash of some bytes where it belongs.</summary>
    /// <exception cref="ArgumentException">There is no room for it.</exception>
    public static void Put(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        if (!IsPlain || !Plainly(bytes, hash))
            SHA256.HashData(bytes, hash);
    }

    // A library that is not what it seems is not used.
    private static bool HasPlain()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var some = "land-ledger"u8;
        return OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad(Library, typeof(Sha256).Assembly, DllImportSearchPath.SafeDirectories, out var library)
            && NativeLibrary.TryGetExport(library, nameof(SHA256_Init), out _)
            && NativeLibrary.TryGetExport(library, nameof(SHA256_Update), out _)
            && NativeLibrary.TryGetExport(library, nameof(SHA256_Final), out _)
            && Plainly(some, hash) && hash.SequenceEqual(SHA256.HashData(some));
    }

    private static bool Plainly(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        if (hash.Length < SHA256.HashSizeInBytes)
            return false;
        Unsealed state = default;
        return SHA256_Init(ref state) == 1
            && SHA256_Update(ref state, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length) == 1
            && SHA256_Final(ref MemoryMarshal.GetReference(hash), ref state) == 1;
    }

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SHA256_Init(ref Unsealed state);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SHA256_Update(ref Unsealed state, in byte bytes, nuint count);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SHA256_Final(ref byte hash, ref Unsealed state);

    // SHA256_CTX of openssl/sha.h: eight words of hash, two of length, sixteen of data, and two numbers.
    [StructLayout(LayoutKind.Sequential, Size = 28 * sizeof(int))]
    private struct Unsealed
    {
    }
}
