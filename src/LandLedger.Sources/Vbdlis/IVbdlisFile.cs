namespace LandLedger.Sources.Vbdlis;

/// <summary>The records of a file, one after the other, whatever its syntax.</summary>
internal interface IVbdlisFile
{
    /// <summary>What a first pass found out about versions; made before the first record is read.</summary>
    VbdlisVersions Versions { get; }

    /// <summary>How many records were met.</summary>
    int Rows { get; }

    /// <summary>The present record; null if it could not be read.</summary>
    VbdlisRecord? Record { get; }

    /// <summary>Why it could not be read.</summary>
    Reject? Failure { get; }

    /// <summary>Where the present record stands.</summary>
    ElementPlace Place { get; }

    /// <summary>The text of a record, cut to what a reject keeps; null if it is gone.</summary>
    string? Original(ElementPlace place);

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="UnreadableFile">The syntax is broken, or the file is cut off.</exception>
    bool Next();

    /// <summary>The plots that the present record names, as far as they can be told, and what it says of their versions.</summary>
    IReadOnlyDictionary<ulong, VersionMark> Plots();

    /// <summary>A record of older versions that stands elsewhere in the file; null if it cannot be read.</summary>
    VbdlisRecord? Load(ElementPlace place);
}
