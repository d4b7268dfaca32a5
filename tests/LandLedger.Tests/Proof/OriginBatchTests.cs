using System.Security.Cryptography;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Plots that were signed together are each judged alone; what was not among them is not covered.</summary>
public sealed class OriginBatchTests : IDisposable
{
    private const long Now = 1_772_300_000_123_456;
    private readonly SigningKey key = Keys.Numbered(1, "land.example/origin");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(OriginBatch.MostPlots)]
    public void each_plot_carries_what_covers_it(int plots)
    {
        var commits = Commits(plots);
        var known = new CheckedBatches();
        var signed = OriginBatch.Sign(key, commits, Now);

        for (var at = 0; at < plots; at++)
        {
            var read = OriginSignature.Parse(signed[at].ToString()).ShouldNotBeNull();
            Covered(read, commits[at]).ShouldBeTrue();
            Covered(read, commits[at], known).ShouldBeTrue();
            foreach (var other in commits.Where((_, place) => place != at))
            {
                Covered(read, other).ShouldBeFalse();
                Covered(read, other, known).ShouldBeFalse();
            }
        }

        signed.Select(one => Convert.ToBase64String(one.Signature)).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void one_plot_is_signed_as_it_is_alone()
    {
        var (commit, alone) = (Commits(1)[0], Commits(1)[0]);

        OriginBatch.Sign(key, [commit], Now)[0].ToString().ShouldBe(
            OriginSignature.Of(key, alone.Stream, alone.FirstVersion, alone.Events, Now).ToString());
    }

    /// <summary>The signed bytes are for ever; anybody can put them together again, and so does this test.</summary>
    [Fact]
    public void the_signed_bytes_are_these()
    {
        var commits = Commits(3);
        var signed = OriginBatch.Sign(key, commits, Now);
        var leaves = commits.Select(commit => SHA256.HashData([0, .. Message(commit)])).ToArray();
        var root = Node(Node(leaves[0], leaves[1]), leaves[2]);

        SecondImplementation.Verify(
            Keys.PublicPart(key.Verifier), [.. "land-ledger/origins/v1\0"u8, .. Published.Hex("0000000000000003"), .. root], signed[0].Signature)
            .ShouldBeTrue();
        signed[1].ToString().ShouldBe(
            $"{key.Verifier.Id:x8} {Now} 2 {Convert.ToBase64String(signed[0].Signature)} 1 3 {Convert.ToBase64String([.. leaves[0], .. leaves[2]])}");

        static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

        static byte[] Message(PlotCommit commit) =>
        [
            .. "land-ledger/origin/v1\0"u8, .. commit.Stream.ToByteArray(bigEndian: true), .. Published.Hex("0000000000000001 00064be5bff15a40"),
            .. commit.Events.SelectMany(one => (byte[])
            [
                .. one.EventId.ToByteArray(bigEndian: true), (byte)one.Type.Length, .. System.Text.Encoding.ASCII.GetBytes(one.Type),
                .. one.PayloadHash, .. one.ProvenanceHash,
            ]),
        ];
    }

    /// <summary>What was found good before is remembered by key, root, size and signature together.</summary>
    [Fact]
    public void nothing_else_is_covered_also_behind_a_good_one()
    {
        using var other = Keys.Numbered(2, "land.example/origin");
        var commits = Commits(5);
        var known = new CheckedBatches();
        var good = OriginBatch.Sign(key, commits, Now)[1];
        Covered(good, commits[1], known).ShouldBeTrue();
        var place = good.Place.ShouldNotBeNull();
        OriginSignature[] wrong =
        [
            good with { Place = null }, good with { Microseconds = Now + 1 }, good with { Count = 1 }, good with { KeyId = other.Verifier.Id },
            good with { Signature = [.. good.Signature.Reverse()] }, good with { Place = place with { Index = 0 } },
            good with { Place = place with { Index = 2 } }, good with { Place = place with { Index = 5 } },
            good with { Place = place with { Size = 4 } }, good with { Place = place with { Size = 6 } },
            good with { Place = place with { Path = [] } }, good with { Place = place with { Path = [.. place.Path, place.Path[0]] } },
            good with { Place = place with { Path = [.. place.Path.Reverse()] } },
            good with { Place = place with { Path = [SHA256.HashData("x"u8), .. place.Path.Skip(1)] } },
            OriginBatch.Sign(other, commits, Now)[1] with { KeyId = key.Verifier.Id }, OriginBatch.Sign(key, commits[1..], Now)[1],
        ];

        foreach (var one in wrong)
        {
            Covered(one, commits[1], known).ShouldBeFalse(one.ToString());
            Covered(one, commits[1]).ShouldBeFalse(one.ToString());
        }

        var changed = commits[1] with { Events = [commits[1].Events[0] with { PayloadHash = SHA256.HashData("x"u8) }, commits[1].Events[1]] };
        Covered(good, changed, known).ShouldBeFalse();
        Covered(good, commits[1] with { FirstVersion = 2 }, known).ShouldBeFalse();
    }

    [Fact]
    public void a_header_of_another_form_is_no_signature()
    {
        var (code, hash) = (Convert.ToBase64String(new byte[64]), Convert.ToBase64String(new byte[32]));
        OriginSignature.Parse($"00c0ffee 5 1 {code} 1 2 {hash}").ShouldNotBeNull();
        foreach (var wrong in (string[])
        [
            $"1 2", $"1 2 ", $"1 1 {hash}", $"0 1 {hash}", $"2 2 {hash}", $"-1 2 {hash}", $"+1 2 {hash}", $"01 2 {hash}", $"1 02 {hash}",
            $"1 65 {hash}", $"1 2 {hash} ", $"1 2 {hash} x", $"1 2 {hash[..^4]}", $"1 2 AAAA{hash}", $"1  2 {hash}", $"1 2 {hash}\n",
            $"1 2 {Convert.ToBase64String(new byte[31])}", $"1 2 {Convert.ToBase64String(new byte[33])}", $"x 2 {hash}",
            $"1 4294967298 {hash}", $"1 2 {hash[..^2]}B=",
        ])
            OriginSignature.Parse($"00c0ffee 5 1 {code} {wrong}").ShouldBeNull(wrong);
    }

    [Fact]
    public void what_nobody_could_read_is_not_signed()
    {
        Should.Throw<ArgumentException>(() => OriginBatch.Sign(key, [], Now));
        Should.Throw<ArgumentException>(() => OriginBatch.Sign(key, Commits(OriginBatch.MostPlots + 1), Now));
        Should.Throw<ArgumentException>(() => OriginBatch.Sign(key, [.. Commits(1), Commits(1)[0] with { Events = [] }], Now));
        Should.Throw<FormatException>(() => OriginBatch.Sign(
            key, [.. Commits(1), Commits(1)[0] with { Events = [Commits(1)[0].Events[0] with { PayloadHash = [] }] }], Now));
    }

    public void Dispose() => key.Dispose();

    private bool Covered(OriginSignature signed, PlotCommit commit, CheckedBatches? known = null) =>
        signed.Covers([key.Verifier], commit.Stream, commit.FirstVersion, commit.Events, known);

    private static PlotCommit[] Commits(int plots) =>
    [
        .. Enumerable.Range(0, plots).Select(plot => new PlotCommit(
            Id(plot, 0), 1, [Event(Id(plot, 1), "plot_registered"), Event(Id(plot, 2), "holders_recorded")])),
    ];

    private static Guid Id(int plot, byte part) => new(plot, 2, 3, 4, 5, 6, 7, 8, 9, 10, part);

    private static SignedEvent Event(Guid id, string type) => new(id, type, SHA256.HashData(id.ToByteArray()), SHA256.HashData("who"u8));
}
