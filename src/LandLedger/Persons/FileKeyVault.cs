using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LandLedger.Storage;

namespace LandLedger.Persons;

/// <summary>
/// Keys in a file, for development and tests only: whoever can read the file can read every person.
/// Makes the file (mode 0600) on first use, and refuses one that its group or others can open.
/// </summary>
/// <param name="path">The key file. Its folder is made when missing.</param>
/// <remarks>
/// The file is text: one line <c>mac BASE64</c>, then lines <c>kek ID BASE64</c>. The last kek wraps; earlier ones still unwrap, so a
/// key is replaced by adding a line.
/// </remarks>
public sealed class FileKeyVault(string path) : IKeyVault
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lazy<Ring> ring = new(() => Load(path));
    private readonly ConcurrentDictionary<string, IncrementalHash> macs = new(StringComparer.Ordinal);

    // Ciphers and hashes are set up once and used by one thread at a time: a turn takes a microsecond or two.
    private sealed record Ring(string Current, Dictionary<string, AesGcm> Keys, byte[] MacRoot);

    /// <inheritdoc/>
    public string KeyId => ring.Value.Current;

    /// <inheritdoc/>
    public byte[] Wrap(ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> context)
    {
        var key = ring.Value.Keys[KeyId];
        lock (key)
        {
            return SealedBytes.Seal(key, dataKey, context);
        }
    }

    /// <inheritdoc/>
    public byte[] Unwrap(string keyId, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        if (!ring.Value.Keys.TryGetValue(keyId, out var key))
        {
            throw new SealBrokenException("The key file does not hold the key that wrapped this.");
        }

        lock (key)
        {
            return SealedBytes.Open(key, wrapped, context);
        }
    }

    /// <inheritdoc/>
    public byte[] Mac(string purpose, ReadOnlySpan<byte> data)
    {
        var mac = macs.GetOrAdd(purpose, static (name, root) => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, HKDF.Expand(
            HashAlgorithmName.SHA256, root, SealedBytes.KeyLength, Encoding.UTF8.GetBytes("landledger/mac/" + name))), ring.Value.MacRoot);
        lock (mac)
        {
            mac.AppendData(data);
            return mac.GetHashAndReset();
        }
    }

    private static Ring Load(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly & ~UnixFileMode.UserExecute) != 0)
        {
            throw new InvalidOperationException($"The key file {path} can be opened by others than its owner; set its mode to 0600.");
        }

        byte[]? mac = null;
        string? current = null;
        var keys = new Dictionary<string, AesGcm>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["mac", var value]: mac = Key(path, value); break;
                case ["kek", var id, var value]: keys[current = id] = SealedBytes.Cipher(Key(path, value)); break;
                case []: break;
                default: throw Unreadable(path);
            }
        }

        return mac is null || current is null ? throw Unreadable(path) : new Ring(current, keys, mac);
    }

    private static byte[] Key(string path, string base64)
    {
        var key = new byte[SealedBytes.KeyLength];
        return Convert.TryFromBase64String(base64, key, out var length) && length == key.Length ? key : throw Unreadable(path);
    }

    private static InvalidOperationException Unreadable(string path) => new($"The key file {path} is not a key file of the ledger.");

    /// <summary>Two processes may start at once: the file appears whole or not at all, and the first one stays.</summary>
    private static void Make(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var id = "file-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var text = $"mac {NewKey()}\nkek {id} {NewKey()}\n";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            options.UnixCreateMode = OwnerOnly;
        }

        var draft = Path.Combine(folder, $".{id}.draft");
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        try
        {
            FileNames.Give(draft, path);
            FileNames.Keep(folder);
        }
        catch (IOException) when (File.Exists(draft) && File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SealedBytes.KeyLength));
}
