using System.Security.Cryptography;
using LandLedger.Proof;
using LandLedger.Proof.Rows;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>A leaf's bytes are for ever: whoever changes one breaks every proof that was given out.</summary>
public sealed class LeafTests
{
    private const string Bytes = """
        6c616e642d6c65646765722f6c6561662f763100
        01
        0000000000000007
        0197f3a25c1d7a4e8b2f0123456789ab
        0197f3a25c1d7a4e8b2ffedcba987654
        0000000000000003
        0f 706c6f745f72656769737465726564
        00064be5bff15a40
        09 2a44454641554c542a
        239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5
        96d815328a42cb4ef89d5e0b7a1df6be43b484832c83a7b4596d8402c7c0b12b
        6da0633528deaa0144e7b058315f0b753ec0b945163a72bf96a0d18180f9de0d
        """;

    private static readonly Leaf Sample = new()
    {
        Kind = LeafKind.Event,
        Sequence = 7,
        EventId = new("0197f3a2-5c1d-7a4e-8b2f-0123456789ab"),
        StreamId = new("0197f3a2-5c1d-7a4e-8b2f-fedcba987654"),
        Version = 3,
        Type = "plot_registered",
        Microseconds = 1_772_300_000_123_456,
        Tenant = "*DEFAULT*",
        PayloadHash = SHA256.HashData("payload"u8),
        ProvenanceHash = SHA256.HashData("provenance"u8),
        Previous = SHA256.HashData("previous"u8),
    };

    [Fact]
    public void the_bytes_of_a_leaf_are_these()
    {
        Sample.Encode().ShouldBe(Published.Hex(Bytes));
        Sample.Hash().ShouldBe(Published.Hex("c262c03154be2ed30da9e59f17ccd1c057cc76851b17aa56a9e063f546e33b48"));
    }

    [Fact]
    public void the_numbers_of_the_kinds_are_these() => Enum.GetValues<LeafKind>().Select(kind => $"{(byte)kind} {kind}").ShouldBe(
        ["1 Event", "2 LateEvent", "3 ReadLog", "4 KeyDestroyed", "5 Epoch", "6 Configuration", "7 ViewCompared"]);

    [Fact]
    public void what_was_written_is_read()
    {
        foreach (var leaf in (Leaf[])
        [
            Sample, Sample with { Microseconds = Leaf.NoTime, Version = long.MaxValue, Sequence = long.MaxValue },
            Sample with { Type = "", Tenant = "", StreamId = Guid.Empty, Sequence = 0, Version = 0 },
            Sample with { Type = new('ộ', 85), Tenant = new('t', 255) },
            .. Enum.GetValues<LeafKind>().Select(kind => Sample with { Kind = kind }),
        ])
        {
            var read = Leaf.Decode(leaf.Encode());
            (read with { PayloadHash = leaf.PayloadHash, ProvenanceHash = leaf.ProvenanceHash, Previous = leaf.Previous }).ShouldBe(leaf);
            read.PayloadHash.ShouldBe(leaf.PayloadHash);
            read.ProvenanceHash.ShouldBe(leaf.ProvenanceHash);
            read.Previous.ShouldBe(leaf.Previous);
            read.Encode().ShouldBe(leaf.Encode());
            Leaf.SequenceOf(leaf.Encode()).ShouldBe(leaf.Sequence);
        }
    }

    [Fact]
    public void other_bytes_have_no_sequence_number()
    {
        var bytes = Sample.Encode();
        Leaf.SequenceOf([]).ShouldBeNull();
        Leaf.SequenceOf(bytes.AsSpan(0, 28)).ShouldBeNull();
        Leaf.SequenceOf(bytes.AsSpan(0, 29)).ShouldBe(Sample.Sequence);
        Leaf.SequenceOf([0, .. bytes[1..]]).ShouldBeNull();
    }

