using System.Buffers.Binary;
using System.Text;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Signed texts, as C2SP signed-note and tlog-cosignature write them.</summary>
public sealed class SignedNoteTests
{
    private const string Text = "land.example/log\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    private static readonly DateTimeOffset When = DateTimeOffset.FromUnixTimeSeconds(1_772_300_000);

    [Fact]
    public void the_published_note_is_signed_by_the_published_key()
    {
        const string published = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

            """;
        var key = VerifierKey.Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        var note = SignedNote.Parse(published);

        note.Text.ShouldBe("This is an example message.\n");
        note.IsSignedBy(key).ShouldBeTrue();
        note.ToString().ShouldBe(published);
        (note with { Text = "This is an example message!\n" }).IsSignedBy(key).ShouldBeFalse();
    }

    /// <summary>Its text has an empty line of its own; the last one divides.</summary>
    [Fact]
    public void the_published_poem_reads_as_it_stands()
    {
        const string published = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

            """;
        var note = SignedNote.Parse(published);

        note.Text.ShouldEndWith("sole:\n\ned è subito sera.\n");
        note.Signatures.Single().Name.ShouldBe("quasimodo.example/salvatore");
        note.ToString().ShouldBe(published);
    }

    [Fact]
    public void what_a_log_signs_is_the_text_and_nothing_else()
    {
        using var key = Keys.Numbered(1);
        var note = new SignedNote(Text, []).SignedWith(key);

        SecondImplementation.Verify(Keys.PublicPart(key.Verifier), Encoding.UTF8.GetBytes(Text), note.Signatures[0].Signature)
            .ShouldBeTrue();
        SignedNote.Parse(note.ToString()).IsSignedBy(key.Verifier).ShouldBeTrue();
        note.ToString().ShouldBe($"{Text}\n— land.example/log {Convert.ToBase64String([.. Id(key), .. note.Signatures[0].Signature])}\n");
    }

    [Fact]
    public void what_a_witness_signs_is_its_time_and_the_text()
    {
        using var witness = Keys.Numbered(2, "witness.example/w1", 4);
        var line = new SignedNote(Text, []).Cosignature(witness, When.AddMilliseconds(999));
        var note = SignedNote.Parse(new SignedNote(Text, [line]).ToString());

        BinaryPrimitives.ReadInt64BigEndian(line.Signature).ShouldBe(1_772_300_000);
        SecondImplementation.Verify(Keys.PublicPart(witness.Verifier), Encoding.UTF8.GetBytes($"cosignature/v1\ntime 1772300000\n{Text}"),
            line.Signature[8..]).ShouldBeTrue();
        note.CosignedAt(witness.Verifier).ShouldBe(When);
        note.IsSignedBy(witness.Verifier).ShouldBeTrue();
    }

