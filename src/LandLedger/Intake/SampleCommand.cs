using System.Globalization;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Samples;

namespace LandLedger.Intake;

/// <summary><c>sample</c>: writes the files of a made-up commune for trying imports at any size.</summary>
public static class SampleCommand
{
    private const string Usage = "sample --out FOLDER [--plots N] [--seed N] [--commune CODE] [--first N]";

    /// <summary>Writes the files and says what is in them.</summary>
    /// <returns>0, or 2 for words that are not understood.</returns>
    public static int Run(string[] args)
    {
        var (options, folder) = (new SampleOptions(), (string?)null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            switch (args[i])
            {
                case "--out" when value.Length > 0: folder = value; break;
                case "--plots" when number is > 0 and <= 250_000: options = options with { Plots = number }; break;
                case "--seed" when number >= 0: options = options with { Seed = number }; break;
                case "--first" when number >= 0: options = options with { First = number }; break;
                case "--commune" when CommuneList.Find(value) is not null: options = options with { Commune = value }; break;
                default: return Refuse($"Not understood: {args[i]} {value}");
            }
        }

        if (folder is null)
            return Refuse("--out is missing.");
        var counts = SampleCommune.Write(options, folder);
        Console.Out.WriteLine($"Commune {options.Commune}, seed {options.Seed}, in {folder}:");
        Console.Out.WriteLine(
            $"  {SampleCommune.Pl3File,-16} {counts.Pl3Rows} rows, {counts.Plots} plots, {counts.Duplicates} of them twice, "
                + $"{counts.BadRows} rows to be rejected");
        Console.Out.WriteLine(
            $"  {SampleCommune.IlisFile,-16} {counts.IlisRows} rows, {counts.Disagreements} plots that disagree with PL3");
        Console.Out.WriteLine($"  {SampleCommune.VbdlisFile,-16} {counts.Plots} plots");
        Console.Out.WriteLine(
            $"  {SampleCommune.AnswersFile,-16} {counts.Persons} persons, {counts.WrongIds} with an ID number "
                + "that the register does not know");
        return 0;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        Console.Error.WriteLine(Usage);
        return 2;
    }
}