    [Fact]
    public void names_that_came_before_are_the_same_texts()
    {
        var names = new KnownNames();
        var leaves = Enumerable.Range(0, 100).Select(number => Sample with { Type = $"type_{number}", Tenant = number % 2 == 0 ? "" : "t" }).ToArray();
        for (var time = 0; time < 2; time++)
            leaves.Select(leaf => Leaf.Decode(leaf.Encode(), names)).Select(leaf => (leaf.Type, leaf.Tenant))
                .ShouldBe(leaves.Select(leaf => (leaf.Type, leaf.Tenant)));
        ReferenceEquals(Leaf.Decode(leaves[1].Encode(), names).Type, Leaf.Decode(leaves[1].Encode(), names).Type).ShouldBeTrue();
    }

    [Fact]
    public void a_plot_s_first_entry_has_zeros_before_it()
    {
        var first = new Leaf
        {
            Kind = LeafKind.Event, EventId = Guid.Empty, Type = "", Microseconds = 0, PayloadHash = new byte[32],
            ProvenanceHash = new byte[32],
        };
        Leaf.Decode(first.Encode()).Previous.ShouldBe(new byte[32]);
    }

    [Fact]
    public void every_change_of_a_leaf_gives_another_hash()
    {
        var hashes = (string[])
        [
            .. ((Leaf[])
            [
                Sample, Sample with { Kind = LeafKind.LateEvent }, Sample with { Sequence = 8 }, Sample with { EventId = Sample.StreamId },
                Sample with { StreamId = Sample.EventId }, Sample with { EventId = Sample.StreamId, StreamId = Sample.EventId },
                Sample with { Version = 4 }, Sample with { Sequence = 3, Version = 7 }, Sample with { Type = "plot_registere" },
                Sample with { Microseconds = Sample.Microseconds + 1 }, Sample with { Tenant = "" },
                Sample with { Type = Sample.Tenant, Tenant = Sample.Type }, Sample with { PayloadHash = Sample.ProvenanceHash },
                Sample with { ProvenanceHash = Sample.PayloadHash }, Sample with { Previous = new byte[32] },
                Sample with { PayloadHash = Sample.ProvenanceHash, ProvenanceHash = Sample.PayloadHash },
            ]).Select(leaf => Convert.ToHexString(leaf.Hash())),
        ];
        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }

    [Fact]
    public void every_cut_and_every_byte_too_many_is_refused()
    {
        var bytes = Sample.Encode();
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<FormatException>(() => Leaf.Decode(bytes.AsSpan(0, length)), $"cut at {length}");
        Should.Throw<FormatException>(() => Leaf.Decode([.. bytes, 0]));
        Should.Throw<FormatException>(() => Leaf.Decode([.. bytes, .. bytes]));
    }

    [Fact]
    public void another_prefix_and_an_unknown_kind_are_refused()
    {
        for (var at = 0; at < 20; at++)
        {
            var bytes = Sample.Encode();
            bytes[at] ^= 1;
            Should.Throw<FormatException>(() => Leaf.Decode(bytes), $"byte {at}");
        }

        for (var kind = 0; kind < 256; kind++)
        {
            var bytes = Sample.Encode();
            bytes[20] = (byte)kind;
            if (kind is >= 1 and <= 7)
                Leaf.Decode(bytes).Kind.ShouldBe((LeafKind)kind);
            else
                Should.Throw<FormatException>(() => Leaf.Decode(bytes), $"kind {kind}");
        }
    }

    /// <summary>No two byte strings are the same leaf: what is read is written as it was, or it was refused.</summary>
    [Fact]
    public void a_changed_byte_is_refused_or_another_leaf()
    {
        var bytes = Sample.Encode();
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= (byte)(1 << bit);
                try
                {
                    Leaf.Decode(changed).Encode().ShouldBeBytes(changed);
                }
                catch (FormatException)
                {
                    // Refused.
                }
            }
        }
    }

    [Fact]
    public void names_too_long_and_hashes_too_short_are_not_written()
    {
        foreach (var wrong in (Leaf[])
        [
            Sample with { Type = new('t', 256) }, Sample with { Type = new('ộ', 86) }, Sample with { Tenant = new('t', 256) },
            Sample with { PayloadHash = new byte[31] }, Sample with { ProvenanceHash = [] }, Sample with { Previous = new byte[33] },
        ])
            Should.Throw<FormatException>(wrong.Encode);
    }
}
