using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>The growing edge gives the same roots as the whole tree, and can be put down and taken up at any leaf.</summary>
public sealed class MerkleFrontierTests
{
    private const int Most = 65_537;
    private static readonly HashSet<int> Compared =
        [.. Enumerable.Range(0, 261), 511, 512, 513, 1_023, 1_024, 1_025, 4_095, 65_535, 65_536, Most];

    [Fact]
    public void the_root_is_that_of_the_plain_tree_at_every_size()
    {
        var plain = new PlainTree(Most, seed: 1);
        var tree = new MerkleFrontier();
        for (var size = 0; size <= Most; size++)
        {
            tree.Size.ShouldBe(size);
            if (Compared.Contains(size))
            {
                tree.Root().ShouldBeBytes(plain.Root(size), $"size {size}");
                MerkleHash.Root(Enumerable.Range(0, size).Select(plain.Leaf)).ShouldBeBytes(plain.Root(size), $"size {size}");
            }

            if (size < Most)
                tree.Add(plain.Leaf(size));
        }
    }

    [Fact]
    public void a_tree_put_down_after_each_leaf_goes_on_the_same()
    {
        var plain = new PlainTree(1_026, seed: 2);
        var tree = new MerkleFrontier();
        for (var size = 0; size <= 1_025; size++)
        {
            var state = tree.State();
            tree = new MerkleFrontier(size, state);
            tree.Root().ShouldBeBytes(plain.Root(size), $"size {size}");
            tree.State().ShouldBeBytes(state);
            tree.Add(plain.Leaf(size));
        }
    }

    [Fact]
    public void a_tree_keeps_nothing_of_the_bytes_it_was_given()
    {
        var plain = new PlainTree(3, seed: 3);
        var tree = new MerkleFrontier();
        for (var leaf = 0; leaf < 3; leaf++)
            tree.Add(plain.Leaf(leaf));
        var state = tree.State();
        var other = new MerkleFrontier(3, state);
        state[0] ^= 1;

        other.Root().ShouldBeBytes(plain.Root(3));
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(1, 0)]
    [InlineData(1, 31)]
    [InlineData(1, 33)]
    [InlineData(1, 64)]
    [InlineData(3, 32)]
    [InlineData(255, 32 * 7)]
    [InlineData(256, 64)]
    [InlineData(-1, 32 * 64)]
    [InlineData(long.MinValue, 32)]
    public void a_state_of_another_size_is_refused(long size, int bytes) =>
        Should.Throw<FormatException>(() => new MerkleFrontier(size, new byte[bytes]));
}
