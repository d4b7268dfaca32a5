using System.Globalization;

namespace LandLedger.Benchmarks;

/// <summary>How long and how hard a benchmark works.</summary>
/// <param name="Plots">Plots that exist before the measurement.</param>
/// <param name="Seconds">Seconds measured on each side, all rounds together.</param>
/// <param name="Warm">Seconds that each side is driven before the first measurement.</param>
/// <param name="Clients">Connections that ask at the same time, each waiting for its answer.</param>
/// <param name="Rounds">Into how many turns the measured seconds are split; the sides take turns, so that both see the same
/// machine.</param>
internal sealed record Settings(int Plots = 20_000, int Seconds = 20, int Warm = 30, int Clients = 16, int Rounds = 2)
{
    public const string Usage = "[--plots N] [--seconds N] [--warm N] [--clients N] [--rounds N] [--set VARIABLE=VALUE ...]";

    /// <summary>Environment variables of the ledger's process, to try a setting.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>One turn of one side.</summary>
    public TimeSpan Turn => TimeSpan.FromSeconds((double)Seconds / Rounds);

    /// <summary>Reads the command line; null when it is not understood.</summary>
    public static Settings? Read(string[] arguments)
    {
        var settings = new Settings();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 < arguments.Length && arguments[i] == "--set" && arguments[i + 1].IndexOf('=', StringComparison.Ordinal) > 0)
            {
                settings = settings with { Variables = [.. settings.Variables, arguments[i + 1]] };
                continue;
            }

            if (i + 1 == arguments.Length || !int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
                return null;
            if (arguments[i] switch
                {
                    "--plots" => settings with { Plots = number },
                    "--seconds" => settings with { Seconds = number },
                    "--warm" => settings with { Warm = number },
                    "--clients" => settings with { Clients = number },
                    "--rounds" => settings with { Rounds = number },
                    _ => null,
                } is not { } next)
                return null;
            settings = next;
        }

        return settings;
    }
}
