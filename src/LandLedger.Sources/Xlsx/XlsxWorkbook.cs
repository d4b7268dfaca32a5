using System.IO.Compression;
using System.Xml;

namespace LandLedger.Sources.Xlsx;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">Name on its tab.</param>
/// <param name="Hidden">True if the tab is not shown.</param>
/// <param name="Part">Where its cells are in the archive.</param>
public sealed record XlsxSheet(string Name, bool Hidden, string Part);

/// <summary>A workbook opened for one pass over a sheet.</summary>
public sealed class XlsxWorkbook : IDisposable
{
    private readonly ZipArchive zip;
    private readonly XlsxLimits limits;
    private string? sharedStrings;
    private string? styles;
    private string[]? texts;

    private XlsxWorkbook(ZipArchive zip, XlsxLimits limits)
    {
        this.zip = zip;
        this.limits = limits;
    }

    /// <summary>Sheets in the order of their tabs.</summary>
    public IReadOnlyList<XlsxSheet> Sheets { get; private set; } = [];

    /// <summary>True if dates count from 1904, as in workbooks of old Macintosh programs.</summary>
    public bool Dates1904 { get; private set; }

    /// <summary>Opens a workbook. The stream must be seekable and stays open.</summary>
    /// <exception cref="UnreadableFile">The file is not a sound, passive workbook within the limits.</exception>
    public static XlsxWorkbook Open(Stream seekable, XlsxLimits? limits = null)
    {
        var workbook = new XlsxWorkbook(XlsxGuard.Open(seekable, limits ?? XlsxLimits.Default), limits ?? XlsxLimits.Default);
        try
        {
            workbook.ReadStructure();
            return workbook;
        }
        catch (Exception e)
        {
            workbook.Dispose();
            if (e is XmlException or InvalidDataException)
                throw new UnreadableFile("xlsx-malformed", inner: e);
            throw;
        }
    }

    /// <summary>Opens the cells of a sheet.</summary>
    /// <exception cref="UnreadableFile">A part is missing, malformed or too large.</exception>
    public SheetReader Read(XlsxSheet sheet)
    {
        try
        {
            texts ??= sharedStrings is null ? [] : SharedStrings.Read(Part(sharedStrings), limits);
            return new SheetReader(Part(sheet.Part), texts, CellStyles.Read(styles is null ? null : Part(styles)), Dates1904);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw new UnreadableFile("xlsx-malformed", inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    private void ReadStructure()
    {
        var workbook = Relations("").FirstOrDefault(relation => relation.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Target
            ?? "xl/workbook.xml";
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, type, target) in Relations(workbook))
        {
            parts[id] = target;
            if (type.EndsWith("/sharedStrings", StringComparison.Ordinal))
                sharedStrings = target;
            else if (type.EndsWith("/styles", StringComparison.Ordinal))
                styles = target;
        }

        var sheets = new List<XlsxSheet>();
        using var xml = XlsxXml.Open(Part(workbook));
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "workbookPr")
                Dates1904 = xml.GetAttribute("date1904") is "1" or "true" or "on";
            else if (xml.LocalName == "sheet")
                sheets.Add(Sheet(xml, parts));
        }

        Sheets = sheets;
    }

    private static XlsxSheet Sheet(XmlReader xml, Dictionary<string, string> parts)
    {
        var name = xml.GetAttribute("name") ?? "";
        var hidden = xml.GetAttribute("state") is "hidden" or "veryHidden";
        var part = "";

        // The relation's id is in one of two namespaces, after the edition of the standard.
        while (xml.MoveToNextAttribute())
        {
            if (xml.LocalName == "id" && xml.NamespaceURI.Length > 0)
                part = parts.GetValueOrDefault(xml.Value, "");
        }

        xml.MoveToElement();
        return new XlsxSheet(name, hidden, part);
    }

    private List<(string Id, string Type, string Target)> Relations(string ofPart)
    {
        var slash = ofPart.LastIndexOf('/') + 1;
        var folder = ofPart[..slash];
        var relations = new List<(string, string, string)>();
        if (zip.GetEntry($"{folder}_rels/{ofPart[slash..]}.rels") is not { } entry)
            return relations;

        using var xml = XlsxXml.Open(entry);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Relationship" && xml.GetAttribute("TargetMode") != "External")
            {
                var target = xml.GetAttribute("Target") ?? "";
                relations.Add((xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", InArchive(folder, target)));
            }
        }

        return relations;
    }

    private static string InArchive(string folder, string target)
    {
        if (target.StartsWith('/'))
            return target[1..];
        var path = new List<string>();
        foreach (var step in (folder + target).Split('/'))
        {
            if (step == ".." && path.Count > 0)
                path.RemoveAt(path.Count - 1);
            else if (step is not ("." or ".."))
                path.Add(step);
        }

        return string.Join('/', path);
    }

    private ZipArchiveEntry Part(string name) =>
        zip.GetEntry(name)
        ?? zip.Entries.FirstOrDefault(entry => entry.FullName.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UnreadableFile("xlsx-malformed", name);
}
