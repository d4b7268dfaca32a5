using LandLedger.Sources.MapSheets;

namespace LandLedger.Intake;

/// <summary><c>map-sheets</c>: reads a reference table of map sheets and says what is odd about it.</summary>
public static class MapSheetsCommand
{
    /// <summary>Prints the rows' number, how often each finding occurs, and each finding with its rows.</summary>
    /// <returns>0; 1 if the file cannot be read; 2 for words that are not understood.</returns>
    public static int Run(string[] args)
    {
        if (args is not [var path] || path.StartsWith('-'))
        {
            Console.Error.WriteLine("map-sheets FILE");
            return 2;
        }

        return FileCommand.Run(path, file =>
        {
            var table = MapSheetTable.Read(file);
            Console.Out.WriteLine($"{table.Rows.Count} rows");
            foreach (var kind in table.Findings.GroupBy(finding => finding.Code))
                Console.Out.WriteLine($"{kind.Count(),6} {kind.Key}");
            foreach (var finding in table.Findings)
                Console.Out.WriteLine($"{finding.Code}: {finding.What} (rows {string.Join(", ", finding.Rows)})");
            return 0;
        });
    }
}
