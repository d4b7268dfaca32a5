using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Keys as one line of text, in the form of C2SP signed-note.</summary>
public sealed class NoteKeysTests
{
    private const string Published = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    [Fact]
    public void the_published_key_reads_and_writes_as_it_stands()
    {
        var key = VerifierKey.Parse(Published);

        key.Name.ShouldBe("example.com/foo");
        key.Algorithm.ShouldBe(NoteAlgorithm.Ed25519);
        key.Id.ShouldBe(0x530d903au);
        key.ToString().ShouldBe(Published);
        VerifierKey.Parse($"{Published}\n").ToString().ShouldBe(Published);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void both_halves_of_a_key_have_the_published_form(byte algorithm)
    {
        var seed = Keys.Seed(algorithm);
        using var key = SigningKey.Parse(Keys.PrivateLine(seed, "land.example/log", algorithm));

        key.Verifier.ToString().ShouldBe(Keys.PublicLine(SecondImplementation.PublicKey(seed), "land.example/log", algorithm));
        key.Verifier.Algorithm.ShouldBe((NoteAlgorithm)algorithm);
        VerifierKey.Parse(key.Verifier.ToString()).Id.ShouldBe(key.Verifier.Id);
    }

    [Fact]
    public void a_new_key_has_the_form_and_is_another_each_time()
    {
        var one = SigningKey.NewLine("w.example", NoteAlgorithm.Cosignature);
        var other = SigningKey.NewLine("w.example", NoteAlgorithm.Cosignature);
        using var key = SigningKey.Parse(one);

        one.ShouldNotBe(other);
        Keys.PrivateLine(Convert.FromBase64String(one.Split('+', 5)[4])[1..], "w.example", 4).ShouldBe(one);
        key.Verifier.Verify("text"u8, key.Sign("text"u8)).ShouldBeTrue();
    }

    [Fact]
    public void the_same_key_under_another_name_or_for_another_use_has_another_hash()
    {
        uint[] ids = [Id("a", 1), Id("a", 4), Id("b", 1), Id("b", 4)];
        ids.Distinct().Count().ShouldBe(4);

        static uint Id(string name, byte algorithm)
        {
            using var key = Keys.Numbered(1, name, algorithm);
            return key.Verifier.Id;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/foo")]
    [InlineData("example.com/foo+530d903a")]
    [InlineData("example.com/foo+530d903a+")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==")]
    [InlineData("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4 ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k+")]
    public void a_public_line_that_is_malformed_is_refused(string line) => Should.Throw<FormatException>(() => VerifierKey.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a+b")]
    [InlineData("a\u00a0b")]
    [InlineData("a\u2003b")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    public void a_name_has_neither_blanks_nor_a_plus_sign(string name)
    {
        var publicKey = SecondImplementation.PublicKey(Keys.Seed(1));
        Should.Throw<FormatException>(() => new VerifierKey(name, NoteAlgorithm.Ed25519, publicKey));
        Should.Throw<FormatException>(() => VerifierKey.Parse(Keys.PublicLine(publicKey, name, 1)));
        Should.Throw<FormatException>(() => SigningKey.Parse(Keys.PrivateLine(Keys.Seed(1), name, 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void a_public_key_has_thirty_two_bytes(int length) =>
        Should.Throw<FormatException>(() => new VerifierKey("a", NoteAlgorithm.Ed25519, new byte[length]));

    [Fact]
    public void a_private_line_that_is_malformed_is_refused_and_never_quoted()
    {
        var line = Keys.PrivateLine(Keys.Seed(1), "land.example/log", 1);
        var parts = line.Split('+', 5);
        var (hash, coded) = (parts[3], parts[4]);
        SigningKey.Parse($" {line}\r\n").Dispose();
        foreach (var wrong in (string[])
        [
            "", "PRIVATE+KEY+", line["PRIVATE+KEY+".Length..], line.ToLowerInvariant(), $"x{line}",
            $"PRIVATE+KEY+land.example/log+{coded}", $"PRIVATE+KEY+land.example/log+{hash}+", $"PRIVATE+KEY++{hash}+{coded}",
            $"PRIVATE+KEY+land.example/other+{hash}+{coded}", $"PRIVATE+KEY+land.example/log+00000000+{coded}",
            $"PRIVATE+KEY+land.example/log+{hash.ToUpperInvariant()}x+{coded}", $"PRIVATE+KEY+land.example/log+{hash}+{coded[..^4]}",
            $"PRIVATE+KEY+land.example/log+{hash}+{coded}AAAA", $"PRIVATE+KEY+land.example/log+{hash}+{coded[..20]} {coded[20..]}",
            Keys.PrivateLine(Keys.Seed(1), "land.example/log", 2), Keys.PrivateLine(Keys.Seed(1), "land.example/log", 0),
            Keys.PrivateLine(Keys.Seed(1), "land.example/log", 6),
        ])
        {
            var refusal = Should.Throw<FormatException>(() => SigningKey.Parse(wrong), wrong).ToString();
            refusal.ShouldNotContain(coded[..8]);
        }
    }

    [Fact]
    public void every_changed_letter_of_a_private_line_is_noticed()
    {
        var line = Keys.PrivateLine(Keys.Seed(7), "land.example/log", 1);
        for (var at = 0; at < line.Length; at++)
        {
            var changed = $"{line[..at]}{(line[at] == 'A' ? 'B' : 'A')}{line[(at + 1)..]}";
            Should.Throw<FormatException>(() => SigningKey.Parse(changed), $"letter {at}");
        }
    }
}
