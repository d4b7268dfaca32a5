using LandLedger.Sources.CodeLists;

namespace LandLedger.Sources.Samples;

/// <summary>
/// Makes up a commune as its two land systems and the campaign's spreadsheet have it, untidy at known rates, in flat memory.
/// Nobody in it is real.
/// </summary>
public static class SampleCommune
{
    /// <summary>Form PL3.</summary>
    public const string Pl3File = "pl3.xlsx";

    /// <summary>The text export of VNPT-iLIS, for profile <c>vnpt-ilis-1</c>.</summary>
    public const string IlisFile = "vnpt-ilis.csv";

    /// <summary>The certificates as VBDLIS shows them.</summary>
    public const string VbdlisFile = "vbdlis.json";

    /// <summary>What the population register knows, and what was done to which plot.</summary>
    public const string AnswersFile = "answers.json";

    /// <summary>Writes the four files into a folder, over those that are there, and says what is in them.</summary>
    /// <exception cref="ArgumentException">The commune is unknown, or there are too many or no plots.</exception>
    public static SampleCounts Write(SampleOptions options, string folder)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Plots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Plots, 250_000);
        if (Communes.Find(options.Commune) is null)
            throw new ArgumentException($"There is no commune {options.Commune}.", nameof(options));

        Directory.CreateDirectory(folder);
        using var pl3Stream = options.Pl3 ? File.Create(Path.Combine(folder, Pl3File)) : Stream.Null;
        using var ilisStream = File.Create(Path.Combine(folder, IlisFile));
        using var vbdlisStream = File.Create(Path.Combine(folder, VbdlisFile));
        using var answersStream = File.Create(Path.Combine(folder, AnswersFile));
        using var pl3 = new SamplePl3(pl3Stream);
        using var ilis = new SampleIlis(ilisStream);
        using var vbdlis = new SampleVbdlis(vbdlisStream);
        using var answers = new SampleAnswers(answersStream, options);

        var (missing, badCells, badRows) = (0, 0, 0);
        for (var index = 0; index < options.Plots; index++)
        {
            var plot = SamplePlot.Make(options, index);
            if (options.Pl3)
                pl3.Write(plot);
            ilis.Write(InIlis(options, plot, answers));
            vbdlis.Write(plot);
            if (plot.HasNewPeople)
                answers.People(plot.Household);

            missing += plot.Flaw == SampleFlaw.MissingField ? 1 : 0;
            badCells += plot.Flaw == SampleFlaw.BadCell ? 1 : 0;
            if (plot.Flaw is SampleFlaw.MissingField or SampleFlaw.BadCell)
            {
                badRows += plot.Household.People.Length;
                answers.HoldBack(plot);
            }

            if (options.Pl3)
                Repeat(options, index - SamplePlot.DuplicateDistance, pl3, answers);
        }

        return new SampleCounts(
            options.Plots, pl3.Rows, options.Plots - missing - badCells + answers.Duplicates, ilis.Rows, answers.Persons,
            answers.WrongIds, missing, badCells, badRows, answers.Duplicates, answers.Disagreements);
    }

    private static void Repeat(SampleOptions options, int index, SamplePl3 pl3, SampleAnswers answers)
    {
        if (index < 0 || SamplePlot.Make(options, index) is not { Flaw: SampleFlaw.Duplicate } plot)
            return;
        pl3.Write(plot);
        answers.Repeat(plot);
    }

    /// <summary>The plot as VNPT-iLIS has it: another area, another purpose, or a holder who has since sold.</summary>
    private static SamplePlot InIlis(SampleOptions options, SamplePlot plot, SampleAnswers answers)
    {
        if (plot.Flaw != SampleFlaw.Disagreement)
            return plot;

        var (purpose, area) = plot.Uses[0];
        switch (plot.Variant % 3)
        {
            case 0:
                var more = 1m + (plot.Variant % 50);
                answers.Disagree(plot, "area");
                return plot with { Area = plot.Area + more, Uses = [(purpose, area + more), .. plot.Uses[1..]] };
            case 1:
                answers.Disagree(plot, "purpose");
                return plot with { Uses = [(purpose == "NTS" ? "CLN" : "NTS", area), .. plot.Uses[1..]] };
            default:
                var former = SampleHousehold.Make(options, options.Plots + plot.Index);
                answers.Disagree(plot, "holder");
                answers.People(former);
                return plot with { Household = former };
        }
    }
}
