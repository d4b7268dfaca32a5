using System.Globalization;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Proof;

/// <summary>
/// Whose signatures somebody believes: a text file, one key a line. <c>log KEY</c> (exactly one), <c>witness KEY</c> and
/// <c>origin KEY</c> (any number), <c>quorum N</c> (how many witnesses must have cosigned; 0 when not said). <c>#</c> begins a remark.
/// </summary>
public sealed class TrustedKeys
{
    /// <summary>Trusts these.</summary>
    /// <param name="log">The log's key; plain Ed25519.</param>
    /// <param name="witnesses">The witnesses' keys; for cosignatures.</param>
    /// <param name="origins">Keys of programs that record; plain Ed25519.</param>
    /// <param name="quorum">How many of the witnesses must have cosigned.</param>
    /// <exception cref="FormatException">A key of the wrong algorithm, a key twice, or a quorum that can never be met.</exception>
    public TrustedKeys(VerifierKey log, IReadOnlyList<VerifierKey> witnesses, IReadOnlyList<VerifierKey> origins, int quorum)
    {
        if (log.Algorithm != NoteAlgorithm.Ed25519 || origins.Any(key => key.Algorithm != NoteAlgorithm.Ed25519))
            throw new FormatException("The keys of a log and of origins are of algorithm 0x01.");
        if (witnesses.Any(key => key.Algorithm != NoteAlgorithm.Cosignature))
            throw new FormatException("The key of a witness is of algorithm 0x04.");
        // One key under two names would count as two witnesses, and a log could be its own.
        if (Repeated([log, .. witnesses]) || Repeated(origins))
            throw new FormatException("A key is given twice.");
        if (quorum < 0 || quorum > witnesses.Count)
            throw new FormatException("The quorum is larger than the number of witnesses.");
        (Log, Witnesses, Origins, Quorum) = (log, witnesses, origins, quorum);
    }

    /// <summary>Key of the log.</summary>
    public VerifierKey Log { get; }

    /// <summary>Keys of the witnesses.</summary>
    public IReadOnlyList<VerifierKey> Witnesses { get; }

    /// <summary>Keys of the programs that record; none: origin signatures are not checked.</summary>
    public IReadOnlyList<VerifierKey> Origins { get; }

    /// <summary>How many witnesses must have cosigned a checkpoint.</summary>
    public int Quorum { get; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">Malformed; the text names the line.</exception>
    public static TrustedKeys Parse(string text)
    {
        VerifierKey? log = null;
        var (witnesses, origins, quorum) = (new List<VerifierKey>(), new List<VerifierKey>(), (int?)null);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            // A remark begins with a word; the name of a key may have the sign inside.
            string[] words = [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word[0] != '#')];
            try
            {
                switch (words)
                {
                    case []: break;
                    case ["log", var key] when log is null: log = Key(key, NoteAlgorithm.Ed25519); break;
                    case ["witness", var key]: witnesses.Add(Key(key, NoteAlgorithm.Cosignature)); break;
                    case ["origin", var key]: origins.Add(Key(key, NoteAlgorithm.Ed25519)); break;
                    case ["quorum", var count] when quorum is null: quorum = Count(count); break;
                    case ["log" or "quorum", _]: throw new FormatException("Said twice.");
                    default: throw new FormatException("Not one of: log KEY, witness KEY, origin KEY, quorum N.");
                }
            }
            catch (FormatException wrong)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the keys: {wrong.Message}"));
            }
        }

        return new(log ?? throw new FormatException("The keys name no log."), witnesses, origins, quorum ?? 0);
    }

    /// <summary>Holds a note against the keys: signed by the log, of that log, cosigned by enough witnesses.</summary>
    public CheckedNote Check(SignedNote note)
    {
        Checkpoint? checkpoint = null;
        var findings = new List<Finding>();
        try
        {
            checkpoint = Checkpoint.Parse(note.Text);
        }
        catch (FormatException)
        {
            findings.Add(new(FindingCodes.NotACheckpoint));
        }

        if (checkpoint is not null && checkpoint.Origin != Log.Name)
            findings.Add(new(FindingCodes.OtherLog));
        else if (!note.IsSignedBy(Log))
            findings.Add(new(FindingCodes.LogSignature));
        var signedByLog = findings.Count == 0;
        var cosigned = Witnesses.Where(note.IsSignedBy).ToArray();
        if (cosigned.Length < Quorum)
            findings.Add(new(FindingCodes.WitnessesMissing, cosigned.Length, Quorum));
        return new(signedByLog, checkpoint, cosigned, findings);
    }

    /// <summary>The keys as a file.</summary>
    public override string ToString() => string.Concat(
        (string[])[$"log {Log}\n", .. Witnesses.Select(key => $"witness {key}\n"), .. Origins.Select(key => $"origin {key}\n"),
            string.Create(CultureInfo.InvariantCulture, $"quorum {Quorum}\n")]);

    private static VerifierKey Key(string text, NoteAlgorithm algorithm) =>
        VerifierKey.Parse(text) is var key && key.Algorithm == algorithm
            ? key
            : throw new FormatException($"A key of another algorithm than 0x{(byte)algorithm:x2}.");

    private static int Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : throw new FormatException("The quorum is not a number.");

    // By the key alone: name and algorithm are only said of it.
    private static bool Repeated(IReadOnlyCollection<VerifierKey> keys) =>
        keys.Select(key => CodedBytes.Bytes(key.ToString().Split('+', 3)[2])!).Select(bytes => Convert.ToHexString(bytes.AsSpan(1)))
            .Distinct().Count() < keys.Count;
}

/// <summary>A note held against the keys that somebody trusts.</summary>
/// <param name="SignedByLog">Whether the log's key signed it and its first line names that log.</param>
/// <param name="Checkpoint">What it says, believed or not; null when it is no checkpoint.</param>
/// <param name="CosignedBy">The trusted witnesses that cosigned it.</param>
/// <param name="Findings">Why it is not believed; empty when it is.</param>
public sealed record CheckedNote(
    bool SignedByLog, Checkpoint? Checkpoint, IReadOnlyList<VerifierKey> CosignedBy, IReadOnlyList<Finding> Findings)
{
    /// <summary>Signed by the log and by enough witnesses.</summary>
    public bool IsTrusted => Findings.Count == 0;

    /// <summary>How many trusted witnesses cosigned it.</summary>
    public int Cosigned => CosignedBy.Count;
}
