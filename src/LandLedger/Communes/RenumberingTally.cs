namespace LandLedger.Communes;

/// <summary>What becomes of the plots of one commune.</summary>
/// <param name="Move">Plots that get another number.</param>
/// <param name="Left">Plots that are left to a person, by reason.</param>
public sealed record CommuneTally(int Move, SortedDictionary<string, int> Left);

/// <summary>Plots of one sheet that are left to a person for one reason.</summary>
/// <param name="Commune">Commune, as numbers name it.</param>
/// <param name="Sheet">Sheet, as numbers are compared.</param>
/// <param name="Code">The reason.</param>
/// <param name="Plots">How many.</param>
/// <param name="Candidates">The sheets that they may lie on now.</param>
public sealed record LeftSheet(string Commune, string Sheet, string Code, int Plots, string[] Candidates);

/// <summary>What a pass over the plots found or did.</summary>
public sealed record RenumberingTally
{
    /// <summary>How many sheets are listed in full.</summary>
    public const int MostSheets = 2_000;

    /// <summary>Plots that get another number.</summary>
    public int Move { get; init; }

    /// <summary>Plots that are left to a person, by reason.</summary>
    public SortedDictionary<string, int> Left { get; init; } = [];

    /// <summary>The same by commune before.</summary>
    public SortedDictionary<string, CommuneTally> ByCommune { get; init; } = [];

    /// <summary>Sheets whose plots are left to a person; the first of them.</summary>
    public LeftSheet[] Sheets { get; init; } = [];

    /// <summary>All plots that were looked at.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Plots => Move + Left.Values.Sum();

    /// <summary>With the plots of one more page.</summary>
    /// <param name="plots">The plots.</param>
    /// <param name="sheets">Whether sheets are listed.</param>
    public RenumberingTally With(IReadOnlyCollection<JudgedPlot> plots, bool sheets)
    {
        var moved = plots.Count(plot => plot.To is not null);
        var (left, communes) = (new SortedDictionary<string, int>(Left, StringComparer.Ordinal),
            new SortedDictionary<string, CommuneTally>(ByCommune, StringComparer.Ordinal));
        foreach (var commune in plots.GroupBy(plot => plot.Card.NumberKey.Commune))
        {
            var before = communes.GetValueOrDefault(commune.Key, new(0, []));
            var reasons = new SortedDictionary<string, int>(before.Left, StringComparer.Ordinal);
            foreach (var plot in commune.Where(plot => plot.Code is not null))
            {
                reasons[plot.Code!] = reasons.GetValueOrDefault(plot.Code!) + 1;
                left[plot.Code!] = left.GetValueOrDefault(plot.Code!) + 1;
            }

            communes[commune.Key] = new(before.Move + commune.Count(plot => plot.To is not null), reasons);
        }

        return this with { Move = Move + moved, Left = left, ByCommune = communes, Sheets = sheets ? SheetsWith(plots) : [] };
    }

    // Plots come sheet by sheet, so a sheet that goes on from the page before is among the last.
    private LeftSheet[] SheetsWith(IReadOnlyCollection<JudgedPlot> plots)
    {
        var sheets = new List<LeftSheet>(Sheets);
        foreach (var group in plots.Where(plot => plot.Code is not null)
            .GroupBy(plot => (plot.Card.NumberKey.Commune, plot.Card.NumberKey.Sheet, plot.Code)))
        {
            var (commune, sheet, code) = group.Key;
            var at = sheets.FindLastIndex(one => one.Commune == commune && one.Sheet == sheet && one.Code == code);
            if (at >= 0)
                sheets[at] = sheets[at] with { Plots = sheets[at].Plots + group.Count() };
            else if (sheets.Count < MostSheets)
                sheets.Add(new(commune, sheet, code!, group.Count(), group.First().Candidates));
        }

        return [.. sheets];
    }
}
