using System.Text.Json.Nodes;

namespace LandLedger.Intake;

/// <summary>How far a run is: a bar that is drawn over itself on a terminal, plain lines anywhere else.</summary>
internal sealed class ImportBar : IDisposable
{
    private const int Cells = 30;
    private readonly bool terminal = !Console.IsOutputRedirected;
    private string shown = "";

    /// <summary>Shows how far the run is now. Off a terminal only whole percents and states make a line.</summary>
    public void Show(JsonNode run)
    {
        var line = ImportReport.Line(run);
        if (!terminal)
        {
            var step = $"{run["progress"]} {run["state"]}";
            if (step != shown)
                Console.Out.WriteLine(line);
            shown = step;
            return;
        }

        var full = run["progress"]!.GetValue<int>() * Cells / 100;
        line = $"[{new string('#', full)}{new string('.', Cells - full)}] {line}";
        var width = Math.Max(20, Console.WindowWidth - 1);
        line = line.Length > width ? line[..width] : line;
        Console.Out.Write($"\r{line.PadRight(Math.Min(width, shown.Length))}");
        shown = line;
    }

    /// <summary>Leaves the line.</summary>
    public void Dispose()
    {
        if (terminal)
            Console.Out.WriteLine();
    }
}
