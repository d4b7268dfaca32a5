using System.Text;
using CsvHelper;
using LandLedger.Sources.Profiles;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Csv;

/// <summary>
/// Reads a text export of VNPT-iLIS, one line for each plot and person. The system has no published format, so a profile says
/// which column is which field and what its codes mean.
/// </summary>
public sealed class IlisCsvReader : ISourceReader
{
    private const int LargestRecord = 1 << 20;

    private readonly MappingProfile profile;
    private readonly SourceOptions? options;

    /// <param name="profile">Which column is what, such as <c>MappingProfile.Shipped("vnpt-ilis-1")</c>.</param>
    /// <param name="options">Which communes the codes mean, where the profile should not decide.</param>
    public IlisCsvReader(MappingProfile profile, SourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        (this.profile, this.options) = (profile, options);
    }

    /// <inheritdoc/>
    public string System => profile.System;

    /// <inheritdoc/>
    public int Version => profile.Version;

    /// <inheritdoc/>
    public IEnumerable<SourceItem> Read(Stream seekable)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        using var text = TextEncoding.Open(seekable, profile.Encoding);
        var malformed = new Queue<CsvMalformedRecord>();
        using var csv = CsvReader.Create(text, Options(malformed), leaveOpen: true);

        var columns = ProfileColumns.Of(profile, [.. Headers(csv).Select(header => CellText.Clean(header).Text ?? "")], out var row);
        var rules = profile.Rules(options);
        var grouping = new PlotGrouping(System);
        var dataRows = 0;
        for (var more = true; more;)
        {
            more = Next(csv);

            // Lines that the library skipped stand before the one that it reached.
            while (malformed.TryDequeue(out var line))
            {
                dataRows++;
                foreach (var item in grouping.Add(Malformed(line)))
                    yield return item;
            }

            if (!more || !Fill(row, csv, columns))
                continue;
            dataRows++;
            foreach (var item in grouping.Add(PlotRowParser.Parse(row, rules)))
                yield return item;
        }

        foreach (var item in grouping.Complete())
            yield return item;
        yield return new FileEnded(dataRows);
    }

    private CsvReaderOptions Options(Queue<CsvMalformedRecord> malformed) => new()
    {
        Separator = profile.Separator is { Length: 1 } separator ? separator[0] : null,
        AllowLineBreaksInQuotes = profile.LineBreaksInQuotes,
        TrackLineNumbers = true,
        MaxRecordSize = LargestRecord,
        MalformedData = CsvMalformedDataHandling.Skip,
        FieldCountMismatch = CsvFieldCountHandling.Skip,
        IncludeValuesInExceptions = false,
        OnMalformedRecord = malformed.Enqueue,
    };

    private static string[] Headers(CsvReader csv)
    {
        try
        {
            csv.ReadHeader();
            return [.. csv.Headers];
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw Refusal(e);
        }
    }

    private static bool Next(CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw Refusal(e);
        }
    }

    // Neither the exception nor its message goes along: they may quote what stands in the file.
    private static UnreadableFile Refusal(Exception e) =>
        e is CsvFormatException tooLarge
            ? new UnreadableFile("record-too-large", $"line {tooLarge.LineNumber}")
            : new UnreadableFile("encoding-broken");

    private PlotRow Malformed(CsvMalformedRecord line)
    {
        if (line.Reason == CsvMalformedReason.UnterminatedQuote && profile.LineBreaksInQuotes)
            throw new UnreadableFile("quote-unterminated", $"line {line.LineNumber}");

        var code = line.Reason switch
        {
            CsvMalformedReason.FieldCountMismatch => "field-count",
            CsvMalformedReason.TextAfterClosingQuote => "text-after-quote",
            CsvMalformedReason.StrayQuote => "quote-stray",
            _ => "line-malformed",
        };
        var row = new PlotRow { Number = (int)line.LineNumber, Raw = line.RawRecord, Original = line.RawRecord.TrimEnd('\r', '\n') };
        row.Rejects.Add(new Reject(row.Number, "", code, CellText.Cut(line.RawRecord), true));
        return row;
    }

    /// <summary>Takes the fields of the present line; false if all are blank.</summary>
    private static bool Fill(InputRow row, CsvReader csv, Field?[] columns)
    {
        row.Begin((int)csv.LineNumber);
        for (var i = 0; i < columns.Length && i < csv.FieldCount; i++)
        {
            if (columns[i] is { } field && csv.GetString(i) is { Length: > 0 } text)
                row[field] = RawCell.OfText(i, WithoutGuard(text));
        }

        if (row.IsBlank)
            return false;
        row.Original = OriginalRow.Cut(csv.RawRecord.TrimEnd("\r\n"u8));
        return true;
    }

    /// <summary>
    /// Reject lists guard a field that a spreadsheet would run by an apostrophe in front; a corrected list comes back with it.
    /// </summary>
    private static string WithoutGuard(string text) =>
        text.Length > 1 && text[0] == '\'' && text[1] is '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠'
            ? text[1..]
            : text;
}
