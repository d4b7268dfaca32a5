using System.Globalization;

namespace LandLedger.Proof;

/// <summary>What a log promises: its name, how many leaves it has and their root (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root of the tree over them.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>Reads the text of a note. Further lines are let pass, as the format asks, unless they are empty.</summary>
    /// <exception cref="FormatException">Not a checkpoint.</exception>
    public static Checkpoint Parse(string text)
    {
        var lines = text.Split('\n');
        return lines is [var origin, var size, var root, .., ""] && lines[..^1].All(line => line.Length > 0)
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves)
            && leaves.ToString(CultureInfo.InvariantCulture) == size && CodedBytes.Hash(root) is { } hash
            ? new(origin, leaves, hash)
            : throw new FormatException("Not a checkpoint: name, size and root, a line each.");
    }

    /// <summary>The text that is signed.</summary>
    public override string ToString() =>
        $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Convert.ToBase64String(Root)}\n";
}
