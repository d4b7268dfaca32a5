using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify.Tampering;

[Collection(OneProvince.Name)]
public sealed class Tampering_with_the_log(SealedProvince province)
{
    [Theory]
    [InlineData("tile/0/000", "tile-wrong")]
    [InlineData("tile/entries/000", "entry-changed")]
    [InlineData("checkpoint", "log-signature")]
    public async Task changes_of_one_file_are_found_before_any_row_is_judged(string file, string code)
    {
        using var log = province.CopyOfLog();
        if (file == TilePath.Checkpoint)
            File.WriteAllText(log.At(file), Grown(File.ReadAllText(log.At(file))));
        else
            log.Flip(file, 100);
        var judged = await province.JudgeAsync(await province.CopyAsync(), log.Path);
        judged.Exit.ShouldBe(1);
        judged.Findings.ShouldContain(found => found.Code == code, judged.Output);
    }

    [Fact]
    public async Task a_history_rewritten_without_the_key_is_not_believed()
    {
        using var stranger = SigningKey.Parse(SigningKey.NewLine(Signer().Verifier.Name, NoteAlgorithm.Ed25519));
        using var log = new Folder();
        var judged = await province.JudgeAsync(await RewrittenAsync(log, stranger), log.Path);
        (judged.Exit, judged.Findings[0].Code).ShouldBe((1, "log-signature"));
    }

    [Fact]
    public async Task a_history_rewritten_with_the_key_agrees_with_itself_and_not_with_what_was_taken_home()
    {
        using var key = Signer();
        using var log = new Folder();
        var copy = await RewrittenAsync(log, key);
        // Only the log's own head was not rewritten.
        (await province.JudgeAsync(copy, log.Path)).Findings.ShouldAllBe(found => found.Code == "head-changed");
        var old = await VerifyProgram.RunAsync("consistency", province.OldCheckpoint, log.Path, "--keys", province.Keys, "--json");
        (old.Code, old.Output.Contains("\"not-extended\"", StringComparison.Ordinal)).ShouldBe((1, true), old.Output);
        (await VerifyProgram.RunAsync("consistency", province.OldCheckpoint, province.Log, "--keys", province.Keys)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task a_database_taken_back_to_an_earlier_day_is_found_with_all_that_it_lost()
    {
        var old = Checkpoint.Parse(SignedNote.Parse(File.ReadAllText(province.OldCheckpoint)).Text);
        var copy = await province.CopyAsync();
        var later = await Tables.RowsAsync(copy,
            $"select seq_id from ledger_log.leaf where leaf_index >= {old.Size} and seq_id is not null", row => (long?)row.GetInt64(0));
        await Tables.DoAsync(copy,
            $"""
            delete from ledger.mt_events where seq_id in (select seq_id from ledger_log.leaf where leaf_index >= {old.Size});
            delete from ledger.audit_trail where seq in (select seq_id from ledger_log.leaf where leaf_index >= {old.Size});
            delete from ledger_log.leaf where leaf_index >= {old.Size};
            update ledger_log.head set size = {old.Size}, root = '\x{Convert.ToHexString(old.Root)}'
            """);
        var judged = await province.JudgeAsync(copy);
        judged.Exit.ShouldBe(1);
        judged.Findings.ShouldContain(found => found.Code == "head-changed", judged.Output);
        var lost = judged.Findings.Where(found => found.Code == "event-missing").Select(found => found.Sequence).ToArray();
        later.Count.ShouldBeGreaterThan(20);
        lost.ShouldBe(later, ignoreOrder: true);
    }

    // One event of the first plot tells something else, and its leaf, the tiles and the checkpoint agree with it.
    private async Task<string> RewrittenAsync(Folder log, SigningKey key)
    {
        var copy = await province.CopyAsync();
        var target = province.Plots[0][^1];
        await Tables.DoAsync(copy, $$"""update ledger.mt_events set data = data || '{"reason": "EVIL"}' where seq_id = {{target.Sequence}}""");
        var data = (await Tables.RowsAsync(copy, $"select data from ledger.mt_events where seq_id = {target.Sequence}",
            row => row.GetFieldValue<byte[]>(0))).Single();
        var records = await Tables.RowsAsync(copy, "select record from ledger_log.leaf order by leaf_index", row => row.GetFieldValue<byte[]>(0));
        var at = records.FindIndex(record => Leaf.Decode(record).Sequence == target.Sequence);
        records[at] = (Leaf.Decode(records[at]) with { PayloadHash = EventHashes.OfPayload(data) }).Encode();
        await Tables.DoAsync(copy, $"update ledger_log.leaf set record = '\\x{Convert.ToHexString(records[at])}' where leaf_index = {at}");
        var tiles = new TileWriter(log.Path);
        tiles.GoOnBehind(0);
        tiles.Add(records);
        var root = MerkleHash.Root(records.Select(record => MerkleHash.OfLeaf(record)));
        tiles.Publish(new SignedNote(new Checkpoint(key.Verifier.Name, records.Count, root).ToString(), []).SignedWith(key));
        return copy;
    }

    private SigningKey Signer() => SigningKey.Parse(File.ReadAllText(province.LogKey));

    // The second line of a checkpoint is its size.
    private static string Grown(string note) => string.Join('\n', note.Split('\n').Select((line, at) => at == 1 ? line + "0" : line));
}
