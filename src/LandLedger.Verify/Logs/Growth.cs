using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary>Whether a log continues what it promised before.</summary>
internal static class Growth
{
    /// <summary>Holds an earlier checkpoint against a later one, with a proof made from the log's tiles.</summary>
    public static IReadOnlyList<Finding> Between(Checkpoint earlier, Checkpoint later, TileFolder tiles)
    {
        try
        {
            return Between(earlier, later, earlier.Size > 0 && earlier.Size <= later.Size
                ? new TileTree(tiles, later.Size).Consistency(earlier.Size)
                : []);
        }
        catch (FormatException unusable)
        {
            return [new(LogFindingCodes.TileUnusable, unusable.Message)];
        }
    }

    /// <summary>Holds an earlier checkpoint against a later one with a proof.</summary>
    public static IReadOnlyList<Finding> Between(Checkpoint earlier, Checkpoint later, IReadOnlyList<byte[]> proof)
    {
        if (earlier.Size > later.Size)
            return [new(LogFindingCodes.SmallerThanBefore, later.Size, earlier.Size)];
        return Continues(earlier, later, proof) ? [] : [new(LogFindingCodes.NotExtended, earlier.Size)];
    }

    /// <summary>Whether the later log begins with the earlier one.</summary>
    public static bool Continues(Checkpoint earlier, Checkpoint later, IReadOnlyList<byte[]> proof) => earlier.Size == 0
        ? proof.Count == 0 && earlier.Root.AsSpan().SequenceEqual(MerkleHash.Empty)
        : MerkleProof.IsConsistent(earlier.Size, later.Size, earlier.Root, later.Root, proof);
}
