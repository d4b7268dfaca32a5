using LandLedger.Persons;

namespace LandLedger.Intake;

/// <summary>What an operator may set about imports.</summary>
/// <param name="Folder">Where imported files lie, sealed.</param>
/// <param name="MaxFileBytes">The largest file in bytes.</param>
public sealed record ImportSettings(string Folder, long MaxFileBytes)
{
    /// <summary>What the form needs beside the file, in bytes: names, a manifest, its signature.</summary>
    public const long FormOverhead = 1024 * 1024;

    private const long FourGibibytes = 4L * 1024 * 1024 * 1024;

    /// <summary>The largest body of an upload in bytes.</summary>
    public long MaxBodyBytes => MaxFileBytes + FormOverhead;

    /// <summary>The largest file, in words.</summary>
    public string Largest => $"{MaxFileBytes / 1024 / 1024} MiB";

    /// <summary><c>Intake:Folder</c>, else <c>imports</c> beside the scans; <c>Intake:MaxFileBytes</c>, else 4 GiB.</summary>
    /// <exception cref="InvalidOperationException">The size is not a positive number.</exception>
    public static ImportSettings Of(IConfiguration settings)
    {
        var scans = settings["Documents:Folder"] ?? Path.Combine(PersonsSetup.DevelopmentFolder(), "documents");
        var largest = settings.GetValue("Intake:MaxFileBytes", FourGibibytes);
        return largest > 0
            ? new(settings["Intake:Folder"] ?? Path.Combine(scans, "imports"), largest)
            : throw new InvalidOperationException("Intake__MaxFileBytes is a number of bytes above 0.");
    }
}
