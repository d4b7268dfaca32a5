namespace LandLedger.Sources.Vbdlis;

/// <summary>
/// Reads an export of VBDLIS, as JSON or as XML (<c>HoSoXml</c>): certificates with the rights on them and the plots that these are about. A record is a row; it is
/// taken whole or rejected whole. The system keeps every version of a plot: the newest counts, older ones become its history.
/// </summary>
public sealed class VbdlisReader : ISourceReader
{
    /// <inheritdoc/>
    public string System => "VBDLIS";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IEnumerable<SourceItem> Read(Stream seekable)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        var file = Open(seekable);
        var judgement = new VbdlisJudgement(System, file, VbdlisCodes.Rules());
        while (file.Next())
        {
            foreach (var item in judgement.Present())
                yield return item;
        }

        yield return new FileEnded(file.Rows);
    }

    /// <summary>Tells JSON from XML by the first character that is not blank.</summary>
    private static IVbdlisFile Open(Stream seekable)
    {
        Span<byte> head = stackalloc byte[512];
        seekable.Position = 0;
        var read = head[..seekable.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        foreach (var b in read)
        {
            // Byte order marks, and the zeros of UTF-16, are as good as blank.
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0 or 0xEF or 0xBB or 0xBF or 0xFE or 0xFF)
                continue;
            return b == (byte)'<' ? new VbdlisXmlFile(seekable) : new VbdlisJsonFile(seekable);
        }

        throw new UnreadableFile(seekable.Length == 0 ? "file-empty" : "records-not-found");
    }
}
