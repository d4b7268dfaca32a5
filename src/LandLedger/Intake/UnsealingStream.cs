using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LandLedger.Persons;
using Microsoft.Win32.SafeHandles;

namespace LandLedger.Intake;

/// <summary>
/// Reads a sealed import file as if it lay there in clear, from any place. Holds one open piece; every piece is checked when it is opened.
/// </summary>
internal sealed class UnsealingStream : Stream
{
    private const int SealedPieceBytes = ImportFiles.PieceBytes + SealedBytes.Overhead;
    private const int LongestHeader = 8 * 1024;

    private readonly SafeFileHandle file;
    private readonly AesGcm cipher;
    private readonly Guid runId;
    private readonly long start, pieces, length;
    private readonly byte[] envelope = new byte[SealedPieceBytes];
    private byte[] piece = [];
    private long held = -1, position;

    private UnsealingStream(SafeFileHandle file, AesGcm cipher, Guid runId, long start, long length)
    {
        (this.file, this.cipher, this.runId, this.start, this.length) = (file, cipher, runId, start, length);
        pieces = Math.Max(1, (length + ImportFiles.PieceBytes - 1) / ImportFiles.PieceBytes);
    }

    /// <summary>Opens the file and its last piece: a file that was cut off does not begin to be read.</summary>
    /// <exception cref="ImportFileDamagedException">There is no such file, or it is not the one of this run and length.</exception>
    public static UnsealingStream Open(string path, Guid runId, long length, IKeyVault keys)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImportFileDamagedException(IntakeCodes.FileMissing);
        }

        try
        {
            var (start, cipher) = ReadHeader(file, runId, keys);
            var stream = new UnsealingStream(file, cipher, runId, start, length);
            var stored = start + length + stream.pieces * SealedBytes.Overhead;
            if (RandomAccess.GetLength(file) != stored)
                throw new ImportFileDamagedException(IntakeCodes.FileDamaged);
            stream.Hold(stream.pieces - 1);
            return stream;
        }
        catch (Exception fault)
        {
            file.Dispose();
            if (fault is SealBrokenException or ArgumentOutOfRangeException)
                throw new ImportFileDamagedException(IntakeCodes.FileDamaged);
            throw;
        }
    }

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => true;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => length;

    /// <inheritdoc />
    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new IOException("A place before the beginning of the file.");
    }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        if (position >= length || buffer.Length == 0)
            return 0;
        var (index, offset) = Math.DivRem(position, ImportFiles.PieceBytes);
        if (index != held)
            Hold(index);
        var count = Math.Min(buffer.Length, piece.Length - (int)offset);
        piece.AsSpan((int)offset, count).CopyTo(buffer);
        position += count;
        return count;
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CryptographicOperations.ZeroMemory(piece);
            cipher.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Hold(long index)
    {
        var expected = (int)Math.Min(ImportFiles.PieceBytes, length - index * ImportFiles.PieceBytes);
        var part = envelope.AsSpan(0, expected + SealedBytes.Overhead);
        Fill(file, part, start + index * SealedPieceBytes);
        try
        {
            CryptographicOperations.ZeroMemory(piece);
            piece = SealedBytes.Open(cipher, part, ImportFiles.PiecePlace(runId, index, index == pieces - 1));
            held = index;
        }
        catch (SealBrokenException)
        {
            (piece, held) = ([], -1);
            throw new ImportFileDamagedException(IntakeCodes.FileDamaged);
        }
    }

    private static (long Start, AesGcm Cipher) ReadHeader(SafeFileHandle file, Guid runId, IKeyVault keys)
    {
        var head = new byte[LongestHeader];
        var read = RandomAccess.Read(file, head, 0);
        if (!head.AsSpan().StartsWith(ImportFiles.Magic))
            throw new ImportFileDamagedException(IntakeCodes.FileDamaged);
        var rest = head.AsSpan(ImportFiles.Magic.Length, read - ImportFiles.Magic.Length);
        int name = BinaryPrimitives.ReadUInt16BigEndian(rest), wrapped = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        var key = keys.Unwrap(Encoding.UTF8.GetString(rest.Slice(4, name)), rest.Slice(4 + name, wrapped), ImportFiles.KeyPlace(runId));
        try
        {
            return (ImportFiles.Magic.Length + 4 + name + wrapped, SealedBytes.Cipher(key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    // A short read is no error of its own; the end of the file is.
    private static void Fill(SafeFileHandle file, Span<byte> part, long at)
    {
        while (part.Length > 0)
        {
            var read = RandomAccess.Read(file, part, at);
            if (read == 0)
                throw new ImportFileDamagedException(IntakeCodes.FileDamaged);
            part = part[read..];
            at += read;
        }
    }
}
