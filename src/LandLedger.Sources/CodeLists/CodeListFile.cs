using CsvHelper;

namespace LandLedger.Sources.CodeLists;

/// <summary>Reads the code lists embedded in this assembly: a comment line with source, date and licence, a header, rows.</summary>
internal static class CodeListFile
{
    /// <summary>The rows of a list, each as its fields in the order of the header.</summary>
    public static List<string[]> Rows(string file)
    {
        using var stream = typeof(CodeListFile).Assembly.GetManifestResourceStream(typeof(CodeListFile).Namespace + "." + file)
            ?? throw new InvalidOperationException($"The code list {file} is not embedded.");
        using var text = new StreamReader(stream);
        text.ReadLine();

        using var csv = CsvReader.Create(text, new CsvReaderOptions { Separator = ',', HasHeader = true }, leaveOpen: true);
        var rows = new List<string[]>();
        while (csv.Read())
        {
            var fields = new string[csv.FieldCount];
            for (var i = 0; i < fields.Length; i++)
                fields[i] = VietnameseText.Nfc(csv.GetString(i));
            rows.Add(fields);
        }

        return rows;
    }

    /// <summary>An empty field as null.</summary>
    public static string? OrNull(string field) => field.Length == 0 ? null : field;
}
