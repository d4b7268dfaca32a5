using System.Text;

namespace LandLedger.Proof.Rows;

/// <summary>Texts of which there are few in many rows, as event types are: each is made once. For one reader.</summary>
public sealed class KnownNames
{
    // Beyond that it would take longer to look than to make one.
    private const int Most = 64;
    private readonly List<(byte[] Bytes, string Text)> known = [];

    /// <summary>The text of some bytes, UTF-8.</summary>
    public string Of(ReadOnlySpan<byte> bytes)
    {
        foreach (var (before, text) in known)
        {
            if (bytes.SequenceEqual(before))
                return text;
        }

        var name = Encoding.UTF8.GetString(bytes);
        if (known.Count < Most)
            known.Add((bytes.ToArray(), name));
        return name;
    }
}