    [Fact]
    public void a_cosignature_of_another_holds_for_us()
    {
        var (seed, message) = (Keys.Seed(3), Encoding.UTF8.GetBytes($"cosignature/v1\ntime 1679315147\n{Text}"));
        var key = VerifierKey.Parse(Keys.PublicLine(SecondImplementation.PublicKey(seed), "w", 4));
        byte[] signature = [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb, .. SecondImplementation.Sign(seed, message)];

        new SignedNote(Text, [new("w", key.Id, signature)]).CosignedAt(key).ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_679_315_147));
    }

    [Fact]
    public void a_changed_time_is_no_cosignature()
    {
        using var witness = Keys.Numbered(2, "w", 4);
        var line = new SignedNote(Text, []).Cosignature(witness, When);
        for (var bit = 0; bit < 8 * line.Signature.Length; bit++)
        {
            var changed = line.Signature.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var note = new SignedNote(Text, [line with { Signature = changed }]);
            note.CosignedAt(witness.Verifier).ShouldBeNull();
            note.IsSignedBy(witness.Verifier).ShouldBeFalse();
        }
    }

    [Fact]
    public void of_several_cosignatures_the_latest_true_one_counts()
    {
        using var witness = Keys.Numbered(2, "w", 4);
        var note = new SignedNote(Text, []);
        var forged = note.Cosignature(witness, When.AddDays(1)).Signature;
        forged[20] ^= 1;

        new SignedNote(Text,
        [
            note.Cosignature(witness, When.AddSeconds(5)), note.Cosignature(witness, When.AddSeconds(9)), note.Cosignature(witness, When),
            new("w", witness.Verifier.Id, forged), new("w", witness.Verifier.Id, forged[8..]), new("w", witness.Verifier.Id, []),
        ]).CosignedAt(witness.Verifier).ShouldBe(When.AddSeconds(9));
    }

    [Fact]
    public void a_log_s_signature_is_no_cosignature_and_the_other_way_round()
    {
        using var log = Keys.Numbered(1, "same", 1);
        using var witness = Keys.Numbered(1, "same", 4);
        var note = new SignedNote(Text, []);

        note.SignedWith(log).IsSignedBy(witness.Verifier).ShouldBeFalse();
        new SignedNote(Text, [note.Cosignature(witness, When)]).IsSignedBy(log.Verifier).ShouldBeFalse();
        new SignedNote(Text, [note.Cosignature(witness, When) with { KeyId = log.Verifier.Id }]).IsSignedBy(log.Verifier).ShouldBeFalse();
        (note.SignedWith(log) with { Text = $"cosignature/v1\ntime 1\n{Text}" }).IsSignedBy(log.Verifier).ShouldBeFalse();
    }

    [Fact]
    public void signatures_of_strangers_do_not_disturb()
    {
        using var log = Keys.Numbered(1);
        using var stranger = Keys.Numbered(5);
        using var namesake = Keys.Numbered(1, "land.example/other");
        var note = SignedNote.Parse(new SignedNote(Text, []).SignedWith(stranger).SignedWith(log).SignedWith(stranger).ToString());

        note.IsSignedBy(log.Verifier).ShouldBeTrue();
        note.IsSignedBy(stranger.Verifier).ShouldBeTrue();
        note.IsSignedBy(namesake.Verifier).ShouldBeFalse();
        (note with { Signatures = [note.Signatures[0] with { KeyId = log.Verifier.Id }] }).IsSignedBy(log.Verifier).ShouldBeFalse();
    }

    [Fact]
    public void sixteen_signatures_at_least_are_read()
    {
        using var log = Keys.Numbered(1);
        var note = Enumerable.Range(0, 40).Aggregate(new SignedNote(Text, []), (made, _) => made.SignedWith(log));
        SignedNote.Parse(note.ToString()).Signatures.Count.ShouldBe(40);
    }

    [Fact]
    public void what_is_no_note_is_refused()
    {
        using var key = Keys.Numbered(1);
        var line = new SignedNote(Text, []).SignedWith(key).Signatures[0].ToString();
        SignedNote.Parse($"a\n\n{line}").Text.ShouldBe("a\n");
        foreach (var wrong in (string[])
        [
            "", "\n", "\n\n", "a", "a\n", "a\n\n", $"a\n{line}", line, $"a\n\n{line[..^1]}", $"a\n\n{line}\n", $"a\n\n{line} \n",
            $"a\n\n{line}b\n", $"a\tb\n\n{line}", $"a\r\n\r\n{line}", $"a\0\n\n{line}", $"\uFFFD\n\n{line}", With("— ", "- "),
            With("— ", "—"), With(" land", "  land"), With("land", "la nd"), With("land", "la+nd"),
            With("land", "la\u0001nd"), With("=", ""),
            $"a\n\n— n {Convert.ToBase64String([1, 2, 3, 4])}\n", "a\n\n— n \n", "a\n\n— n AAAAAAA\n", "a\n\n— n AAAA AAAA\n",
            "a\n\n—  AAAAAAAA\n", $"{new string('a', 1_000_000)}\n\n{line}",
        ])
            Should.Throw<FormatException>(() => SignedNote.Parse(wrong), wrong.Length > 300 ? "long" : wrong);

        string With(string old, string changed) => $"a\n\n{line.Replace(old, changed, StringComparison.Ordinal)}";
    }

    private static byte[] Id(SigningKey key)
    {
        var id = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(id, key.Verifier.Id);
        return id;
    }
}
