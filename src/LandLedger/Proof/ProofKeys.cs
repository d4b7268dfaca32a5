using System.Text;
using LandLedger.Storage;

namespace LandLedger.Proof;

/// <summary>The keys of this process: it signs what it records, and, where it runs the sequencer, the log.</summary>
public sealed class ProofKeys : IDisposable
{
    private readonly Lazy<SigningKey> log;
    private readonly Lazy<SigningKey> origin;
    private readonly Lazy<TrustedKeys> trusted;

    /// <summary>Keys are read when they are first needed; in development a missing one is made.</summary>
    /// <param name="settings">Where they are.</param>
    public ProofKeys(ProofSettings settings)
    {
        // A key that could not be read is read again the next time: somebody may have put it right.
        log = new(() => Read(settings.LogKeyFile, settings.Name), LazyThreadSafetyMode.PublicationOnly);
        origin = new(() => Read(settings.OriginKeyFile, $"{settings.Name}/origin"), LazyThreadSafetyMode.PublicationOnly);
        trusted = new(() => settings.KeysFile is { } file
            ? TrustedKeys.Parse(File.ReadAllText(file))
            : TrustedKeys.Parse($"log {Log.Verifier}\norigin {Origin.Verifier}\n"), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Signs checkpoints.</summary>
    public SigningKey Log => log.Value;

    /// <summary>Signs what is recorded.</summary>
    public SigningKey Origin => origin.Value;

    /// <summary>Public keys that count.</summary>
    /// <exception cref="FormatException">The file of keys cannot be read; the text names the line.</exception>
    public TrustedKeys Trusted => trusted.Value;

    /// <inheritdoc />
    public void Dispose()
    {
        if (log.IsValueCreated)
            log.Value.Dispose();
        if (origin.IsValueCreated)
            origin.Value.Dispose();
    }

    private static SigningKey Read(string file, string name)
    {
        if (!File.Exists(file))
            Make(file, name);
        return SigningKey.Parse(File.ReadAllText(file));
    }

    // Two processes may start at the same time: whoever comes second reads what the first has written.
    private static void Make(string file, string name)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        var draft = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var written = new FileStream(draft, options))
        {
            written.Write(Encoding.UTF8.GetBytes(SigningKey.NewLine(name, NoteAlgorithm.Ed25519) + "\n"));
            written.Flush(flushToDisk: true);
        }

        try
        {
            FileNames.Give(draft, file);
            FileNames.Keep(folder);
        }
        catch (IOException) when (File.Exists(draft) && File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
