using LandLedger.Proof.Verdicts;

namespace LandLedger.Proof;

/// <summary>Who, from where and why, of one event; what <see cref="EventHashes.OfProvenance"/> takes.</summary>
/// <param name="Actor">Subject of whoever acted.</param>
/// <param name="Correlation">What belongs together; null where there is none.</param>
/// <param name="Causation">What it follows from; null where there is none.</param>
/// <param name="Headers">JSON object of the further provenance as stored.</param>
public sealed record ShownProvenance(string? Actor, string? Correlation, string? Causation, string Headers);

/// <summary>One event with the proof that it stands in the log.</summary>
/// <param name="LeafIndex">Index of its leaf.</param>
/// <param name="Leaf">Its leaf.</param>
/// <param name="Data">Its content as stored: a JSON object.</param>
/// <param name="Provenance">Its provenance; null where it is not to be shown.</param>
/// <param name="Origin">Its header with the origin signature; null where it has none.</param>
/// <param name="Proof">Proof of inclusion under the checkpoint of the file, from the leaf upwards.</param>
public sealed record ProvenEvent(
    long LeafIndex, Leaf Leaf, string Data, ShownProvenance? Provenance, string? Origin, IReadOnlyList<byte[]> Proof);

/// <summary>
/// The history of one plot as a file that anybody can check with nothing but public keys. It proves what it shows; that nothing newer
/// was left off at its end is seen only by whoever reads the whole log.
/// </summary>
/// <param name="Plot">The plot, which is the stream of its events.</param>
/// <param name="Checkpoint">The signed note that all proofs lead to.</param>
/// <param name="Events">The events in the order of their versions.</param>
public sealed record PlotProof(Guid Plot, SignedNote Checkpoint, IReadOnlyList<ProvenEvent> Events)
{
    /// <summary>The first member of the file: what it is, and in which edition.</summary>
    public const string Format = "land-ledger/plot-proof/v1";

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">Anything that is not exactly such a file; the text says where, never which value.</exception>
    public static PlotProof Parse(string json) => PlotProofJson.Read(json);

    /// <summary>Writes the file.</summary>
    /// <exception cref="FormatException">A leaf, data or headers that are not of the right form.</exception>
    public string ToJson() => PlotProofJson.Write(this);

    /// <summary>Judges everything that the file shows.</summary>
    public Verdict Check(TrustedKeys keys) => new PlotProofCheck(this, keys).Verdict();
}
