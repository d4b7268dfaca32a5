using System.Text;
using System.Text.Json;

namespace LandLedger.Sources.Vbdlis;

/// <summary>What a record says of the version of a plot that it carries.</summary>
internal enum VersionMark
{
    /// <summary>An earlier version.</summary>
    Older,

    /// <summary>Nothing: it counts, like any record.</summary>
    None,

    /// <summary>The newest: there can be no other.</summary>
    Newest,
}

/// <summary>
/// Which record of a plot is its newest, and where the older ones stand. Older versions may stand anywhere in a file, so a first
/// pass looks at ids and version marks only. It keeps eight bytes for a plot and twenty for an older version, nothing else.
/// </summary>
internal sealed class VbdlisVersions
{
    private readonly HashSet<ulong> newest = [];
    private readonly HashSet<ulong> unmarked = [];
    private readonly HashSet<ulong> contradicting = [];
    private readonly Dictionary<ulong, List<ElementPlace>> older = [];

    /// <summary>True if two records of the plot both claim to be the newest.</summary>
    public bool Contradict(ulong plot) => contradicting.Contains(plot);

    /// <summary>True if some record of the plot is not an older version.</summary>
    public bool HasNewest(ulong plot) => newest.Contains(plot) || unmarked.Contains(plot);

    /// <summary>The records that carry only older versions of the plot, in the order of the file.</summary>
    public IReadOnlyList<ElementPlace> Older(ulong plot) => older.TryGetValue(plot, out var places) ? places : [];

    /// <summary>Takes in what a record says of its plots.</summary>
    public void Add(IReadOnlyDictionary<ulong, VersionMark> plots, ElementPlace place)
    {
        foreach (var (plot, mark) in plots)
        {
            if (mark == VersionMark.None)
                unmarked.Add(plot);
            else if (mark == VersionMark.Newest && !newest.Add(plot))
                contradicting.Add(plot);
            if (mark != VersionMark.Older)
                continue;

            if (!older.TryGetValue(plot, out var places))
                older[plot] = places = [];
            places.Add(place);
        }
    }

    /// <summary>The first pass over a JSON file.</summary>
    public static VbdlisVersions Of(Stream seekable)
    {
        var versions = new VbdlisVersions();
        var plots = new Dictionary<ulong, VersionMark>();
        var splitter = new ElementSplitter(seekable);
        while (splitter.Next())
        {
            if (splitter.TooLarge)
                continue;
            Plots(splitter.Element.Span, plots);
            versions.Add(plots, splitter.Place);
        }

        return versions;
    }

    /// <summary>The plots of a record, and what the record says of their versions. A broken record tells nothing.</summary>
    public static void Plots(ReadOnlySpan<byte> element, Dictionary<ulong, VersionMark> plots)
    {
        plots.Clear();
        var reader = new Utf8JsonReader(element, new JsonReaderOptions { MaxDepth = VbdlisJson.Depth });
        var certificateIsOld = false;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (reader.CurrentDepth <= 2 && reader.ValueTextEquals("isLastest"u8))
                {
                    reader.Read();
                    certificateIsOld = Mark(reader) == VersionMark.Older;
                }
                else if (reader.ValueTextEquals("ThuaDat"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.StartObject && Plot(ref reader) is var (id, mark) && id != 0)
                        plots[id] = plots.TryGetValue(id, out var known) && known > mark ? known : mark;
                }
            }
        }
        catch (JsonException)
        {
            plots.Clear();
        }

        if (!certificateIsOld)
            return;
        foreach (var id in plots.Keys)
            plots[id] = VersionMark.Older;
    }

    /// <summary>The key of an id, the same whether it is written as text or as a number; 0 for none.</summary>
    public static ulong KeyOf(ReadOnlySpan<byte> id)
    {
        var trimmed = id.Trim((byte)' ');
        if (trimmed.Length == 0)
            return 0;

        // FNV-1a of 64 bits.
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var b in trimmed)
            hash = unchecked((hash ^ b) * 1_099_511_628_211UL);
        return hash;
    }

    private static (ulong Id, VersionMark Mark) Plot(ref Utf8JsonReader reader)
    {
        var (id, mark, depth) = (0UL, VersionMark.None, reader.CurrentDepth);
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth))
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var (isId, isMark) = (reader.ValueTextEquals("thuaDatId"u8), reader.ValueTextEquals("isLastest"u8));
            reader.Read();
            if (isId && reader.TokenType is (JsonTokenType.String or JsonTokenType.Number))
                id = KeyOf(reader.ValueSpan);
            else if (isMark)
                mark = Mark(reader);
            else
                reader.Skip();
        }

        return (id, mark);
    }

    private static VersionMark Mark(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.False => VersionMark.Older,
        JsonTokenType.True => VersionMark.Newest,
        JsonTokenType.Number or JsonTokenType.String => MarkOf(reader.ValueSpan),
        _ => VersionMark.None,
    };

    private static VersionMark MarkOf(ReadOnlySpan<byte> written) =>
        written.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(written, "false"u8) ? VersionMark.Older
        : written.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(written, "true"u8) ? VersionMark.Newest
        : VersionMark.None;
}
