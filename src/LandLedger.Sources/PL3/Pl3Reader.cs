using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.PL3;

/// <summary>
/// Reads form PL3, the campaign's spreadsheet: one row for each certificate, plot and person. Formulas are refused rather
/// than believed, and words become codes or rejects.
/// </summary>
public sealed class Pl3Reader : ISourceReader
{
    private const string SheetName = "PL3-01";

    private readonly XlsxLimits limits;
    private readonly SourceOptions options;

    /// <param name="limits">What a file may cost; the default suits files from outside.</param>
    /// <param name="options">Which communes the codes mean; the default is those of today.</param>
    public Pl3Reader(XlsxLimits? limits = null, SourceOptions? options = null) =>
        (this.limits, this.options) = (limits ?? XlsxLimits.Default, options ?? SourceOptions.Default);

    /// <inheritdoc/>
    public string System => "PL3";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IEnumerable<SourceItem> Read(Stream seekable)
    {
        ArgumentNullException.ThrowIfNull(seekable);
        if (FileLook.Of(seekable) is (FileLook.Json or FileLook.Xml or FileLook.Table) and var look)
            throw new UnreadableFile("wrong-system", look);
        using var workbook = XlsxWorkbook.Open(seekable, limits);
        var chosen = Choose(workbook.Sheets);
        using var head = workbook.Read(chosen);
        var layout = Pl3Layout.Find(head);
        using var sheet = workbook.Read(chosen);

        var rules = new RowRules { SerialRequired = true, Options = options };
        foreach (var item in SheetPlots.Of(sheet, layout.HeaderRow, System, new InputRow(layout.Names()), rules, layout.At))
            yield return item;
    }

    /// <summary>The sheet of the form: by its name, or the only one whose name begins like it.</summary>
    private static XlsxSheet Choose(IReadOnlyList<XlsxSheet> sheets)
    {
        var named = sheets.Where(sheet => sheet.Name.Trim().Equals(SheetName, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (named.Length == 0)
            named = [.. sheets.Where(sheet => sheet.Name.Trim().StartsWith("PL3", StringComparison.OrdinalIgnoreCase))];

        var names = CellText.Cut(string.Join(", ", sheets.Select(sheet => sheet.Name)));
        if (named.Length == 0)
            throw new UnreadableFile("sheet-not-found", $"{SheetName}: {names}");
        if (named.Length > 1)
            throw new UnreadableFile("worksheet-ambiguous", names);
        if (named[0].Hidden)
            throw new UnreadableFile("sheet-hidden", named[0].Name);
        return named[0];
    }
}
