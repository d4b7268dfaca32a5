using LandLedger.Sources;

namespace LandLedger.Intake;

/// <summary>The readers that the ledger imports through, by the name of their system.</summary>
public static class SourceReaders
{
    private static readonly Dictionary<string, Func<ISourceReader>> All = new()
    {
        ["PL3"] = () => new Sources.PL3.Pl3Reader(),
        ["VNPT-iLIS"] = () => new Sources.Ilis.IlisReader(Sources.Profiles.MappingProfile.Shipped("vnpt-ilis-1")),
        ["VBDLIS"] = () => new Sources.Vbdlis.VbdlisReader(),
    };

    /// <summary>Whether there is a reader for a system.</summary>
    public static bool Known(string system) => All.ContainsKey(system);

    /// <summary>A reader for a system.</summary>
    public static ISourceReader For(string system) => All[system]();
}
