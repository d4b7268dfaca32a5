using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;

namespace LandLedger.Sources.Xlsx;

/// <summary>Opens the archive of a workbook after checking what it would cost and what it carries.</summary>
internal static class XlsxGuard
{
    private static ReadOnlySpan<byte> OleMagic => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    // "EncryptedPackage" as it stands in the directory of an OLE file, in UTF-16.
    private static ReadOnlySpan<byte> EncryptedPackage =>
        "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"u8;

    /// <summary>The archive, whose entries unpack to no more than the limits allow: .NET stops at an entry's declared size.</summary>
    /// <exception cref="UnreadableFile">The file is not a workbook, or a dangerous one.</exception>
    public static ZipArchive Open(Stream stream, XlsxLimits limits)
    {
        CheckMagic(stream);
        CheckDirectory(stream, limits);
        stream.Position = 0;
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            CheckEntries(zip, limits);
            CheckContentTypes(zip);
            return zip;
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or EndOfStreamException)
        {
            zip?.Dispose();
            throw new UnreadableFile("zip-damaged", inner: e);
        }
        catch
        {
            zip?.Dispose();
            throw;
        }
    }

    private static void CheckMagic(Stream stream)
    {
        Span<byte> head = stackalloc byte[8];
        stream.Position = 0;
        var n = stream.ReadAtLeast(head, 8, throwOnEndOfStream: false);
        if (n == 0)
            throw new UnreadableFile("file-empty");
        if (n == 8 && head.SequenceEqual(OleMagic))
            throw new UnreadableFile(Contains(stream, EncryptedPackage) ? "xlsx-encrypted" : "xls-or-ole");
        if (n < 4 || !head[..4].SequenceEqual("PK\u0003\u0004"u8))
            throw new UnreadableFile("not-a-zip");
    }

    private static bool Contains(Stream stream, ReadOnlySpan<byte> what)
    {
        var buffer = new byte[1 << 16];
        stream.Position = 0;
        var kept = 0;
        int n;
        while ((n = stream.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var filled = kept + n;
            if (buffer.AsSpan(0, filled).IndexOf(what) >= 0)
                return true;
            kept = Math.Min(filled, what.Length - 1);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }

        return false;
    }

    /// <summary>Reads the end of the central directory before anything builds a list from it.</summary>
    private static void CheckDirectory(Stream stream, XlsxLimits limits)
    {
        var tail = new byte[(int)Math.Min(stream.Length, 22 + 65_535)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + 22 > tail.Length)
            throw new UnreadableFile("zip-damaged");

        var count = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 12));
        if (count > limits.Entries || bytes > limits.Entries * 512L)
            throw new UnreadableFile("zip-too-many-entries");
    }

    private static void CheckEntries(ZipArchive zip, XlsxLimits limits)
    {
        if (zip.Entries.Count > limits.Entries)
            throw new UnreadableFile("zip-too-many-entries");
        long total = 0;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            if (!seen.Add(entry.FullName))
                throw new UnreadableFile("zip-duplicate-entry");
            if (HasPathTricks(entry.FullName))
                throw new UnreadableFile("zip-path");
            if (entry.IsEncrypted)
                throw new UnreadableFile("xlsx-encrypted");
            if (entry.Length > 65_536 && entry.Length / Math.Max(1, entry.CompressedLength) >= limits.Ratio)
                throw new UnreadableFile("zip-ratio");
            total += entry.Length;
            if (total > limits.TotalBytes)
                throw new UnreadableFile("zip-too-large");
            if (IsActive(entry.FullName))
                throw new UnreadableFile("xlsx-active-content");
        }
    }

    private static bool HasPathTricks(string name) =>
        name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
        || name.Contains('\0', StringComparison.Ordinal) || name.Split('/').Contains("..");

    private static bool IsActive(string name)
    {
        var part = name.ToLowerInvariant();
        return part.EndsWith("vbaproject.bin", StringComparison.Ordinal)
            || part.EndsWith("workbook.bin", StringComparison.Ordinal)
            || part.EndsWith("/connections.xml", StringComparison.Ordinal)
            || ActiveFolders.Any(folder => part.Contains(folder, StringComparison.Ordinal));
    }

    private static readonly string[] ActiveFolders = ["xl/macrosheets/", "xl/externallinks/", "xl/embeddings/", "xl/activex/"];

    // A macro part may hide under any name; the content types give it away.
    private static void CheckContentTypes(ZipArchive zip)
    {
        var entry = zip.GetEntry("[Content_Types].xml") ?? throw new UnreadableFile("xlsx-malformed", "[Content_Types].xml");
        using var xml = XlsxXml.Open(entry);
        while (xml.Read())
        {
            var type = xml.NodeType == XmlNodeType.Element ? xml.GetAttribute("ContentType") : null;
            if (type is not null && ActiveTypes.Any(active => type.Contains(active, StringComparison.OrdinalIgnoreCase)))
                throw new UnreadableFile("xlsx-active-content");
        }
    }

    private static readonly string[] ActiveTypes = ["macroEnabled", "vbaProject", "sheet.binary", "externalLink", "activeX"];
}
