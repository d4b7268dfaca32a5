namespace LandLedger.Sources;

/// <summary>Reads the files of one system.</summary>
public interface ISourceReader
{
    /// <summary>The system's name as users know it: <c>PL3</c>, <c>VNPT-iLIS</c>, <c>VBDLIS</c>.</summary>
    string System { get; }

    /// <summary>Raised whenever the same file may give other records than before.</summary>
    int Version { get; }

    /// <summary>
    /// Reads in one pass and in flat memory, however large the file. The stream must be seekable and stays open.
    /// </summary>
    /// <exception cref="UnreadableFile">The file is refused; thrown while enumerating, possibly after some items.</exception>
    IEnumerable<SourceItem> Read(Stream seekable);
}
