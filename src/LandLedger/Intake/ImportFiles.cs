using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LandLedger.Documents;
using LandLedger.Persons;
using LandLedger.Storage;

namespace LandLedger.Intake;

/// <summary>
/// The files of imports, sealed as they come in: never whole in memory, never in clear on a disk. File: <c>LLI1</c>, length and text of
/// the key's name, length and bytes of the wrapped key, then pieces of 1 MiB, each an envelope of its own (<see cref="SealedBytes"/>)
/// that is bound to the run, its index and whether it is the last. So nothing can be changed, cut off, put in another order or
/// moved to another run without being seen.
/// </summary>
/// <remarks>A file stays when its run has ended: it is what the run's events rest on.</remarks>
public sealed class ImportFiles(ImportSettings settings, IKeyVault keys, TimeProvider clock)
{
    /// <summary>Bytes of a piece before it is sealed.</summary>
    public const int PieceBytes = 1024 * 1024;

    /// <summary>How long a file that is still coming in may lie untouched before it counts as left behind by a killed service.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromDays(1);

    internal static ReadOnlySpan<byte> Magic => "LLI1"u8;

    /// <summary>Takes a file in, durable when the task ends.</summary>
    /// <param name="runId">The run; a run has one file.</param>
    /// <param name="clear">The bytes as they arrive; read once, to the end.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="ImportFileTooLargeException">There are more bytes than <see cref="ImportSettings.MaxFileBytes"/>.</exception>
    public async Task<StoredImportFile> PutAsync(Guid runId, Stream clear, CancellationToken cancellation)
    {
        SealedFolder.MakeFolder(settings.Folder);
        SweepDrafts();
        var draft = Path.Combine(settings.Folder, $"{runId:N}.draft");
        try
        {
            StoredImportFile stored;
            await using (var file = new FileStream(draft, SealedFolder.NewFile()))
            {
                stored = await WriteAsync(runId, clear, file, cancellation);
                file.Flush(flushToDisk: true);
            }

            FileNames.Give(draft, PathOf(runId));
            FileNames.Keep(settings.Folder);
            return stored;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Opens a file for reading, from any place in it. Every piece is checked when it is reached, the last one at once.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="bytes">How long the clear file was when it came in.</param>
    /// <exception cref="ImportFileDamagedException">There is none, or it is not the one that was stored.</exception>
    public Stream Open(Guid runId, long bytes) => UnsealingStream.Open(PathOf(runId), runId, bytes, keys);

    /// <summary>Removes a file. Nothing happens when it is gone already.</summary>
    public void Delete(Guid runId)
    {
        var file = PathOf(runId);
        if (!File.Exists(file))
            return;
        File.Delete(file);
        FileNames.Keep(settings.Folder);
    }

    /// <summary>Where the file of a run lies.</summary>
    public string PathOf(Guid runId) => Path.Combine(settings.Folder, $"{runId:N}.sealed");

    internal static byte[] KeyPlace(Guid runId) => Encoding.ASCII.GetBytes($"import-file/1/{runId:N}");

    internal static byte[] PiecePlace(Guid runId, long index, bool last) =>
        Encoding.ASCII.GetBytes($"import-file/1/{runId:N}/{index}/{(last ? "last" : "more")}");

    private async Task<StoredImportFile> WriteAsync(Guid runId, Stream clear, Stream file, CancellationToken cancellation)
    {
        using var ofStored = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var ofClear = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var key = RandomNumberGenerator.GetBytes(SealedBytes.KeyLength);
        using var cipher = SealedBytes.Cipher(key);
        await StoreAsync(Header(runId, key));
        CryptographicOperations.ZeroMemory(key);

        // One piece ahead: a piece is sealed as the last one or as another, and only the next read tells which it is.
        var (piece, ahead) = (new byte[PieceBytes], new byte[PieceBytes]);
        var filled = await clear.ReadAtLeastAsync(piece, PieceBytes, throwOnEndOfStream: false, cancellation);
        var (bytes, last) = (0L, false);
        for (var index = 0L; !last; index++)
        {
            if ((bytes += filled) > settings.MaxFileBytes)
                throw new ImportFileTooLargeException();
            var more = filled == PieceBytes
                ? await clear.ReadAtLeastAsync(ahead, PieceBytes, throwOnEndOfStream: false, cancellation)
                : 0;
            last = more == 0;
            ofClear.AppendData(piece, 0, filled);
            await StoreAsync(SealedBytes.Seal(cipher, piece.AsSpan(0, filled), PiecePlace(runId, index, last)));
            (piece, ahead, filled) = (ahead, piece, more);
        }

        var sha256 = ofClear.GetHashAndReset();
        return new(Convert.ToHexStringLower(ofStored.GetHashAndReset()), bytes,
            Convert.ToHexStringLower(keys.Mac("import-file/v1", sha256)), Convert.ToHexStringLower(sha256));

        async Task StoreAsync(byte[] part)
        {
            ofStored.AppendData(part);
            await file.WriteAsync(part, cancellation);
        }
    }

    private byte[] Header(Guid runId, byte[] key)
    {
        var keyId = Encoding.UTF8.GetBytes(keys.KeyId);
        var wrapped = keys.Wrap(key, KeyPlace(runId));
        Span<byte> lengths = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(lengths, checked((ushort)keyId.Length));
        BinaryPrimitives.WriteUInt16BigEndian(lengths[2..], checked((ushort)wrapped.Length));
        return [.. Magic, .. lengths, .. keyId, .. wrapped];
    }

    private void SweepDrafts()
    {
        var stale = clock.GetUtcNow().UtcDateTime - LongestSilence;
        foreach (var draft in Directory.EnumerateFiles(settings.Folder, "*.draft").Where(draft => File.GetLastWriteTimeUtc(draft) < stale))
            File.Delete(draft);
    }
}

/// <summary>What is known of a file that was taken in.</summary>
/// <param name="Sha256">SHA-256 of the stored (sealed) bytes, lower-case hex.</param>
/// <param name="Bytes">Length of the clear file.</param>
/// <param name="ContentMac">Keyed hash of the clear bytes, lower-case hex: recognises the same file without telling what it is.</param>
/// <param name="ClearSha256">SHA-256 of the clear bytes, lower-case hex, for comparing with a manifest; not to be kept.</param>
public sealed record StoredImportFile(string Sha256, long Bytes, string ContentMac, string ClearSha256);

/// <summary>A file is larger than what is taken.</summary>
public sealed class ImportFileTooLargeException() : Exception("The file is larger than what is taken.");

/// <summary>The stored file of a run is not the one that was taken in, or it is gone.</summary>
/// <param name="code">A code of <see cref="IntakeCodes"/>.</param>
public sealed class ImportFileDamagedException(string code) : Exception($"The stored file of an import cannot be read: {code}.")
{
    /// <summary>A code of <see cref="IntakeCodes"/>.</summary>
    public string Code { get; } = code;
}
