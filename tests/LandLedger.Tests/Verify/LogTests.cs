using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Verify.Logs;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

public sealed class A_logs_files : IDisposable
{
    private const int Size = 1000;
    private const string LastTile = "tile/0/003.p/232", LastBundle = "tile/entries/003.p/232", Above = "tile/1/000.p/3";

    private readonly MadeLog log = new(Size);
    private readonly Folder folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(Size)]
    public void are_sound_at_any_size(int size)
    {
        log.Write(folder.Path, size);
        var verdict = Judge();
        verdict.Findings.ShouldBeEmpty();
        (verdict.Outcome, verdict.Checked, verdict.Checkpoint!.Size).ShouldBe((Outcome.Sound, size, size));
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_793)]
    public void that_others_made_are_sound(int size)
    {
        Others(size);
        var verdict = Judge();
        verdict.Outcome.ShouldBe(Outcome.Sound);
        (verdict.Checked, verdict.Findings.Single().Code).ShouldBe((size, LogFindingCodes.ForeignEntries));
    }

    [Theory]
    [InlineData("tile/0/001", 32 * 5 + 3, LogFindingCodes.TileWrong, 256 + 5)]
    [InlineData(LastTile, 32 * 231, LogFindingCodes.TileWrong, 768 + 231)]
    [InlineData("tile/entries/001", -1, LogFindingCodes.EntryChanged, 511)]
    [InlineData(LastBundle, -1, LogFindingCodes.EntryChanged, 999)]
    public void show_which_event_a_flipped_byte_hit(string file, int at, string code, int leaf)
    {
        log.Write(folder.Path, Size);
        folder.Flip(file, at < 0 ? (int)new FileInfo(folder.At(file)).Length + at : at);
        var found = Single();
        var made = log.Events[leaf].Leaf;
        (found.Code, found.File, found.LeafIndex).ShouldBe((code, file, leaf));
        (found.Sequence, found.EventId, found.Plot, found.Version, found.EventType, found.Kind)
            .ShouldBe((made.Sequence, made.EventId, made.StreamId, made.Version, made.Type, made.Kind));
    }

    [Fact]
    public void show_which_leaves_are_below_a_flipped_hash()
    {
        log.Write(folder.Path, Size);
        folder.Flip(Above, 32);
        var found = Single();
        (found.Code, found.File, found.LeafIndex).ShouldBe((LogFindingCodes.TileWrong, Above, 256L));
        found.En.ShouldContain("256–511");
    }

    [Theory]
    [InlineData("tile/1/000", 32 * 7, "tile/1/000", 7 * 256)]
    [InlineData("tile/1/001.p/1", 0, "tile/1/001.p/1", 65_536)]
    [InlineData("tile/2/000.p/1", 0, "tile/2/000.p/1", 0)]
    public void show_a_flipped_hash_of_any_level(string file, int at, string named, int leaf)
    {
        Others(65_793);
        folder.Flip(file, at);
        var found = Judge().Findings.Single(finding => finding.Weight == Outcome.Altered);
        (found.Code, found.File, found.LeafIndex).ShouldBe((LogFindingCodes.TileWrong, named, leaf));
    }

    [Theory]
    [InlineData("tile/0/001", LogFindingCodes.TileMissing)]
    [InlineData(LastTile, LogFindingCodes.TileMissing)]
    [InlineData(Above, LogFindingCodes.TileMissing)]
    [InlineData("tile/entries/001", LogFindingCodes.BundleMissing)]
    [InlineData(LastBundle, LogFindingCodes.BundleMissing)]
    [InlineData("checkpoint", LogFindingCodes.CheckpointMissing)]
    public void that_are_not_all_there_cannot_be_judged(string file, string code)
    {
        log.Write(folder.Path, Size);
        File.Delete(folder.At(file));
        var verdict = Judge();
        verdict.Outcome.ShouldBe(Outcome.Incomplete);
        var found = verdict.Findings.ShouldHaveSingleItem();
        (found.Code, found.File).ShouldBe((code, file));
    }

    [Theory]
    [InlineData("tile/0/001", LogFindingCodes.TileCut)]
    [InlineData(LastTile, LogFindingCodes.TileCut)]
    [InlineData(Above, LogFindingCodes.TileCut)]
    [InlineData("tile/entries/001", LogFindingCodes.BundleCut)]
    [InlineData(LastBundle, LogFindingCodes.BundleCut)]
    public void show_that_one_was_cut_or_added_to(string file, string code)
    {
        log.Write(folder.Path, Size);
        folder.Cut(file, 1);
        Single().Code.ShouldBe(code);
        File.AppendAllText(folder.At(file), "xyz");
        Single().Code.ShouldBe(code);
        Single().File.ShouldBe(file);
    }

    [Theory]
    [InlineData("tile/0/001")]
    [InlineData("tile/entries/001")]
    [InlineData(Above)]
    public async Task that_cannot_be_read_are_bad_input_and_no_crash(string file)
    {
        log.Write(folder.Path, Size);
        File.Delete(folder.At(file));
        Directory.CreateDirectory(folder.At(file));
        var ended = await VerifyProgram.RunAsync("log", folder.Path, "--keys", folder.Put("keys", log.Keys.ToString()));
        ended.Code.ShouldBe((int)Outcome.BadInput, ended.Errors);
    }

    [Fact]
    public void show_a_missing_tile_and_a_change_at_once()
    {
        log.Write(folder.Path, Size);
        File.Delete(folder.At("tile/0/002"));
        folder.Flip("tile/entries/000", (int)new FileInfo(folder.At("tile/entries/000")).Length - 1);
        var verdict = Judge();
        verdict.Outcome.ShouldBe(Outcome.Altered);
        verdict.Findings.Select(finding => finding.Code)
            .ShouldBe([LogFindingCodes.EntryChanged, LogFindingCodes.TileMissing], ignoreOrder: true);
    }

    [Fact]
    public void show_leaves_that_changed_places()
    {
        var entries = Entries();
        (entries[300], entries[301]) = (entries[301], entries[300]);
        log.Write(folder.Path, Size);
        File.WriteAllBytes(folder.At("tile/entries/001"), EntryBundle.Of([.. entries.Skip(256).Take(256)]));
        Judge().Findings.Select(finding => (finding.Code, finding.LeafIndex))
            .ShouldBe([(LogFindingCodes.EntryChanged, 300L), (LogFindingCodes.EntryChanged, 301L)]);
    }

    [Fact]
    public void show_where_leaves_were_rewritten_with_their_tile()
    {
        using var rewritten = new Folder();
        var entries = Entries();
        entries[300] = (log.Events[300].Leaf with { Microseconds = 1 }).Encode();
        MadeLog.WriteEntries(rewritten.Path, entries, null);
        log.Write(folder.Path, Size);
        foreach (var file in (string[])["tile/0/001", "tile/entries/001"])
            File.Copy(rewritten.At(file), folder.At(file), overwrite: true);
        var found = Judge().Findings.Single(finding => finding.Code == LogFindingCodes.LeavesRewritten);
        (found.File, found.LeafIndex).ShouldBe(("tile/0/001", 256L));
        // The next leaf of the plot still holds the hash of the leaf that was there.
        Judge().Findings.Select(finding => finding.Code).ShouldContain(FindingCodes.ChainBroken);
    }

    [Fact]
    public void that_were_all_rewritten_do_not_lead_to_the_signed_root()
    {
        using var other = new MadeLog(Size, seed: 1);
        other.Write(folder.Path, Size, log.Note(Size));
        Single().Code.ShouldBe(LogFindingCodes.RootWrong);
    }

    [Fact]
    public void that_were_rewritten_with_the_checkpoint_lack_the_logs_signature()
    {
        using var other = new MadeLog(Size, seed: 1);
        other.Write(folder.Path, Size);
        Judge().Findings.Select(finding => finding.Code).ShouldBe([FindingCodes.LogSignature, FindingCodes.WitnessesMissing]);
        Judge().Outcome.ShouldBe(Outcome.Altered);
    }

    [Fact]
    public void that_were_rewritten_with_the_logs_key_lack_the_witness_and_do_not_continue_what_was_seen()
    {
        using var other = new MadeLog(Size, seed: 1);
        other.Write(folder.Path, Size, log.Note(Size, MadeLog.Root(other.Hashes(Size)), cosigned: false));
        var verdict = Judge();
        (verdict.Outcome, verdict.Findings.Single().Code).ShouldBe((Outcome.Incomplete, FindingCodes.WitnessesMissing));
        verdict = Judge(folder.Put("old", log.Note(700).ToString()));
        verdict.Outcome.ShouldBe(Outcome.Altered);
        verdict.Findings.Select(finding => finding.Code).ShouldBe([FindingCodes.WitnessesMissing, LogFindingCodes.NotExtended]);
    }

    [Fact]
    public void that_grew_continue_what_was_seen()
    {
        log.Write(folder.Path, Size);
        foreach (var size in (int[])[0, 1, 255, 256, 257, 999, Size])
            Judge(folder.Put("old", log.Note(size, cosigned: false).ToString())).Findings.ShouldBeEmpty();
        log.Write(folder.Path, 900);
        var verdict = Judge(folder.Put("old", log.Note(Size).ToString()));
        (verdict.Outcome, verdict.Findings.Single().Code).ShouldBe((Outcome.Altered, LogFindingCodes.SmallerThanBefore));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-10)]
    public void need_a_checkpoint_as_it_was_signed(int at)
    {
        log.Write(folder.Path, Size);
        var text = log.Note(Size, cosigned: false).ToString();
        at = at < 0 ? text.Length + at : MadeLog.Name.Length + 1 + at;
        folder.Put("checkpoint", text[..at] + (text[at] == '1' ? '2' : '1') + text[(at + 1)..]);
        Judge().Findings.Select(finding => finding.Code).ShouldContain(FindingCodes.LogSignature);
        folder.Put("checkpoint", text[..^30]);
        (Judge().Outcome, Single().Code).ShouldBe((Outcome.BadInput, LogFindingCodes.CheckpointUnreadable));
    }

    [Fact]
    public void hold_a_list_of_findings_that_ends()
    {
        log.Write(folder.Path, Size);
        using var other = new Folder();
        Others(Size, other);
        Directory.Delete(folder.At("tile/entries"), recursive: true);
        Directory.Move(other.At("tile/entries"), folder.At("tile/entries"));
        var verdict = Judge();
        verdict.Findings.Count(finding => finding.Code == LogFindingCodes.EntryChanged).ShouldBe(Size);
        var list = new FindingList();
        for (var at = 0; at < FindingList.Most + 5; at++)
            list.Add(new(LogFindingCodes.RootWrong));
        list.Add(new(LogFindingCodes.TileMissing));
        list.All().Count.ShouldBe(FindingList.Most + 2);
        list.All()[^1].En.ShouldStartWith("5 ");
    }

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }

    private Verdict Judge(string? since = null) => LogCommand.Judge(folder.Path, log.Keys, since);

    private Finding Single() => Judge().Findings.ShouldHaveSingleItem();

    private byte[][] Entries() => [.. log.Events.Select(made => made.Leaf.Encode())];

    private void Others(int size, Folder? into = null)
    {
        var entries = Enumerable.Range(0, size).Select(BitConverter.GetBytes).ToArray();
        var root = MadeLog.Root(entries.Select(entry => MerkleHash.OfLeaf(entry)));
        MadeLog.WriteEntries((into ?? folder).Path, entries, log.Note(size, root));
    }
}
