using System.Security.Cryptography;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>What the recording program signed, it signed; whatever else stands in the rows, it did not.</summary>
public sealed class OriginSignatureTests : IDisposable
{
    private const long Now = 1_772_300_000_123_456;
    private static readonly Guid Plot = new("0197f3a2-5c1d-7a4e-8b2f-fedcba987654");
    private static readonly SignedEvent[] Events = [Event(1, "plot_registered"), Event(2, "holders_recorded"), Event(3, "plot_locked")];
    private readonly SigningKey key = Keys.Numbered(1, "land.example/origin");
    private readonly SigningKey other = Keys.Numbered(2, "land.example/origin");

    [Fact]
    public void what_was_signed_is_covered()
    {
        var signed = OriginSignature.Of(key, Plot, 5, Events, Now);
        var read = OriginSignature.Parse(signed.ToString()).ShouldNotBeNull();

        read.Covers([other.Verifier, key.Verifier], Plot, 5, Events).ShouldBeTrue();
        (read with { Signature = signed.Signature }).ShouldBe(signed);
        read.Signature.ShouldBe(signed.Signature);
        read.ToString().ShouldBe($"{key.Verifier.Id:x8} {Now} 3 {Convert.ToBase64String(signed.Signature)}");
    }

    /// <summary>The signed bytes are for ever; anybody can put them together again, and so does this test.</summary>
    [Fact]
    public void the_signed_bytes_are_these()
    {
        var signed = OriginSignature.Of(key, Plot, 5, Events[..1], Now);
        byte[] message =
        [
            .. "land-ledger/origin/v1\0"u8, .. Published.Hex("0197f3a25c1d7a4e8b2ffedcba987654 0000000000000005 00064be5bff15a40"),
            .. Published.Hex("00000001000200030405060708090a0b 0f"), .. "plot_registered"u8,
            .. SHA256.HashData("payload 1"u8), .. SHA256.HashData("provenance 1"u8),
        ];

        SecondImplementation.Verify(Keys.PublicPart(key.Verifier), message, signed.Signature).ShouldBeTrue();
    }

    [Fact]
    public void nothing_else_is_covered()
    {
        var signed = OriginSignature.Of(key, Plot, 5, Events, Now);
        var hash = SHA256.HashData("another"u8);

        Covered(signed, Plot, 5, Events).ShouldBeTrue();
        Covered(signed, Guid.Empty, 5, Events).ShouldBeFalse();
        Covered(signed, Plot, 6, Events).ShouldBeFalse();
        Covered(signed, Plot, 4, Events).ShouldBeFalse();
        Covered(signed with { Microseconds = Now + 1 }, Plot, 5, Events).ShouldBeFalse();
        Covered(signed with { KeyId = other.Verifier.Id }, Plot, 5, Events).ShouldBeFalse();
        for (var at = 0; at < Events.Length; at++)
        {
            Covered(signed, Plot, 5, With(at, Events[at] with { EventId = Guid.Empty })).ShouldBeFalse();
            Covered(signed, Plot, 5, With(at, Events[at] with { Type = "plot_cancelled" })).ShouldBeFalse();
            Covered(signed, Plot, 5, With(at, Events[at] with { Type = Events[at].Type + "x" })).ShouldBeFalse();
            Covered(signed, Plot, 5, With(at, Events[at] with { PayloadHash = hash })).ShouldBeFalse();
            Covered(signed, Plot, 5, With(at, Events[at] with { ProvenanceHash = hash })).ShouldBeFalse();
            Covered(signed, Plot, 5, With(at, Events[at] with
            {
                PayloadHash = Events[at].ProvenanceHash, ProvenanceHash = Events[at].PayloadHash,
            })).ShouldBeFalse();
            Covered(signed, Plot, 5, [.. Events[..at], .. Events[(at + 1)..]]).ShouldBeFalse();
        }

        Covered(signed, Plot, 5, [Events[1], Events[0], Events[2]]).ShouldBeFalse();
        Covered(signed, Plot, 5, [.. Events, Event(4, "plot_locked")]).ShouldBeFalse();
        Covered(signed, Plot, 5, [.. Events, Events[2]]).ShouldBeFalse();
        Covered(signed, Plot, 5, []).ShouldBeFalse();
        Covered(signed with { Count = 2 }, Plot, 5, Events).ShouldBeFalse();
        Covered(signed with { Count = 2 }, Plot, 5, Events[..2]).ShouldBeFalse();
        Covered(signed with { Count = 0 }, Plot, 5, []).ShouldBeFalse();
    }

