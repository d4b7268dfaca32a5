using System.Security.Cryptography;
using System.Text;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Hashes that every log of RFC 6962 shares, as transparency-dev/merkle writes them down.</summary>
public sealed class MerkleHashTests
{
    private static readonly string[] Leaves =
    [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ];

    // By size, from the empty tree on.
    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void the_empty_tree_hashes_as_published() => Written(MerkleHash.Empty).ShouldBe(Roots[0]);

    [Theory]
    [InlineData("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData("L123456", "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")]
    public void a_leaf_hashes_as_published(string leaf, string hash) =>
        Written(MerkleHash.OfLeaf(Encoding.ASCII.GetBytes(leaf))).ShouldBe(hash);

    /// <summary>Published with children of four bytes; ours are always hashes, so their own are computed here.</summary>
    [Fact]
    public void a_node_hashes_the_byte_one_and_its_children()
    {
        Written(SHA256.HashData("\u0001N123N456"u8)).ShouldBe("aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");

        var (left, right) = (SHA256.HashData("N123"u8), SHA256.HashData("N456"u8));
        MerkleHash.OfNode(left, right).ShouldBe(SHA256.HashData([1, .. left, .. right]));
        MerkleHash.OfNode(left, right).ShouldNotBe(MerkleHash.OfNode(right, left));
    }

    [Fact]
    public void every_root_of_the_published_tree_of_eight_leaves_is_found()
    {
        for (var size = 0; size <= Leaves.Length; size++)
            Written(MerkleHash.Root(Leaves[..size].Select(Leaf))).ShouldBe(Roots[size], $"size {size}");
    }

    /// <summary>What the published tree keeps at its right edge is what we keep.</summary>
    [Fact]
    public void the_edge_of_the_published_tree_of_seven_leaves_is_found()
    {
        var tree = new MerkleFrontier();
        foreach (var leaf in Leaves[..7])
            tree.Add(Leaf(leaf));

        Written(tree.State()).ShouldBe(Roots[4]
            + "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
            + "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f");
    }

    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(65_535)]
    public void long_leaves_hash_like_short_ones(int length)
    {
        var leaf = new byte[length];
        new Random(6962).NextBytes(leaf);

        MerkleHash.OfLeaf(leaf).ShouldBe(SHA256.HashData([0, .. leaf]));
    }

    /// <summary>Around every length at which SHA-256 takes one more block.</summary>
    [Fact]
    public void leaves_of_all_lengths_hash_as_the_framework_hashes()
    {
        var bytes = new byte[400];
        new Random(180_4).NextBytes(bytes);
        for (var length = 0; length < bytes.Length; length++)
            MerkleHash.OfLeaf(bytes.AsSpan(0, length)).ShouldBe(SHA256.HashData([0, .. bytes.AsSpan(0, length)]), $"{length} bytes");
        MerkleHash.OfLeaf([]).ShouldBe(SHA256.HashData([0]));
    }

    [Fact]
    public void hash_where_there_is_room_only()
    {
        Should.Throw<ArgumentException>(() => MerkleHash.OfLeaf("a"u8, new byte[MerkleHash.Length - 1]));
        Should.Throw<ArgumentException>(() => MerkleHash.OfNode(new byte[MerkleHash.Length], new byte[MerkleHash.Length], []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(128)]
    [InlineData(256)]
    public void the_root_of_a_tile_is_that_of_its_tree(int width)
    {
        var hashes = Enumerable.Range(0, width).Select(at => SHA256.HashData(BitConverter.GetBytes(at))).ToArray();
        var tile = hashes.SelectMany(hash => hash).ToArray();
        var before = tile.ToArray();

        MerkleHash.RootOfTile(tile).ShouldBe(MerkleHash.Root(hashes));
        tile.ShouldBe(before);
    }

    [Fact]
    public void a_leaf_is_never_a_node()
    {
        var (left, right) = (SHA256.HashData("a"u8), SHA256.HashData("b"u8));
        MerkleHash.OfLeaf([.. left, .. right]).ShouldNotBe(MerkleHash.OfNode(left, right));
    }

    private static byte[] Leaf(string digits) => MerkleHash.OfLeaf(Published.Hex(digits));

    private static string Written(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
