using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LandLedger.Proof;

/// <summary>One signature line of a note.</summary>
/// <param name="Name">Who says to have signed.</param>
/// <param name="KeyId">Which key.</param>
/// <param name="Signature">The rest: for a log 64 bytes, for a witness 8 of time and 64.</param>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Signature)
{
    /// <summary>The line as it stands in a note.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.CopyTo(bytes, 4);
        return $"— {Name} {Convert.ToBase64String(bytes)}\n";
    }
}

/// <summary>A text that several have signed (C2SP signed-note).</summary>
/// <param name="Text">What is signed; ends with a line end.</param>
/// <param name="Signatures">Who signed, known or not.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MostBytes = 1_000_000;

    /// <summary>Reads a note. Nothing in it is believed yet: ask <see cref="IsSignedBy"/>.</summary>
    /// <exception cref="FormatException">Not a note; the text says where.</exception>
    public static SignedNote Parse(string note)
    {
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (note.Length > MostBytes || split < 0 || !note.EndsWith('\n') || split + 2 >= note.Length)
            throw new FormatException("Not a signed note: no text, empty line and signatures.");
        if (note.Any(letter => letter < ' ' && letter != '\n') || note.Contains('�', StringComparison.Ordinal))
            throw new FormatException("Not a signed note: control characters.");
        return new(note[..(split + 1)], [.. note[(split + 2)..^1].Split('\n').Select(Line)]);
    }

    /// <summary>Reads one signature line, without its line end.</summary>
    /// <exception cref="FormatException">Not a signature line.</exception>
    public static NoteSignature Line(string line)
    {
        var parts = line.Split(' ');
        return parts is ["—", var name, var coded] && VerifierKey.IsName(name) && CodedBytes.Bytes(coded) is { Length: > 4 } bytes
            ? new(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..])
            : throw new FormatException("Not a signed note: a line that is no signature.");
    }

    /// <summary>Whether the owner of this key signed; for a witness, at any time.</summary>
    public bool IsSignedBy(VerifierKey key) => key.Algorithm == NoteAlgorithm.Cosignature
        ? CosignedAt(key) is not null
        : Signatures.Any(line => line.Name == key.Name && line.KeyId == key.Id
            && key.Verify(Encoding.UTF8.GetBytes(Text), line.Signature));

    /// <summary>When a witness cosigned last; null if it did not.</summary>
    public DateTimeOffset? CosignedAt(VerifierKey witness)
    {
        DateTimeOffset? last = null;
        foreach (var line in Signatures.Where(line => line.Name == witness.Name && line.KeyId == witness.Id && line.Signature.Length == 72))
        {
            var seconds = BinaryPrimitives.ReadInt64BigEndian(line.Signature);
            if (seconds is < 0 or > 253_402_300_799 || !witness.Verify(Cosigned(seconds), line.Signature.AsSpan(8)))
                continue;
            var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
            last = last is null || at > last ? at : last;
        }

        return last;
    }

    /// <summary>The same note with one more signature of a log.</summary>
    public SignedNote SignedWith(SigningKey key) => this with
    {
        Signatures = [.. Signatures, new(key.Verifier.Name, key.Verifier.Id, key.Sign(Encoding.UTF8.GetBytes(Text)))],
    };

    /// <summary>A witness's signature line for this text.</summary>
    /// <param name="key">The witness's key.</param>
    /// <param name="at">When it signs; whole seconds count.</param>
    public NoteSignature Cosignature(SigningKey key, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        var signature = new byte[72];
        BinaryPrimitives.WriteInt64BigEndian(signature, seconds);
        key.Sign(Cosigned(seconds)).CopyTo(signature, 8);
        return new(key.Verifier.Name, key.Verifier.Id, signature);
    }

    /// <summary>The note as a file.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";

    private byte[] Cosigned(long seconds) =>
        Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds.ToString(CultureInfo.InvariantCulture)}\n{Text}");
}
