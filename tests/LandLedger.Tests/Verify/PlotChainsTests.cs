using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using LandLedger.Verify.Logs;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

/// <summary>What a log says wrongly although it is signed: whoever holds its key can sign anything.</summary>
public sealed class Leaves_of_a_signed_log : IDisposable
{
    private readonly MadeLog log = new(40);
    private readonly Folder folder = new();

    [Fact]
    public void follow_each_other_for_each_plot() => Codes(_ => { }).ShouldBeEmpty();

    [Fact]
    public void that_do_not_hold_the_hash_before_are_seen() =>
        Codes(leaves => leaves[20] = leaves[20] with { Previous = new byte[32] })
            .ShouldBe([(FindingCodes.ChainBroken, 20), (FindingCodes.ChainBroken, After(20))]);

    [Fact]
    public void that_skip_a_version_are_seen() =>
        Codes(leaves => leaves.RemoveAt(20)).Select(found => found.Code).ShouldBe([FindingCodes.VersionMissing]);

    [Fact]
    public void that_begin_a_plot_late_are_seen() =>
        Codes(leaves => leaves.RemoveAt(0)).Select(found => found.Code).ShouldBe([FindingCodes.VersionMissing]);

    [Fact]
    public void that_repeat_a_version_or_a_number_are_seen()
    {
        Codes(leaves => leaves.Add(leaves[5])).ShouldBe([(LogFindingCodes.SequenceTwice, 40), (FindingCodes.VersionOrder, 40)]);
        Codes(leaves => leaves[39] = leaves[39] with { Sequence = leaves[38].Sequence }).ShouldBe([(LogFindingCodes.SequenceTwice, 39)]);
        Codes(leaves => leaves.AddRange(Stranger(1, long.MaxValue), Stranger(2, long.MaxValue)))
            .ShouldBe([(LogFindingCodes.SequenceTwice, 41)]);
    }

    [Fact]
    public void that_belong_to_no_plot_are_let_pass() =>
        Codes(leaves =>
        {
            foreach (var number in Enumerable.Range(1, 3))
                leaves.Add(Stranger(0, 1000 + number) with { Type = "tombstone", Version = 7, Previous = new byte[32] });
            leaves.Add(Stranger(0, 0) with { Kind = LeafKind.ReadLog, Version = 0 });
            leaves.Add(Stranger(0, 0) with { Kind = LeafKind.ReadLog, Version = 0 });
            leaves.Add(Stranger(9, 2000) with { Kind = LeafKind.LateEvent });
        }).ShouldBeEmpty();

    [Fact]
    public void of_a_kind_yet_unknown_cannot_be_judged()
    {
        var entry = log.Events[3].Leaf.Encode();
        entry["land-ledger/leaf/v1\0".Length] = 99;
        var verdict = Judge([.. log.Events.Select(made => made.Leaf.Encode()), entry]);
        verdict.Outcome.ShouldBe(Outcome.Incomplete);
        verdict.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            found => found.Code.ShouldBe(LogFindingCodes.LeafUnknown), found => found.LeafIndex.ShouldBe(40));
        verdict.Checked.ShouldBe(41);
    }

    [Fact]
    public void after_a_gap_in_the_files_are_not_held_to_what_may_have_been_there()
    {
        using var longer = new MadeLog(600);
        longer.Write(folder.Path, 600);
        File.Delete(folder.At("tile/entries/000"));
        LogCommand.Judge(folder.Path, longer.Keys, null).Findings.ShouldHaveSingleItem().Code.ShouldBe(LogFindingCodes.BundleMissing);
    }

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }

    private static Leaf Stranger(int plot, long sequence) => new()
    {
        Kind = LeafKind.Event, Sequence = sequence, EventId = new(plot, 7, 7, new byte[8]), StreamId = new(1000 + plot, 0, 0, new byte[8]),
        Version = 1, Type = "plot_registered", Microseconds = 1, PayloadHash = new byte[32], ProvenanceHash = new byte[32],
    };

    private int After(int index) => log.Events.FindIndex(index + 1, made => made.Leaf.StreamId == log.Events[index].Leaf.StreamId);

    private (string Code, int Leaf)[] Codes(Action<List<Leaf>> change)
    {
        var leaves = log.Events.Select(made => made.Leaf).ToList();
        change(leaves);
        return [.. Judge([.. leaves.Select(leaf => leaf.Encode())]).Findings.Select(found => (found.Code, (int)found.LeafIndex!))];
    }

    private Verdict Judge(byte[][] entries)
    {
        var root = MadeLog.Root(entries.Select(entry => MerkleHash.OfLeaf(entry)));
        MadeLog.WriteEntries(folder.Path, entries, log.Note(entries.Length, root));
        return LogCommand.Judge(folder.Path, log.Keys, null);
    }
}