    [Fact]
    public void keys_that_are_not_known_cover_nothing()
    {
        using var namesake = Keys.Numbered(1, "land.example/another");
        var signed = OriginSignature.Of(key, Plot, 5, Events, Now);

        signed.Covers([], Plot, 5, Events).ShouldBeFalse();
        signed.Covers([other.Verifier], Plot, 5, Events).ShouldBeFalse();
        signed.Covers([namesake.Verifier], Plot, 5, Events).ShouldBeFalse();
        OriginSignature.Of(other, Plot, 5, Events, Now).Covers([key.Verifier], Plot, 5, Events).ShouldBeFalse();
        for (var bit = 0; bit < 512; bit++)
        {
            var changed = signed.Signature.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Covered(signed with { Signature = changed }, Plot, 5, Events).ShouldBeFalse();
        }
    }

    /// <summary>Rows that no program of ours wrote may hold anything; they are not covered, and nobody stumbles over them.</summary>
    [Fact]
    public void rows_that_nobody_could_have_signed_are_not_covered()
    {
        var signed = OriginSignature.Of(key, Plot, 5, Events, Now);
        var (payload, provenance) = (Events[0].PayloadHash, Events[0].ProvenanceHash);

        Covered(signed, Plot, 5, With(0, Events[0] with { Type = new('t', 256) })).ShouldBeFalse();
        Covered(signed, Plot, 5, With(0, Events[0] with
        {
            PayloadHash = [.. payload, provenance[0]], ProvenanceHash = provenance[1..],
        })).ShouldBeFalse();
        Covered(signed, Plot, 5, With(0, Events[0] with { PayloadHash = [] })).ShouldBeFalse();
        Should.Throw<FormatException>(() => OriginSignature.Of(key, Plot, 1, [Events[0] with { Type = new('t', 256) }], Now));
        Should.Throw<FormatException>(() => OriginSignature.Of(key, Plot, 1, [Events[0] with { ProvenanceHash = [] }], Now));
    }

    [Fact]
    public void the_most_events_of_one_commit_are_covered_and_no_more_are_signed()
    {
        SignedEvent[] most = [.. Enumerable.Range(0, OriginSignature.MostEvents).Select(i => Event(i, "plot_corrected"))];

        OriginSignature.Parse(OriginSignature.Of(key, Plot, 1, most, Now).ToString())!.Covers([key.Verifier], Plot, 1, most).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => OriginSignature.Of(key, Plot, 1, [.. most, most[0]], Now));
        Should.Throw<ArgumentException>(() => OriginSignature.Of(key, Plot, 1, [], Now));
    }

    [Fact]
    public void a_header_of_another_form_is_no_signature()
    {
        var code = Convert.ToBase64String(new byte[64]);
        OriginSignature.Parse($"00c0ffee 5 1 {code}").ShouldNotBeNull();
        OriginSignature.Parse($"00c0ffee 5 10000 {code}").ShouldNotBeNull();
        foreach (var wrong in (string?[])
        [
            null, "", " ", "00c0ffee", $"00c0ffee 5 1", $"00c0ffee 5 {code}", $"00c0ffee 5 1 {code} ", $" 00c0ffee 5 1 {code}",
            $"00c0ffee  5 1 {code}", $"00c0ffee 5 1 {code} x", $"00c0ffee 5 1 {code}\n", $"00C0FFEE 5 1 {code}", $"0c0ffee 5 1 {code}",
            $"00c0ffeeg 5 1 {code}", $"0xc0ffee 5 1 {code}", $"00c0ffe  5 1 {code}", $"00c0ffe\0 5 1 {code}",
            $"-0c0ffee 5 1 {code}", $"00c0ffee -5 1 {code}",
            $"00c0ffee +5 1 {code}", $"00c0ffee 05 1 {code}", $"00c0ffee 5\0 1 {code}", $"00c0ffee 5.0 1 {code}", $"00c0ffee 5 0 {code}",
            $"00c0ffee 5 -1 {code}", $"00c0ffee 5 01 {code}", $"00c0ffee 5 1\0 {code}", $"00c0ffee 5 10001 {code}",
            $"00c0ffee 5 4294967297 {code}", $"00c0ffee 9223372036854775808 1 {code}", $"00c0ffee ٥ 1 {code}",
            $"00c0ffee 5 1 {code[..^4]}", $"00c0ffee 5 1 AAAA{code}",
            $"00c0ffee 5 1 {code[..^3]}B==", $"00c0ffee 5 1 {code.Replace('A', '-')}", $"00c0ffee 5 1 ",
            $"00c0ffee,5,1,{code}",
        ])
            OriginSignature.Parse(wrong).ShouldBeNull(wrong);
    }

    public void Dispose()
    {
        key.Dispose();
        other.Dispose();
    }

    private bool Covered(OriginSignature signed, Guid plot, long version, SignedEvent[] events) =>
        signed.Covers([key.Verifier, other.Verifier], plot, version, events);

    private static SignedEvent[] With(int at, SignedEvent changed) => [.. Events[..at], changed, .. Events[(at + 1)..]];

    private static SignedEvent Event(int number, string type) => new(
        new(number, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), type, SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"payload {number}")),
        SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"provenance {number}")));
}
