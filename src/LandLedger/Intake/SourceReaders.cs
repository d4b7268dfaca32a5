using LandLedger.Sources;
using LandLedger.Sources.Ilis;
using LandLedger.Sources.MapSheets;
using LandLedger.Sources.PL3;
using LandLedger.Sources.Profiles;
using LandLedger.Sources.Vbdlis;

namespace LandLedger.Intake;

/// <summary>The readers that the ledger imports through, by the name of their system.</summary>
/// <param name="settings">
/// <c>Intake:MapSheets</c>: the reference table of map sheets, a workbook, for files under old commune codes. <c>Intake:Profile</c>: a
/// mapping profile for VNPT-iLIS in place of the shipped one.
/// </param>
public sealed class SourceReaders(IConfiguration settings)
{
    private static readonly Dictionary<string, Func<SourceOptions, MappingProfile, ISourceReader>> All = new()
    {
        ["PL3"] = (options, _) => new Pl3Reader(options: options),
        ["VNPT-iLIS"] = (options, profile) => new IlisReader(profile, options),
        ["VBDLIS"] = (options, _) => new VbdlisReader(options),
    };

    /// <summary>Whether there is a reader for a system.</summary>
    public static bool Known(string system) => All.ContainsKey(system);

    /// <summary>A reader for the file of a run.</summary>
    /// <exception cref="UnreadableFile">The table of map sheets or the profile named in the settings cannot be read.</exception>
    public ISourceReader For(ImportRun run)
    {
        var options = new SourceOptions { CommuneCodes = run.CommuneCodes, MapSheets = run.CommuneCodes == CommuneCodes.Old ? Sheets() : null };
        return All[run.System](options, Profile());
    }

    private MapSheetTable? Sheets()
    {
        if (settings["Intake:MapSheets"] is not { Length: > 0 } path)
            return null;
        using var file = File.OpenRead(path);
        return MapSheetTable.Read(file);
    }

    private MappingProfile Profile()
    {
        if (settings["Intake:Profile"] is not { Length: > 0 } path)
            return MappingProfile.Shipped("vnpt-ilis-1");
        using var file = File.OpenRead(path);
        return MappingProfile.Load(file);
    }
}
