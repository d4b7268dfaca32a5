using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using LandLedger.Sources.Rows;

namespace LandLedger.Sources.Vbdlis;

/// <summary>The registration files (<c>HoSoXml</c>) of an XML file, one after the other.</summary>
internal sealed class VbdlisXmlFile : IVbdlisFile
{
    private const string RecordName = "HoSoXml";
    private const int Depth = 32;
    private const int LargestRecord = 1 << 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreWhitespace = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly Stream stream;
    private readonly Dictionary<int, VbdlisRecord> older = [];
    private readonly char[] chunk = new char[4096];
    private XmlReader xml;
    private XElement? present;

    /// <param name="seekable">The file. It is read twice: XML cannot be entered in the middle, so older versions are kept.</param>
    public VbdlisXmlFile(Stream seekable)
    {
        stream = seekable;
        xml = Start();
        while (Next())
        {
            var plots = Plots();
            Versions.Add(plots, new ElementPlace(0, 0, Rows));
            if (Record is not null && plots.Values.Contains(VersionMark.Older))
                older[Rows] = new VbdlisRecord { Rights = [.. Record.Rights!.Select(right => new VbdlisRight { Plot = right!.Plot })] };
        }

        if (Rows == 0)
            throw new UnreadableFile("records-not-found");
        xml = Start();
    }

    /// <inheritdoc/>
    public VbdlisVersions Versions { get; } = new();

    /// <inheritdoc/>
    public int Rows { get; private set; }

    /// <inheritdoc/>
    public VbdlisRecord? Record { get; private set; }

    /// <inheritdoc/>
    public Reject? Failure { get; private set; }

    /// <inheritdoc/>
    public ElementPlace Place => new(0, 0, Rows);

    /// <inheritdoc/>
    public string? Original(ElementPlace place) =>
        place.Ordinal == Rows ? OriginalRow.Cut(present?.ToString(SaveOptions.DisableFormatting)) : null;

    /// <inheritdoc/>
    public bool Next()
    {
        (Record, Failure) = (null, null);
        try
        {
            while (!xml.EOF)
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != RecordName)
                {
                    xml.Read();
                    continue;
                }

                Rows++;
                present = Tree(out var code);
                if (present is not null)
                    Record = VbdlisXmlRecord.Of(present);
                else
                    Failure = new Reject(Rows, RecordName, code, "", false);
                return true;
            }
        }
        catch (XmlException e)
        {
            // The message may quote what stands there.
            var place = string.Create(CultureInfo.InvariantCulture, $"record {Rows}, line {e.LineNumber}, column {e.LinePosition}");
            throw new UnreadableFile(IsCut() ? "file-truncated" : "xml-malformed", place);
        }

        return false;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<ulong, VersionMark> Plots()
    {
        var plots = new Dictionary<ulong, VersionMark>();
        foreach (var plot in (Record?.Rights ?? []).Select(right => right!.Plot!))
        {
            if (VbdlisCodes.Text(plot.ThuaDatId) is not { } id)
                continue;
            var key = VbdlisVersions.KeyOf(Encoding.UTF8.GetBytes(id));
            var mark = VbdlisCodes.IsFalse(plot.IsLastest) ? VersionMark.Older
                : VbdlisCodes.IsTrue(plot.IsLastest) ? VersionMark.Newest
                : VersionMark.None;
            plots[key] = plots.TryGetValue(key, out var known) && known > mark ? known : mark;
        }

        return plots;
    }

    /// <inheritdoc/>
    public VbdlisRecord? Load(ElementPlace place) => older.GetValueOrDefault(place.Ordinal);

    private XmlReader Start()
    {
        (Rows, stream.Position) = (0, 0);
        return XmlReader.Create(stream, Settings);
    }

    /// <summary>
    /// The record as a tree without attributes, or null and a code. Built here step by step, because the tree of the library
    /// grows as deep and as large as the file says. Ends behind the record.
    /// </summary>
    private XElement? Tree(out string code)
    {
        var (outside, size) = (xml.Depth, 0);
        XElement? root = null, parent = null;
        code = "";
        do
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.Depth - outside > Depth:
                    code = "element-malformed";
                    break;
                case XmlNodeType.Element:
                    var child = new XElement(xml.LocalName);
                    parent?.Add(child);
                    root ??= child;
                    size += child.Name.LocalName.Length;
                    if (!xml.IsEmptyElement)
                        parent = child;
                    else if (xml.Depth == outside)
                        return Behind(root);
                    break;
                case XmlNodeType.EndElement when xml.Depth == outside:
                    return code.Length == 0 ? Behind(root) : Behind(null);
                case XmlNodeType.EndElement:
                    parent = code.Length == 0 ? parent!.Parent : parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    size += Text(parent!, LargestRecord - size);
                    break;
            }

            if (size > LargestRecord && code.Length == 0)
                code = "element-too-large";
        }
        while (code.Length == 0 ? xml.Read() : SkipTo(outside));
        return null;
    }

    private XElement? Behind(XElement? root)
    {
        xml.Read();
        return root;
    }

    private bool SkipTo(int depth)
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth)
                return true;
        }

        return false;
    }

    private int Text(XElement parent, int most)
    {
        var text = new StringBuilder();
        int n;
        while (text.Length <= most && (n = xml.ReadValueChunk(chunk, 0, chunk.Length)) > 0)
            text.Append(chunk, 0, n);
        parent.Add(new XText(text.ToString()));
        return text.Length;
    }

    /// <summary>True if the file does not even end with an end tag.</summary>
    private bool IsCut()
    {
        var tail = new byte[(int)Math.Min(stream.Length, 64)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        var text = Encoding.Latin1.GetString(tail).Replace("\0", "", StringComparison.Ordinal).TrimEnd();
        return !text.EndsWith('>')
            || (!text.EndsWith("/>", StringComparison.Ordinal) && text.LastIndexOf("</", StringComparison.Ordinal) < text.LastIndexOf('<'));
    }
}
