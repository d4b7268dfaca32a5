using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Every true proof of the plain tree is believed, and nothing that differs from one in a single bit.</summary>
public sealed class MerkleProofTests
{
    private const int Most = 1_100;
    private static readonly PlainTree Plain = new(Most, seed: 4);
    private static readonly int[] Beyond = [255, 256, 257, 511, 512, 513, 1_023, 1_024, 1_025];

    [Fact]
    public void every_true_proof_is_believed()
    {
        foreach (var size in Enumerable.Range(1, 131).Concat(Beyond))
        {
            var root = Plain.Root(size);
            for (var index = 0; index < size; index++)
            {
                MerkleProof.Includes(index, size, Plain.Leaf(index), Plain.Inclusion(index, size), root)
                    .ShouldBeTrue($"leaf {index} of {size}");
                MerkleProof.IsConsistent(index + 1, size, Plain.Root(index + 1), root, Plain.Consistency(index + 1, size))
                    .ShouldBeTrue($"{index + 1} of {size}");
            }
        }
    }

    [Fact]
    public void ten_thousand_flipped_bits_are_noticed()
    {
        var random = new Random(6962);
        for (var round = 0; round < 10_000; round++)
        {
            var size = random.Next(2, Most);
            var index = random.Next(size);
            byte[][] inclusion = [Plain.Leaf(index), Plain.Root(size), .. Plain.Inclusion(index, size)];
            Flip(random, inclusion);
            MerkleProof.Includes(index, size, inclusion[0], inclusion[2..], inclusion[1]).ShouldBeFalse($"leaf {index} of {size}");

            byte[][] consistency = [Plain.Root(index + 1), Plain.Root(size), .. Plain.Consistency(index + 1, size)];
            Flip(random, consistency);
            MerkleProof.IsConsistent(index + 1, size, consistency[0], consistency[1], consistency[2..])
                .ShouldBeFalse($"{index + 1} of {size}");
        }
    }

    [Fact]
    public void a_proof_longer_or_shorter_or_out_of_order_is_refused()
    {
        var random = new Random(9162);
        for (var round = 0; round < 2_000; round++)
        {
            var size = random.Next(2, Most);
            var index = random.Next(size);
            foreach (var wrong in Rearranged(random, Plain.Inclusion(index, size)))
                MerkleProof.Includes(index, size, Plain.Leaf(index), wrong, Plain.Root(size)).ShouldBeFalse($"leaf {index} of {size}");
            foreach (var wrong in Rearranged(random, Plain.Consistency(index + 1, size)))
                MerkleProof.IsConsistent(index + 1, size, Plain.Root(index + 1), Plain.Root(size), wrong)
                    .ShouldBeFalse($"{index + 1} of {size}");
        }
    }

    [Fact]
    public void a_leaf_is_nowhere_but_where_it_is()
    {
        foreach (var size in (int[])[2, 3, 5, 8, 33, 64, 100])
        {
            for (var index = 0; index < size; index++)
            {
                for (var other = -1; other <= size; other++)
                {
                    MerkleProof.Includes(other, size, Plain.Leaf(index), Plain.Inclusion(index, size), Plain.Root(size))
                        .ShouldBe(other == index, $"leaf {index} of {size} said to be {other}");
                }
            }
        }
    }

    [Fact]
    public void a_root_is_consistent_with_no_other_size_s_root()
    {
        foreach (var (one, other) in (ReadOnlySpan<(int, int)>)[(1, 2), (2, 3), (4, 7), (7, 8), (64, 100), (255, 257)])
        {
            var proof = Plain.Consistency(one, other);
            MerkleProof.IsConsistent(one, other, Plain.Root(one), Plain.Root(other), proof).ShouldBeTrue();
            MerkleProof.IsConsistent(one, other, Plain.Root(other), Plain.Root(one), proof).ShouldBeFalse();
            MerkleProof.IsConsistent(other, one, Plain.Root(other), Plain.Root(one), proof).ShouldBeFalse();
            MerkleProof.IsConsistent(one, one, Plain.Root(one), Plain.Root(other), proof).ShouldBeFalse();
            MerkleProof.IsConsistent(one, one, Plain.Root(one), Plain.Root(one), proof).ShouldBeFalse();
            MerkleProof.IsConsistent(one, one, Plain.Root(one), Plain.Root(other), []).ShouldBeFalse();
            MerkleProof.IsConsistent(one, one, Plain.Root(one), Plain.Root(one), []).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(-1, 5)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(6, 5)]
    [InlineData(long.MaxValue, long.MaxValue - 1)]
    [InlineData(long.MaxValue - 1, long.MaxValue)]
    [InlineData(1, long.MaxValue)]
    public void sizes_that_cannot_be_are_refused(long one, long other)
    {
        var root = Plain.Root(5);
        MerkleProof.IsConsistent(one, other, root, root, []).ShouldBeFalse();
        MerkleProof.IsConsistent(one, other, root, root, [root]).ShouldBeFalse();
        MerkleProof.Includes(other, one, root, [], root).ShouldBeFalse();
        MerkleProof.Includes(one, other, root, [], root).ShouldBeFalse();
        MerkleProof.Includes(one, other, root, [root], root).ShouldBeFalse();
    }

    [Fact]
    public void what_is_not_a_hash_is_refused()
    {
        var (leaf, root, proof) = (Plain.Leaf(2), Plain.Root(5), Plain.Inclusion(2, 5));
        MerkleProof.Includes(2, 5, leaf, proof, root).ShouldBeTrue();
        foreach (var wrong in (byte[][])[[], new byte[31], new byte[33], null!])
        {
            MerkleProof.Includes(2, 5, wrong, proof, root).ShouldBeFalse();
            MerkleProof.Includes(2, 5, leaf, proof, wrong).ShouldBeFalse();
            MerkleProof.Includes(2, 5, leaf, [.. proof[..^1], wrong], root).ShouldBeFalse();
            MerkleProof.IsConsistent(5, 5, wrong, wrong, []).ShouldBeFalse();
            MerkleProof.IsConsistent(3, 5, Plain.Root(3), root, [wrong, .. Plain.Consistency(3, 5)[1..]]).ShouldBeFalse();
            MerkleProof.IsConsistent(3, 5, wrong, root, Plain.Consistency(3, 5)).ShouldBeFalse();
        }
    }

    private static void Flip(Random random, byte[][] hashes)
    {
        var which = random.Next(hashes.Length);
        hashes[which] = [.. hashes[which]];
        hashes[which][random.Next(32)] ^= (byte)(1 << random.Next(8));
    }

    private static IEnumerable<byte[][]> Rearranged(Random random, byte[][] proof)
    {
        var stranger = new byte[32];
        random.NextBytes(stranger);
        yield return [.. proof, stranger];
        yield return [stranger, .. proof];
        if (proof.Length == 0)
            yield break;
        yield return proof[1..];
        yield return proof[..^1];
        yield return [.. proof, proof[^1]];
        if (proof.Length > 1)
            yield return [.. proof.Reverse()];
    }
}
