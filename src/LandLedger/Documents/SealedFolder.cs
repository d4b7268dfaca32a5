using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LandLedger.Persons;
using LandLedger.Storage;

namespace LandLedger.Documents;

/// <summary>
/// Scans in a folder, each sealed under a key of its own that is wrapped in the file's header. File: <c>LLS1</c>, length and text of the
/// key name, length and bytes of the wrapped key, envelope (<see cref="SealedBytes"/>). Both key and content are bound to the document.
/// </summary>
/// <param name="path">The folder; made with mode 0700, and set to it when it was wider.</param>
/// <param name="keys">Wraps the keys.</param>
/// <remarks>Two levels of folders by the last digits of the id, which are random in every version of UUID in use.</remarks>
public sealed class SealedFolder(string path, IKeyVault keys) : IScanStore
{
    private const UnixFileMode OwnerReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAll = OwnerReadWrite | UnixFileMode.UserExecute;

    private static ReadOnlySpan<byte> Magic => "LLS1"u8;

    /// <inheritdoc/>
    public async Task<StoredScan> PutAsync(Guid documentId, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var stored = Pack(documentId, content.Span);
        var file = PathOf(documentId);
        var folder = Path.GetDirectoryName(file)!;
        MakeFolder(path);
        MakeFolder(Path.GetDirectoryName(folder)!);
        MakeFolder(folder);
        var draft = Path.Combine(folder, $".{Guid.NewGuid():N}.draft");
        try
        {
            await using (var stream = new FileStream(draft, NewFile()))
            {
                await stream.WriteAsync(stored, cancellation);
                stream.Flush(flushToDisk: true);
            }

            FileNames.Give(draft, file);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new InvalidOperationException($"Document {documentId} is stored already.", e);
        }
        finally
        {
            File.Delete(draft);
        }

        // The names must survive a power cut as well as the bytes.
        FileNames.Keep(folder);
        FileNames.Keep(Path.GetDirectoryName(folder)!);
        FileNames.Keep(path);
        return new StoredScan(
            Convert.ToHexStringLower(SHA256.HashData(stored)),
            stored.LongLength,
            Convert.ToHexStringLower(keys.Mac("scan/v1", content.Span)));
    }

    /// <inheritdoc/>
    public async Task<byte[]> GetAsync(Guid documentId, string expectedSha256, CancellationToken cancellation)
    {
        byte[] stored;
        try
        {
            stored = await File.ReadAllBytesAsync(PathOf(documentId), cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ScanMissingException(documentId);
        }

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(stored));
        if (!string.Equals(sha256, expectedSha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new ScanDamagedException(documentId);
        }

        try
        {
            return Unpack(documentId, stored);
        }
        catch (Exception e) when (e is SealBrokenException or ArgumentOutOfRangeException)
        {
            throw new ScanDamagedException(documentId);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(Guid documentId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var file = PathOf(documentId);
        if (File.Exists(file))
        {
            File.Delete(file);
            FileNames.Keep(Path.GetDirectoryName(file)!);
        }

        return Task.CompletedTask;
    }

    private string PathOf(Guid documentId)
    {
        var name = documentId.ToString("N");
        return Path.Combine(path, name[^2..], name[^4..^2], name + ".sealed");
    }

    private byte[] Pack(Guid documentId, ReadOnlySpan<byte> content)
    {
        var place = Place(documentId);
        var key = RandomNumberGenerator.GetBytes(SealedBytes.KeyLength);
        var keyId = Encoding.UTF8.GetBytes(keys.KeyId);
        var wrapped = keys.Wrap(key, place);
        var envelope = SealedBytes.Seal(key, content, place);
        CryptographicOperations.ZeroMemory(key);

        Span<byte> lengths = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(lengths, checked((ushort)keyId.Length));
        BinaryPrimitives.WriteUInt16BigEndian(lengths[2..], checked((ushort)wrapped.Length));
        return [.. Magic, .. lengths, .. keyId, .. wrapped, .. envelope];
    }

    private byte[] Unpack(Guid documentId, ReadOnlySpan<byte> stored)
    {
        if (!stored.StartsWith(Magic))
        {
            throw new ScanDamagedException(documentId);
        }

        var rest = stored[Magic.Length..];
        var keyIdLength = BinaryPrimitives.ReadUInt16BigEndian(rest);
        var wrappedLength = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        var keyId = Encoding.UTF8.GetString(rest.Slice(4, keyIdLength));
        var wrapped = rest.Slice(4 + keyIdLength, wrappedLength);
        var place = Place(documentId);
        var key = keys.Unwrap(keyId, wrapped, place);
        try
        {
            return SealedBytes.Open(key, rest[(4 + keyIdLength + wrappedLength)..], place);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Place(Guid documentId) => Encoding.ASCII.GetBytes($"scan/1/{documentId:N}");

    /// <summary>How a file that nobody else may read is made.</summary>
    internal static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerReadWrite;
        }

        return options;
    }

    /// <summary>Makes a folder that nobody else may look into, and closes one that was open wider.</summary>
    internal static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerAll);
        if (File.GetUnixFileMode(folder) != OwnerAll)
        {
            File.SetUnixFileMode(folder, OwnerAll);
        }
    }
}
