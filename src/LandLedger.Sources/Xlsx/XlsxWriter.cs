using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LandLedger.Sources.Xlsx;

/// <summary>
/// Writes a workbook of one sheet, row after row, in flat memory. No formula can come out of it, and the same rows give the
/// same bytes: entries carry a fixed date.
/// </summary>
public sealed class XlsxWriter : IDisposable
{
    private static readonly DateTimeOffset EntryDate = new(2025, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Head = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + "\n";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    private readonly ZipArchive zip;
    private readonly StreamWriter sheet;
    private int rows;

    /// <param name="stream">Where the workbook goes; stays open.</param>
    /// <param name="sheetName">Name of the sheet.</param>
    public XlsxWriter(Stream stream, string sheetName)
    {
        zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Part("[Content_Types].xml", $"""
            <Types xmlns="{Package}/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Type}.sheet.main+xml"/>
            <Override PartName="/xl/styles.xml" ContentType="{Type}.styles+xml"/>
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Type}.worksheet+xml"/></Types>
            """);
        Part("_rels/.rels", $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="rId1" Type="{Rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """);
        Part("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Rel}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="rId2" Type="{Rel}/styles" Target="styles.xml"/></Relationships>
            """);
        Part("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Rel}"><sheets><sheet name="{Escape(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>
            """);

        // Style 1 is text that stays text even when edited; style 2 a date.
        Part("xl/styles.xml", $"""
            <styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>
            <fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
            <cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/>
            <xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>
            """);
        sheet = new StreamWriter(Entry("xl/worksheets/sheet1.xml").Open(), new UTF8Encoding(false), 1 << 16);
        sheet.Write($"{Head}<worksheet xmlns=\"{Main}\"><sheetData>");
    }

    /// <summary>
    /// Writes the next row. A string is a text cell, a decimal or int a number, a NodaTime date a date, null a blank cell.
    /// </summary>
    public void Row(params ReadOnlySpan<object?> cells)
    {
        sheet.Write(string.Create(CultureInfo.InvariantCulture, $"<row r=\"{++rows}\">"));
        for (var column = 0; column < cells.Length; column++)
        {
            if (cells[column] is not null)
                Cell($"{ColumnName.Of(column)}{rows}", cells[column]!);
        }

        sheet.Write("</row>");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sheet.Write("</sheetData></worksheet>");
        sheet.Dispose();
        zip.Dispose();
    }

    private void Cell(string at, object content)
    {
        switch (content)
        {
            case NodaTime.LocalDate date:
                var serial = NodaTime.Period.DaysBetween(new NodaTime.LocalDate(1899, 12, 30), date);
                sheet.Write(string.Create(CultureInfo.InvariantCulture, $"<c r=\"{at}\" s=\"2\"><v>{serial}</v></c>"));
                break;
            case decimal or int:
                sheet.Write(string.Create(CultureInfo.InvariantCulture, $"<c r=\"{at}\"><v>{content}</v></c>"));
                break;
            default:
                sheet.Write($"<c r=\"{at}\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{Escape((string)content)}</t></is></c>");
                break;
        }
    }

    private ZipArchiveEntry Entry(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = EntryDate;
        return entry;
    }

    private void Part(string name, string content)
    {
        using var part = new StreamWriter(Entry(name).Open(), new UTF8Encoding(false));
        part.Write(Head + content);
    }

    /// <summary>The text for an XML part. What XML cannot hold becomes U+FFFD, or Excel would call the file damaged.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < Math.Min(text.Length, XlsxXml.CellText); i++)
        {
            var c = text[i];
            var paired = (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                || (char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1]));
            escaped.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\r' => "_x000D_",
                '_' when XlsxXml.IsEscape(text, i) => "_x005F_",
                '\n' or '\t' => c.ToString(),
                < ' ' or '\uFFFE' or '\uFFFF' => "\uFFFD",
                >= '\uD800' and <= '\uDFFF' when !paired => "\uFFFD",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
