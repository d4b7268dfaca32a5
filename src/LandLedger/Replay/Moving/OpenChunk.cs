using System.IO.Compression;
using System.Security.Cryptography;

namespace LandLedger.Replay.Moving;

/// <summary>A file of rows that is being written: compressed, hashed and counted on the way.</summary>
internal sealed class OpenChunk : IDisposable
{
    private readonly string name;
    private readonly HashedFile file;
    private readonly GZipStream zip;
    private long text;
    private long rows;

    public OpenChunk(string folder, string name)
    {
        this.name = name;
        file = new(Path.Combine(folder, name));
        zip = new(file, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>How much of a piece belongs into this file: all of it, or up to the first end of a row from a length on.</summary>
    public int EndOf(ReadOnlySpan<byte> piece, long cutAt, out bool full)
    {
        var from = (int)Math.Clamp(cutAt - text, 0, piece.Length);
        var end = piece[from..].IndexOf((byte)'\n');
        full = end >= 0;
        return full ? from + end + 1 : piece.Length;
    }

    /// <summary>Adds bytes.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        zip.Write(piece);
        text += piece.Length;
        rows += piece.Count((byte)'\n');
    }

    /// <summary>Makes it durable.</summary>
    public (string File, long Rows, long Bytes, string Sha256) Finish()
    {
        zip.Dispose();
        var (bytes, hash) = file.Finish();
        Dispose();
        return (name, rows, bytes, hash);
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();

    private sealed class HashedFile(string path) : Stream
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => throw new NotSupportedException();
        }

        public (long Bytes, string Sha256) Finish()
        {
            file.Flush(flushToDisk: true);
            return (file.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            hash.AppendData(buffer);
            file.Write(buffer);
        }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            hash.Dispose();
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
