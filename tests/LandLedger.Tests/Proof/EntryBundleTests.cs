using LandLedger.Proof.Tiles;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

public sealed class EntryBundleTests
{
    private static readonly byte[][] Entries = [[1, 2, 3], [], [.. Enumerable.Repeat((byte)7, 300)], [0]];

    [Fact]
    public void entries_stand_behind_their_lengths() =>
        EntryBundle.Of([[1, 2, 3], [], [0xff]]).ShouldBe(Published.Hex("0003 010203 0000 0001 ff"));

    [Fact]
    public void what_was_written_is_read()
    {
        var bundle = EntryBundle.Of(Entries);

        EntryBundle.Read(bundle, Entries.Length).ShouldBe(Entries);
        EntryBundle.Read(bundle, 2).ShouldBe(Entries[..2]);
        EntryBundle.Read([], 0).ShouldBeEmpty();
    }

    [Fact]
    public void a_full_bundle_of_the_longest_entries_is_read()
    {
        byte[][] entries = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Repeat((byte)i, ushort.MaxValue).ToArray())];

        EntryBundle.Read(EntryBundle.Of(entries), 256).ShouldBeBytes(entries);
        Should.Throw<OverflowException>(() => EntryBundle.Of([new byte[ushort.MaxValue + 1]]));
    }

    [Fact]
    public void every_cut_is_noticed()
    {
        var bundle = EntryBundle.Of(Entries);
        for (var length = 0; length < bundle.Length; length++)
            Should.Throw<FormatException>(() => EntryBundle.Read(bundle.AsSpan(0, length), Entries.Length), $"cut at {length}");
        Should.Throw<FormatException>(() => EntryBundle.Read(bundle, Entries.Length + 1));
    }
}
