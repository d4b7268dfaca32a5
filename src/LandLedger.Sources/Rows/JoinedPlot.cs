namespace LandLedger.Sources.Rows;

/// <summary>Makes one plot of the good rows that tell of it.</summary>
internal static class JoinedPlot
{
    /// <summary>The plot: what it is from the first row, its holders from all.</summary>
    public static SourcePlot Of(string system, ReadOnlySpan<PlotRow> rows)
    {
        var first = rows[0];
        var warnings = new List<string>();
        var holders = new List<SourceHolder>(rows.Length);
        var numbers = new int[rows.Length];
        var issuedOn = first.IssuedOn;
        var (address, book, scan) = (first.Address, first.BookNumber, first.ScanFile);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            numbers[i] = row.Number;
            issuedOn ??= row.IssuedOn;
            address ??= row.Address;
            book ??= row.BookNumber;
            scan ??= row.ScanFile;
            warnings.AddRange(row.Warnings);
            Take(row.Holders, holders, warnings);
        }

        return new SourcePlot
        {
            System = system,
            Row = first.Number,
            Rows = numbers,
            RecordKey = first.RecordId ?? $"{first.Commune}.{first.Sheet}.{first.Plot}/{first.Serial ?? "-"}",
            Commune = first.Commune!,
            Sheet = first.Sheet!,
            Plot = first.Plot!,
            PlotCode = first.PlotCode,
            AreaSquareMetres = first.Area,
            LandUses = [.. first.LandUses],
            Address = address,
            Certificate = first.Serial is null ? null : new SourceCertificate(first.Serial, issuedOn, book, scan),
            Holders = [.. holders],
            UnderOldList = first.UnderOldList,
            FormerCommune = first.FormerCommune,
            FormerSheet = first.FormerSheet,
            FormerPlot = first.FormerPlot,
            Warnings = warnings.Count == 0 ? [] : [.. warnings.Distinct()],
        };
    }

    private static void Take(List<SourceHolder> stated, List<SourceHolder> holders, List<string> warnings)
    {
        foreach (var holder in stated)
        {
            if (!holders.Contains(holder))
                holders.Add(holder);
            else if (holder.Kind is Holders.Individual or Holders.Household)
                warnings.Add("full-name:holder-repeated");
        }
    }
}
