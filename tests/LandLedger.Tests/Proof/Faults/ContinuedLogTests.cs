using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Tests.Verify;
using LandLedger.Verify.Logs;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof.Faults;

/// <summary>The files of a log that was left, and what a start makes of them when something is not as it was.</summary>
public sealed class A_log_that_is_continued : IDisposable
{
    private readonly Folder folder = new();
    private readonly SigningKey key = SigningKey.Parse(SigningKey.NewLine(GrowingLog.Name, NoteAlgorithm.Ed25519));
    private ReadLeaves leaves = GrowingLog.Leaves;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_537)]
    public async Task is_sound_at_any_size_and_goes_on(int size)
    {
        await ContinueAsync(size);
        Judge().ShouldBe((Outcome.Sound, size));
        await ContinueAsync(size + 1);
        Judge().ShouldBe((Outcome.Sound, size + 1));
    }

    [Fact]
    public async Task mends_any_tile_on_its_edge_from_the_leaves()
    {
        foreach (var (file, damage) in Damages("tile/0/000", "tile/0/002", "tile/0/003.p/2", "tile/1/000.p/3", "tile/entries/003.p/2"))
        {
            await ContinueAsync(770);
            damage(file);
            await ContinueAsync(770);
            Judge().ShouldBe((Outcome.Sound, 770), file);
        }
    }

    [Fact]
    public async Task mends_a_tile_of_a_higher_level_from_the_leaves()
    {
        await ContinueAsync(65_540);
        folder.Flip("tile/1/000", 500);
        await ContinueAsync(65_541);
        Judge().ShouldBe((Outcome.Sound, 65_541));
    }

    [Fact]
    public async Task is_not_signed_over_a_damaged_checkpoint()
    {
        foreach (var (_, damage) in Damages(TilePath.Checkpoint))
        {
            await ContinueAsync(300);
            var good = File.ReadAllBytes(folder.At(TilePath.Checkpoint));
            damage(TilePath.Checkpoint);
            if (!File.Exists(folder.At(TilePath.Checkpoint)))
                continue;
            var before = Files();
            (await Should.ThrowAsync<Exception>(() => ContinueAsync(301))).ShouldBeAssignableTo<Exception>()!.GetType()
                .ShouldBeOneOf(typeof(FormatException), typeof(LogBrokenException));
            Files().ShouldBe(before);
            File.WriteAllBytes(folder.At(TilePath.Checkpoint), good);
            await ContinueAsync(301);
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    [InlineData(256)]
    public async Task keeps_what_was_published_where_the_leaves_are_others_now(int changed)
    {
        await ContinueAsync(300);
        var before = Files();
        leaves = async (from, count, cancellation) => [.. (await GrowingLog.Leaves(from, count, cancellation))
            .Select((record, at) => from + at == changed ? GrowingLog.Record(1_000_000) : record)];
        var records = await leaves(0, 310, CancellationToken.None);
        var tree = new MerkleFrontier();
        foreach (var record in records)
            tree.Add(MerkleHash.OfLeaf(record));
        (await Should.ThrowAsync<LogBrokenException>(() => ContinueAsync(new LogHead(310, tree.Root(), tree.State(), 310))))
            .Message.ShouldContain("another one");
        Files().ShouldBe(before);
        Judge().ShouldBe((Outcome.Sound, 300));
    }

    [Fact]
    public async Task is_not_signed_where_the_database_is_older_or_lacks_leaves_or_contradicts_itself()
    {
        await ContinueAsync(300);
        var before = Files();
        await RefusedAsync(GrowingLog.HeadAt(299), "older");
        await RefusedAsync(GrowingLog.HeadAt(310) with { Root = GrowingLog.HeadAt(309).Root }, "do not make the root");
        leaves = async (from, count, cancellation) => [.. (await GrowingLog.Leaves(from, count, cancellation)).Take((int)Math.Max(0, 305 - from))];
        await RefusedAsync(GrowingLog.HeadAt(310), "missing");
        Files().ShouldBe(before);

        async Task RefusedAsync(LogHead head, string why) =>
            (await Should.ThrowAsync<LogBrokenException>(() => ContinueAsync(head))).Message.ShouldContain(why);
    }

    [Fact]
    public async Task is_not_signed_by_a_head_that_the_sealed_leaves_do_not_make()
    {
        var log = new PublishedLog(folder.Path, GrowingLog.Name, key);
        await log.ContinueAsync(GrowingLog.HeadAt(300), leaves, CancellationToken.None);
        log.Publish(GrowingLog.HeadAt(300), []);
        var before = Files();
        Should.Throw<LogBrokenException>(() => log.Publish(GrowingLog.HeadAt(301), [HashedLeaf.Of(GrowingLog.Record(7))]));
        Should.Throw<LogBrokenException>(() => log.Publish(GrowingLog.HeadAt(302), [HashedLeaf.Of(GrowingLog.Record(300))]));
        Files().ShouldBe(before);
    }

    [Fact]
    public async Task is_not_signed_by_another_key_or_under_another_name()
    {
        await ContinueAsync(3);
        using var other = SigningKey.Parse(SigningKey.NewLine(GrowingLog.Name, NoteAlgorithm.Ed25519));
        using var named = SigningKey.Parse(SigningKey.NewLine("another.example/log", NoteAlgorithm.Ed25519));
        foreach (var log in (PublishedLog[])[new(folder.Path, GrowingLog.Name, other), new(folder.Path, "another.example/log", named),
            new(folder.Path, "another.example/log", key)])
        {
            await Should.ThrowAsync<LogBrokenException>(() => log.ContinueAsync(GrowingLog.HeadAt(4), leaves, CancellationToken.None));
        }

        Judge().ShouldBe((Outcome.Sound, 3));
    }

    public void Dispose()
    {
        key.Dispose();
        if (Directory.Exists(folder.Path))
            folder.Dispose();
    }

    private IEnumerable<(string File, Action<string> Damage)> Damages(params string[] files) =>
        from file in files
        from damage in (Action<string>[])[
            path => folder.Flip(path, 5),
            path => folder.Flip(path, (int)new FileInfo(folder.At(path)).Length - 8),
            path => folder.Cut(path, 1),
            path => folder.Put(path, ""),
            path => File.Delete(folder.At(path)),
        ]
        select (file, damage);

    private Task ContinueAsync(int size) => ContinueAsync(GrowingLog.HeadAt(size));

    // As a process that starts: what it does not find it makes again.
    private async Task ContinueAsync(LogHead head)
    {
        Directory.CreateDirectory(folder.Path);
        var log = new PublishedLog(folder.Path, GrowingLog.Name, key);
        await log.ContinueAsync(head, leaves, CancellationToken.None);
        log.Publish(head, []);
    }

    private (Outcome, long) Judge()
    {
        var verdict = LogCommand.Judge(folder.Path, new(key.Verifier, [], [], 0), null);
        return (verdict.Outcome, verdict.Checked);
    }

    private string[] Files() => [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToBase64String(File.ReadAllBytes(file))}")];
}
