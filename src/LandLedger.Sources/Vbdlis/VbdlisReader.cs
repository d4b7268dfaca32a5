namespace LandLedger.Sources.Vbdlis;

/// <summary>
/// Reads an export of VBDLIS, as JSON or as XML (<c>HoSoXml</c>): certificates with the rights on them and the plots that these
/// are about. A record is a row; it is taken whole or rejected whole. The system keeps every version of a plot: the newest
/// counts, older ones become its history.
/// </summary>
/// <param name="options">Which communes the codes mean; the default is those of today.</param>
public sealed class VbdlisReader(SourceOptions? options = null) : ISourceReader
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
        var judgement = new VbdlisJudgement(System, file, VbdlisCodes.Rules(options ?? SourceOptions.Default));
        while (file.Next())
        {
            foreach (var item in judgement.Present())
                yield return item;
        }

        yield return new FileEnded(file.Rows);
    }

    /// <summary>Tells JSON from XML by the first character that is not blank.</summary>
    private static IVbdlisFile Open(Stream seekable) => FileLook.Of(seekable) switch
    {
        FileLook.Json => new VbdlisJsonFile(seekable),
        FileLook.Xml => new VbdlisXmlFile(seekable),
        _ when seekable.Length == 0 => throw new UnreadableFile("file-empty"),
        FileLook.Unknown => throw new UnreadableFile("records-not-found"),
        var look => throw new UnreadableFile("wrong-system", look),
    };
}
