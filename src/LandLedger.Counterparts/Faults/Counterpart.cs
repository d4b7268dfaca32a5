namespace LandLedger.Counterparts.Faults;

/// <summary>The two counterparts by name, as faults and counts call them.</summary>
internal static class Counterpart
{
    public const string PopulationRegister = "population-register";

    public const string VnLis = "vnlis";

    public static IReadOnlyList<string> All { get; } = [PopulationRegister, VnLis];

    /// <summary>Whose path this is; null when it is neither's.</summary>
    public static string? Of(PathString path) => All.FirstOrDefault(name => path.StartsWithSegments("/" + name, StringComparison.Ordinal));
}
