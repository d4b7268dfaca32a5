using System.Globalization;

namespace LandLedger.Proof.Verdicts;

/// <summary>One thing that a check found, with the place where it was found.</summary>
public sealed record Finding
{
    /// <summary>A finding of a known kind.</summary>
    /// <param name="code">One of <see cref="FindingCodes"/> or <see cref="LogFindingCodes"/>.</param>
    /// <param name="details">What its sentence leaves open: numbers and names of files or keys, nothing personal.</param>
    public Finding(string code, params object[] details)
    {
        var words = FindingCodes.Words.TryGetValue(code, out var known) ? known : LogFindingCodes.Words[code];
        Code = code;
        Weight = words.Weight;
        Vi = string.Format(CultureInfo.InvariantCulture, words.Vi, details);
        En = string.Format(CultureInfo.InvariantCulture, words.En, details);
    }

    /// <summary>A finding of a kind of one's own.</summary>
    /// <param name="code">Stable word for what was found.</param>
    /// <param name="weight">What it makes of the whole.</param>
    /// <param name="vi">The sentence in Vietnamese.</param>
    /// <param name="en">The sentence in English.</param>
    public Finding(string code, Outcome weight, string vi, string en) => (Code, Weight, Vi, En) = (code, weight, vi, en);

    /// <summary>Stable word for what was found.</summary>
    public string Code { get; }

    /// <summary>What it makes of the whole; <see cref="Outcome.Sound"/> is a mere remark.</summary>
    public Outcome Weight { get; }

    /// <summary>The sentence in Vietnamese.</summary>
    public string Vi { get; }

    /// <summary>The sentence in English.</summary>
    public string En { get; }

    /// <summary>Index of the leaf in the log.</summary>
    public long? LeafIndex { get; init; }

    /// <summary>Sequence number of the event in the ledger.</summary>
    public long? Sequence { get; init; }

    /// <summary>Identity of the event.</summary>
    public Guid? EventId { get; init; }

    /// <summary>The plot.</summary>
    public Guid? Plot { get; init; }

    /// <summary>Version of the plot that the event made.</summary>
    public long? Version { get; init; }

    /// <summary>Type of the event.</summary>
    public string? EventType { get; init; }

    /// <summary>Kind of the leaf.</summary>
    public LeafKind? Kind { get; init; }

    /// <summary>File of the log, relative to its folder.</summary>
    public string? File { get; init; }

    /// <summary>The same finding at a leaf.</summary>
    /// <param name="index">Its index in the log.</param>
    /// <param name="leaf">What it says of itself, if it can be read.</param>
    public Finding At(long index, Leaf? leaf) => leaf is null
        ? this with { LeafIndex = index }
        : this with
        {
            LeafIndex = index, Sequence = leaf.Sequence, EventId = leaf.EventId, Plot = leaf.StreamId, Version = leaf.Version,
            EventType = leaf.Type, Kind = leaf.Kind,
        };
}
