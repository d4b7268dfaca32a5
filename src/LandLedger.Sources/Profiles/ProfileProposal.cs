using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;
using LandLedger.Sources.Csv;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Profiles;

/// <summary>A mapping profile proposed for a table by its headings. A person checks it before it is used.</summary>
/// <param name="Json">The profile; <see cref="MappingProfile.Load"/> takes it as soon as nothing is missing.</param>
/// <param name="Recognised">Heading and field of each column that was understood.</param>
/// <param name="NotRecognised">Headings that were not, in their order.</param>
/// <param name="Missing">Fields that need a column and have none.</param>
public sealed record ProfileProposal(
    string Json, IReadOnlyList<KeyValuePair<string, string>> Recognised, IReadOnlyList<string> NotRecognised, IReadOnlyList<string> Missing)
{
    private const int HeaderRows = 10;
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Proposes a profile for a workbook or a text table.</summary>
    /// <exception cref="UnreadableFile">The file is neither, or its encoding is unknown.</exception>
    public static ProfileProposal For(Stream seekable)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        return FileLook.Of(seekable) switch
        {
            FileLook.Workbook or FileLook.OldOffice => FromWorkbook(seekable),
            FileLook.Json or FileLook.Xml => throw new UnreadableFile("wrong-system", FileLook.Of(seekable)),
            _ => FromText(seekable),
        };
    }

    private static ProfileProposal FromText(Stream seekable)
    {
        using var text = TextEncoding.Open(seekable, null);
        var line = "";
        while (line is not null && line.Trim().Length == 0)
            line = text.ReadLine();
        if (line is null)
            throw new UnreadableFile("file-empty");
        var separator = ";,\t|".MaxBy(c => line.Count(other => other == c));
        using var csv = CsvReader.Create(new StringReader(line + "\n"), new CsvReaderOptions { Separator = separator }, leaveOpen: false);
        csv.ReadHeader();
        return Of([.. csv.Headers.Select(heading => CellText.Clean(heading).Text ?? "")], separator.ToString(), null);
    }

    /// <summary>The row of the first ten with the most headings that are known.</summary>
    private static ProfileProposal FromWorkbook(Stream seekable)
    {
        using var workbook = XlsxWorkbook.Open(seekable);
        var shown = workbook.Sheets.FirstOrDefault(sheet => !sheet.Hidden) ?? throw new UnreadableFile("sheet-not-found");
        using var sheet = workbook.Read(shown);
        string[] best = [];
        var known = 0;
        while (sheet.Read() && sheet.Row.Number <= HeaderRows)
        {
            string[] headings = [.. sheet.Row.Cells.ToArray().Where(cell => cell.Kind == CellKind.Text)
                .Select(cell => CellText.Clean(cell.Text!).Text ?? "")];
            var count = headings.Count(heading => KnownHeadings.Find(heading) is not null);
            if (count > known)
                (best, known) = (headings, count);
        }

        return Of(best, null, shown.Name);
    }

    private static ProfileProposal Of(string[] headings, string? separator, string? sheet)
    {
        var (recognised, others, taken) = (new List<KeyValuePair<string, string>>(), new List<string>(), new HashSet<Field>());
        foreach (var heading in headings.Where(heading => heading.Length > 0))
        {
            if (KnownHeadings.Find(heading) is { } field && taken.Add(field) && recognised.All(column => column.Key != heading))
                recognised.Add(new(heading, field.Name()));
            else
                others.Add(heading);
        }

        return new ProfileProposal(Write(recognised, separator, sheet), recognised, others, MappingProfile.MissingFrom(taken));
    }

    private static string Write(List<KeyValuePair<string, string>> columns, string? separator, string? sheet)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("name", "proposed");
            json.WriteString("system", "VNPT-iLIS");
            json.WriteNumber("version", 1);
            json.WriteNull("encoding");
            json.WriteString("separator", separator);
            json.WriteString("communeCodes", "new");
            json.WriteStartArray("sheets");
            if (sheet is not null)
                json.WriteStringValue(sheet);
            json.WriteEndArray();
            json.WriteStartObject("columns");
            foreach (var (heading, field) in columns)
                json.WriteString(heading, field);
            json.WriteEndObject();
            json.WriteStartObject("translations");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Headings are not personal, but what was taken for headings may be data.</summary>
    public override string ToString() => $"ProfileProposal {Recognised.Count} recognised, {NotRecognised.Count} not";
}
