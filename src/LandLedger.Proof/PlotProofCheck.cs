using System.Globalization;
using System.Text;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Proof;

/// <summary>Judges the proof file of a plot.</summary>
internal sealed class PlotProofCheck(PlotProof proof, TrustedKeys keys)
{
    private readonly List<Finding> findings = [];
    private readonly byte[][] hashes = [.. proof.Events.Select(shown => shown.Leaf.Hash())];

    public Verdict Verdict()
    {
        var note = keys.Check(proof.Checkpoint);
        findings.AddRange(note.Findings);
        if (proof.Events.Count == 0)
            findings.Add(new(FindingCodes.NoEvents));
        for (var at = 0; at < proof.Events.Count; at++)
        {
            Leaf(at, note.Checkpoint);
            Content(at);
            Chain(at);
        }

        Origins();
        if (proof.Events.Count(shown => shown.Provenance is null) is > 0 and var hidden)
            findings.Add(new(FindingCodes.ProvenanceNotShown, hidden));
        return new(findings) { Checkpoint = note.Checkpoint, Cosigned = note.Cosigned, Checked = proof.Events.Count };
    }

    private void Leaf(int at, Checkpoint? checkpoint)
    {
        var shown = proof.Events[at];
        if (shown.Leaf.StreamId != proof.Plot)
            Found(at, FindingCodes.OtherPlot);
        if (shown.Leaf.Kind is not (LeafKind.Event or LeafKind.LateEvent))
            Found(at, FindingCodes.NotAnEvent);
        if (checkpoint is not null
            && !MerkleProof.Includes(shown.LeafIndex, checkpoint.Size, hashes[at], shown.Proof, checkpoint.Root))
            Found(at, FindingCodes.NotInLog);
    }

    private void Content(int at)
    {
        var shown = proof.Events[at];
        if (!Same(() => EventHashes.OfPayload(Encoding.UTF8.GetBytes(shown.Data)), shown.Leaf.PayloadHash))
            Found(at, FindingCodes.PayloadChanged);
        if (shown.Provenance is { } why && !Same(
            () => EventHashes.OfProvenance(why.Actor, why.Correlation, why.Causation, Encoding.UTF8.GetBytes(why.Headers)),
            shown.Leaf.ProvenanceHash))
            Found(at, FindingCodes.ProvenanceChanged);
    }

    // What is outside the profile of events has never been hashed.
    private static bool Same(Func<byte[]> hash, byte[] logged)
    {
        try
        {
            return hash().AsSpan().SequenceEqual(logged);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void Chain(int at)
    {
        var leaf = proof.Events[at].Leaf;
        var before = at == 0 ? null : proof.Events[at - 1];
        var next = before is null ? 1 : before.Leaf.Version + 1;
        if (leaf.Version < next)
        {
            Found(at, FindingCodes.VersionOrder);
        }
        else if (leaf.Version > next)
        {
            if (before is null)
                Found(at, FindingCodes.FirstVersionsMissing, leaf.Version);
            else
                Found(at, FindingCodes.VersionMissing, next, leaf.Version - 1);
        }
        else if (!leaf.Previous.AsSpan().SequenceEqual(at == 0 ? new byte[MerkleHash.Length] : hashes[at - 1])
            || (before is not null && proof.Events[at].LeafIndex <= before.LeafIndex))
        {
            Found(at, FindingCodes.ChainBroken);
        }
    }

    // The first event of each commit carries a signature over all of them.
    private void Origins()
    {
        if (keys.Origins.Count == 0)
        {
            findings.Add(new(FindingCodes.OriginUnchecked));
            return;
        }

        // Of a file that begins late, the first events may belong to a commit whose signature stands before them.
        var beganBefore = proof.Events is [{ Leaf.Version: > 1 }, ..];
        for (var at = 0; at < proof.Events.Count;)
        {
            if (proof.Events[at].Origin is { } header)
            {
                at += Commit(at, header);
                beganBefore = false;
            }
            else
            {
                Found(at++, beganBefore ? FindingCodes.CommitCut : FindingCodes.OriginMissing);
            }
        }
    }

    // How many events are dealt with.
    private int Commit(int first, string header)
    {
        if (OriginSignature.Parse(header) is not { } signature)
            return One(first, FindingCodes.OriginWrong);
        if (keys.Origins.All(key => key.Id != signature.KeyId))
            return One(first, FindingCodes.OriginKeyUnknown, signature.KeyId.ToString("x8", CultureInfo.InvariantCulture));
        if (signature.Count > proof.Events.Count - first)
        {
            for (var at = first; at < proof.Events.Count; at++)
                Found(at, FindingCodes.CommitCut);
            return proof.Events.Count - first;
        }

        var leaves = proof.Events.Skip(first).Take(signature.Count).Select(shown => shown.Leaf).ToArray();
        if (!signature.Covers(keys.Origins, proof.Plot, leaves[0].Version, [.. leaves.Select(Signed)]))
            return One(first, FindingCodes.OriginWrong);
        for (var at = first; at < first + leaves.Length; at++)
        {
            // The signature covers versions that follow each other, and its header stands in the first of them alone.
            if (proof.Events[at].Leaf.Version != leaves[0].Version + at - first || (at > first && proof.Events[at].Origin is not null))
                Found(at, FindingCodes.OriginWrong);
        }

        return leaves.Length;
    }

    private static SignedEvent Signed(Leaf leaf) => new(leaf.EventId, leaf.Type, leaf.PayloadHash, leaf.ProvenanceHash);

    private int One(int at, string code, params object[] details)
    {
        Found(at, code, details);
        return 1;
    }

    private void Found(int at, string code, params object[] details) =>
        findings.Add(new Finding(code, details).At(proof.Events[at].LeafIndex, proof.Events[at].Leaf));
}
