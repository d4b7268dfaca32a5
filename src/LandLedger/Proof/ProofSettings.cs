using LandLedger.Persons;

namespace LandLedger.Proof;

/// <summary>Where the log is, under which name it signs, and how often.</summary>
/// <param name="Folder">Holds the public files: checkpoint, tiles and entry bundles.</param>
/// <param name="Name">Name of the log, the first line of each checkpoint; never changed once it has been published.</param>
/// <param name="LogKeyFile">The sequencer's private key.</param>
/// <param name="OriginKeyFile">The private key with which this program signs what it records.</param>
/// <param name="KeysFile">Public keys that are trusted: log, witnesses and all programs that record. Null: only the two keys above.</param>
/// <param name="Sequences">Whether this process runs the sequencer.</param>
/// <param name="Every">How often committed events are looked for.</param>
/// <param name="Publish">How often a checkpoint is published at most.</param>
/// <param name="GapGrace">How long a sequence number may be missing before the ones behind it go ahead.</param>
/// <param name="VoidAfter">How long until a number that never came is given up.</param>
/// <param name="StateEvery">How often readings and changed rights are stated for the log.</param>
/// <param name="WitnessUrls">Witnesses that are asked for a cosignature of each checkpoint.</param>
/// <param name="CosignatureAge">The oldest that the last cosignature may be for bulk work to go on; null: no matter.</param>
public sealed record ProofSettings(
    string Folder, string Name, string LogKeyFile, string OriginKeyFile, string? KeysFile, bool Sequences, TimeSpan Every, TimeSpan Publish,
    TimeSpan GapGrace, TimeSpan VoidAfter, TimeSpan StateEvery, IReadOnlyList<Uri> WitnessUrls, TimeSpan? CosignatureAge)
{
    /// <summary>Reads <c>Proof:*</c>. What is missing lies in the folder of development, which production refuses.</summary>
    public static ProofSettings Of(IConfiguration settings)
    {
        var own = settings.GetSection("Proof");
        var beside = settings["Vault:KeyFile"] is { Length: > 0 } vaultKey ? Path.GetDirectoryName(Path.GetFullPath(vaultKey))! : null;
        var home = own["Folder"] ?? Path.Combine(beside ?? PersonsSetup.DevelopmentFolder(), "log");
        return new(
            home,
            own["Name"] ?? "land.development.invalid/ledger/1",
            own["LogKeyFile"] ?? Path.Combine(home, "..", "log.key"),
            own["OriginKeyFile"] ?? Path.Combine(home, "..", "origin.key"),
            own["KeysFile"],
            own.GetValue("Sequencer", true),
            own.GetValue("Every", TimeSpan.FromMilliseconds(500)),
            own.GetValue("Publish", TimeSpan.FromSeconds(5)),
            own.GetValue("GapGrace", TimeSpan.FromSeconds(1)),
            own.GetValue("VoidAfter", TimeSpan.FromHours(1)),
            own.GetValue("StateEvery", TimeSpan.FromMinutes(1)),
            own.GetSection("Witnesses").Get<Uri[]>() ?? [],
            own.GetValue<TimeSpan?>("CosignatureAge"));
    }
}
