using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>What is read from a log's files is the plain tree: its roots, its proofs, its entries.</summary>
public sealed class TileTreeTests
{
    private const int Most = 65_537;
    private static readonly PlainTree Large = new(Most, seed: 6);

    [Fact]
    public void every_root_and_proof_of_a_small_log_is_that_of_the_plain_tree()
    {
        var plain = new PlainTree(131, seed: 5);
        using var log = new LogFolder(plain);
        for (var size = 0; size <= 131; size++)
        {
            var tree = new TileTree(log.Publish(size).Tiles, size);
            tree.Root().ShouldBeBytes(plain.Root(size), $"size {size}");
            for (var index = 0; index < size; index++)
            {
                tree.Leaf(index).ShouldBeBytes(plain.Leaf(index));
                tree.Inclusion(index).ShouldBeBytes(plain.Inclusion(index, size), $"leaf {index} of {size}");
                tree.Consistency(index + 1).ShouldBeBytes(plain.Consistency(index + 1, size), $"{index + 1} of {size}");
            }
        }
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1_023)]
    [InlineData(1_025)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(Most)]
    public void roots_and_proofs_of_a_log_of_several_tiles_are_those_of_the_plain_tree(int size)
    {
        using var log = new LogFolder(Large);
        var tree = new TileTree(log.Publish(size).Tiles, size);
        var random = new Random(size);

        tree.Root().ShouldBeBytes(Large.Root(size));
        int[] samples = [0, 1, 254, 255, 256, 257, size - 2, size - 1, .. Enumerable.Range(0, 100).Select(_ => random.Next(size))];
        foreach (var index in samples.Where(index => index < size))
        {
            var inclusion = tree.Inclusion(index);
            inclusion.ShouldBeBytes(Large.Inclusion(index, size), $"leaf {index} of {size}");
            MerkleProof.Includes(index, size, tree.Leaf(index), inclusion, tree.Root()).ShouldBeTrue($"leaf {index} of {size}");
            var consistency = tree.Consistency(index + 1);
            consistency.ShouldBeBytes(Large.Consistency(index + 1, size), $"{index + 1} of {size}");
            MerkleProof.IsConsistent(index + 1, size, Large.Root(index + 1), tree.Root(), consistency)
                .ShouldBeTrue($"{index + 1} of {size}");
        }
    }

    [Fact]
    public void the_entries_of_a_log_are_its_leaves()
    {
        var plain = new PlainTree(600, seed: 7);
        using var log = new LogFolder(plain);
        var tiles = log.Publish(300).Publish(600).Tiles;
        foreach (var size in (int[])[300, 600])
        {
            byte[][] entries = [.. Enumerable.Range(0, (size + 255) / 256).SelectMany(index => tiles.Entries(size, index)!)];
            entries.ShouldBeBytes(plain.Entries[..size]);
            MerkleHash.Root(entries.Select(entry => MerkleHash.OfLeaf(entry))).ShouldBeBytes(new TileTree(tiles, size).Root());
        }
    }

    /// <summary>A log may drop the part of a tile once it has the whole.</summary>
    [Fact]
    public void an_earlier_size_is_read_from_the_tiles_of_a_later_one()
    {
        using var log = new LogFolder(Large);
        log.Publish(300).Publish(65_536);
        Directory.Delete(log.At("tile/0/001.p"), recursive: true);
        Directory.Delete(log.At("tile/1/000.p"), recursive: true);
        Directory.Delete(log.At("tile/entries/001.p"), recursive: true);

        new TileTree(log.Tiles, 300).Root().ShouldBeBytes(Large.Root(300));
        new TileTree(log.Tiles, 65_536).Consistency(300).ShouldBeBytes(Large.Consistency(300, 65_536));
        log.Tiles.Entries(300, 1)!.ShouldBeBytes(Large.Entries[256..300]);
    }

    [Fact]
    public void a_log_without_leaves_has_the_empty_root_and_no_files()
    {
        using var log = new LogFolder(new PlainTree(0, seed: 9));
        log.Publish(0);

        new TileTree(log.Tiles, 0).Root().ShouldBe(MerkleHash.Empty);
        log.Tiles.Note().ShouldBeNull();
        log.Tiles.Hashes(1, 0, 0).ShouldBeNull();
        log.Tiles.Entries(1, 0).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => new TileTree(log.Tiles, 0).Inclusion(0));
    }

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/001")]
    [InlineData("tile/0/002.p/88")]
    public void a_tile_that_is_missing_cut_or_changed_is_noticed(string path)
    {
        var plain = new PlainTree(600, seed: 10);
        using var log = new LogFolder(plain);
        var file = log.Publish(600).At(path);
        var bytes = File.ReadAllBytes(file);

        File.WriteAllBytes(file, bytes[..^1]);
        Should.Throw<FormatException>(() => ProveAll(log));
        File.WriteAllBytes(file, bytes[..^32]);
        Should.Throw<FormatException>(() => ProveAll(log));
        File.WriteAllBytes(file, []);
        Should.Throw<FormatException>(() => ProveAll(log));
        bytes[^5] ^= 1;
        File.WriteAllBytes(file, bytes);
        ProveAll(log).ShouldBeFalse();
        File.Delete(file);
        Should.Throw<FormatException>(() => ProveAll(log));

        bool ProveAll(LogFolder read)
        {
            var tree = new TileTree(read.Tiles, 600);
            return Enumerable.Range(0, 600).All(index =>
                MerkleProof.Includes(index, 600, plain.Leaf(index), tree.Inclusion(index), plain.Root(600)));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(long.MaxValue)]
    public void proofs_of_what_is_not_in_the_tree_are_not_given(long index)
    {
        using var log = new LogFolder(new PlainTree(5, seed: 11));
        var tree = new TileTree(log.Publish(5).Tiles, 5);

        Should.Throw<ArgumentOutOfRangeException>(() => tree.Inclusion(index));
        Should.Throw<ArgumentOutOfRangeException>(() => tree.Consistency(index < 0 ? index : Math.Max(6, index)));
        Should.Throw<ArgumentOutOfRangeException>(() => tree.Consistency(0));
    }

    [Fact]
    public void the_note_of_a_log_is_read_as_it_was_written()
    {
        using var log = new LogFolder(new PlainTree(3, seed: 12));
        using var key = Keys.Numbered(1);
        var note = new SignedNote(new Checkpoint("land.example/log", 3, MerkleHash.Empty).ToString(), []).SignedWith(key).ToString();

        File.WriteAllText(log.At("checkpoint"), note);
        log.Tiles.Note()!.IsSignedBy(key.Verifier).ShouldBeTrue();
        // Others would count these three bytes as part of the text.
        File.WriteAllText(log.At("checkpoint"), note, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        log.Tiles.Note()!.IsSignedBy(key.Verifier).ShouldBeFalse();
        File.WriteAllText(log.At("checkpoint"), note, System.Text.Encoding.Unicode);
        Should.Throw<FormatException>(() => log.Tiles.Note());
        File.WriteAllBytes(log.At("checkpoint"), [0xff, .. System.Text.Encoding.UTF8.GetBytes(note)]);
        Should.Throw<FormatException>(() => log.Tiles.Note());
        File.WriteAllText(log.At("checkpoint"), "");
        Should.Throw<FormatException>(() => log.Tiles.Note());
    }
}
