namespace LandLedger.Counterparts.VnLis;

/// <summary>The communes of the country since the two-level reorganisation of 1 July 2025 (Decision 19/2025/QĐ-TTg, as amended).</summary>
internal static class Communes
{
    private static readonly DateOnly InForceSince = new(2025, 7, 1);

    // The list is part of the program and never changes while it runs.
    private static readonly HashSet<string> Codes = Load();

    /// <summary>Whether the commune is one of today's. A code of an older list names another place, so its date counts too.</summary>
    public static bool Exists(PlotNumber number) => number.CodeListDate >= InForceSince && Codes.Contains(number.Commune);

    private static HashSet<string> Load()
    {
        using var list = typeof(Communes).Assembly.GetManifestResourceStream("communes.txt")!;
        using var lines = new StreamReader(list);
        return [.. lines.ReadToEnd().Split('\n').Where(line => line.Length == 5)];
    }
}
