using System.Globalization;
using LandLedger.Proof;

namespace LandLedger.Verify.Witnesses;

/// <summary>A request to cosign (C2SP tlog-witness, <c>add-checkpoint</c>).</summary>
/// <param name="Old">Size that the proof begins at: what the witness is thought to have cosigned last.</param>
/// <param name="Proof">Proof that the tree of that size is the beginning of the new one.</param>
/// <param name="Note">The new checkpoint.</param>
internal sealed record AddCheckpoint(long Old, IReadOnlyList<byte[]> Proof, SignedNote Note)
{
    /// <summary>The most bytes of a request.</summary>
    public const int MostBytes = 128 * 1024;

    private const int MostHashes = 63;

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="FormatException">Another form.</exception>
    public static AddCheckpoint Parse(string body)
    {
        var split = body.IndexOf("\n\n", StringComparison.Ordinal);
        if (body.Length > MostBytes || split < 0)
            throw new FormatException("No proof, empty line and checkpoint.");
        var lines = body[..split].Split('\n');
        if (lines.Length > 1 + MostHashes || !lines[0].StartsWith("old ", StringComparison.Ordinal)
            || !long.TryParse(lines[0].AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var old)
            || lines[0] != string.Create(CultureInfo.InvariantCulture, $"old {old}"))
            throw new FormatException("The first line is not: old SIZE.");
        return new(old, [.. lines.Skip(1).Select(Hash)], SignedNote.Parse(body[(split + 2)..]));
    }

    private static byte[] Hash(string line)
    {
        var hash = new byte[MerkleHash.Length];
        return Convert.TryFromBase64String(line, hash, out var length) && length == hash.Length && Convert.ToBase64String(hash) == line
            ? hash
            : throw new FormatException("A line of the proof is no hash.");
    }
}
