using System.Text.Json;
using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Vbdlis;

/// <summary>The records of a JSON file, one after the other.</summary>
internal sealed class VbdlisJsonFile(Stream seekable) : IVbdlisFile
{
    private readonly ElementSplitter splitter = new(seekable);
    private readonly Dictionary<ulong, VersionMark> plots = [];

    /// <inheritdoc/>
    public VbdlisVersions Versions { get; } = VbdlisVersions.Of(seekable);

    /// <inheritdoc/>
    public int Rows { get; private set; }

    /// <inheritdoc/>
    public VbdlisRecord? Record { get; private set; }

    /// <inheritdoc/>
    public Reject? Failure { get; private set; }

    /// <inheritdoc/>
    public ElementPlace Place => splitter.Place;

    /// <inheritdoc/>
    public string? Original(ElementPlace place)
    {
        var most = Reject.MostOriginalBytes + 1;
        var bytes = new byte[place.Length < 0 ? most : Math.Min(place.Length, most)];
        seekable.Position = place.Offset;
        return OriginalRow.Cut(bytes.AsSpan(0, seekable.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
    }

    /// <inheritdoc/>
    public bool Next()
    {
        (Record, Failure) = (null, null);
        if (!splitter.Next())
            return false;

        Rows = splitter.Place.Ordinal;
        if (splitter.TooLarge)
            Failure = new Reject(Rows, "$", "element-too-large", "", false);
        else
            Record = Parse(splitter.Element.Span, Rows);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<ulong, VersionMark> Plots()
    {
        plots.Clear();
        if (!splitter.TooLarge)
            VbdlisVersions.Plots(splitter.Element.Span, plots);
        return plots;
    }

    /// <inheritdoc/>
    public VbdlisRecord? Load(ElementPlace place)
    {
        var bytes = new byte[place.Length];
        seekable.Position = place.Offset;
        seekable.ReadExactly(bytes);
        try
        {
            return JsonSerializer.Deserialize(bytes, VbdlisJson.Default.VbdlisRecord);
        }
        catch (JsonException)
        {
            // It is rejected at its own place.
            return null;
        }
    }

    private VbdlisRecord? Parse(ReadOnlySpan<byte> element, int ordinal)
    {
        try
        {
            if (JsonSerializer.Deserialize(element, VbdlisJson.Default.VbdlisRecord) is { } record)
                return record;
            Failure = new Reject(ordinal, "$", "element-malformed", "", false);
        }
        catch (JsonException e)
        {
            // The message may quote what stands there; the path is made of member names.
            Failure = new Reject(ordinal, CellText.Cut(e.Path ?? "$"), "element-malformed", "", false);
        }

        return null;
    }
}
