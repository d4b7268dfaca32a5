using System.IO.Compression;
using System.Text;

namespace LandLedger.Tests.Sources;

/// <summary>A workbook from raw XML: the traps that matter cannot be written by a well-behaved library.</summary>
internal sealed class XlsxFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public string SheetName { get; init; } = "PL3-01";

    public string SheetAttributes { get; init; } = "";

    public string OtherSheets { get; init; } = "";

    public string WorkbookProperties { get; init; } = "";

    public string SharedStrings { get; init; } = "";

    /// <summary>Styles: 1 = built-in date, 2 = twelve zeros, 3 = text, 4 = own date format.</summary>
    public string Styles { get; init; } =
        """
        <numFmts count="2"><numFmt numFmtId="170" formatCode="000000000000"/>
        <numFmt numFmtId="171" formatCode="[$-42A]dd\/mm\/yyyy"/></numFmts>
        <cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="49"/><xf numFmtId="171"/></cellXfs>
        """;

    public string Rows { get; init; } = "";

    public string ContentTypes { get; init; } = "";

    public List<(string Name, byte[] Content)> OtherParts { get; } = [];

    public byte[] Bytes()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "[Content_Types].xml",
                $"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{ContentTypes}</Types>""");
            Part(zip, "xl/_rels/workbook.xml.rels",
                $"""
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="rId7" Type="{Rel}/worksheet" Target="/xl/worksheets/data.xml"/>
                <Relationship Id="rId8" Type="{Rel}/sharedStrings" Target="sharedStrings.xml"/>
                <Relationship Id="rId9" Type="{Rel}/styles" Target="styles.xml"/></Relationships>
                """);
            Part(zip, "xl/workbook.xml",
                $"""
                <workbook xmlns="{Main}" xmlns:r="{Rel}"><workbookPr {WorkbookProperties}/><sheets>{OtherSheets}
                <sheet name="{SheetName}" sheetId="3" {SheetAttributes} r:id="rId7"/></sheets></workbook>
                """);
            Part(zip, "xl/styles.xml", $"""<styleSheet xmlns="{Main}">{Styles}</styleSheet>""");
            Part(zip, "xl/sharedStrings.xml", $"""<sst xmlns="{Main}">{SharedStrings}</sst>""");
            Part(zip, "xl/worksheets/data.xml",
                $"""<worksheet xmlns="{Main}"><dimension ref="A1:B2"/><sheetData>{Rows}</sheetData></worksheet>""");
            foreach (var (name, content) in OtherParts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                part.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static string Text(string at, string text) =>
        $"""<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>""";

    public static string Number(string at, string number, int style = 0) => $"""<c r="{at}" s="{style}"><v>{number}</v></c>""";

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using var part = zip.CreateEntry(name).Open();
        part.Write(Encoding.UTF8.GetBytes(xml));
    }
}
