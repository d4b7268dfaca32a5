using LandLedger.Proof.Verdicts;
using LandLedger.Verify.Copies;
using LandLedger.Verify.Databases;
using LandLedger.Verify.Keys;
using LandLedger.Verify.Logs;
using LandLedger.Verify.Plots;
using LandLedger.Verify.Witnesses;

namespace LandLedger.Verify;

/// <summary>One thing that the program can do.</summary>
/// <param name="Name">The first word.</param>
/// <param name="Usage">The words that follow it.</param>
/// <param name="Do">Does it with those words and a clock, and says the exit code.</param>
internal sealed record Command(string Name, string Usage, Func<string[], TimeProvider, Task<int>> Do)
{
    /// <summary>Everything that the program can do.</summary>
    public static IReadOnlyList<Command> All { get; } =
    [
        new("plot", PlotCommand.Usage, PlotCommand.RunAsync),
        new("log", LogCommand.Usage, LogCommand.RunAsync),
        new("database", DatabaseCommand.Usage, DatabaseCommand.RunAsync),
        new("consistency", ConsistencyCommand.Usage, ConsistencyCommand.RunAsync),
        new("copy", CopyCommand.Usage, CopyCommand.RunAsync),
        new("key", KeyCommand.Usage, KeyCommand.RunAsync),
        new("witness", WitnessCommand.Usage, WitnessCommand.RunAsync),
        new("cosign", CosignCommand.Usage, CosignCommand.RunAsync),
    ];

    /// <summary>Finds the command and runs it; what cannot be used is said in words.</summary>
    /// <returns>The exit code: the number of an <see cref="Outcome"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var command = args.Length == 0 ? null : All.FirstOrDefault(command => command.Name == args[0]);
        try
        {
            return command is null
                ? throw new Unusable("Thiếu tên lệnh, hoặc không có lệnh này.", "No command, or not one of this program.")
                : await command.Do(args[1..], clock);
        }
        catch (Unusable unusable)
        {
            return Refuse(unusable.Vi, unusable.En);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Refuse("Không đọc hoặc không ghi được tệp.", unreadable.Message);
        }

        int Refuse(string vi, string en)
        {
            var usages = (command is null ? All : [command]).Select(one => $"ledger-verify {one.Name} {one.Usage}");
            foreach (var line in (string[])[vi, en, .. usages])
                Console.Error.WriteLine(line);
            if (args.Contains("--json"))
                Report.Say(new([new("unusable", Outcome.BadInput, vi, en)]), json: true);
            return (int)Outcome.BadInput;
        }
    }
}
