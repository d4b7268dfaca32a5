using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

public sealed class Trusted_keys : IDisposable
{
    private readonly MadeLog log = new(1);

    [Fact]
    public void come_back_from_their_file_as_they_were()
    {
        var text = "# whom we believe\n\n" + log.Keys.ToString().TrimEnd() + "   # one is enough\n";
        var read = TrustedKeys.Parse(text);
        read.Log.ToString().ShouldBe(log.Log.Verifier.ToString());
        read.Witnesses.ShouldHaveSingleItem().ToString().ShouldBe(log.Witness.Verifier.ToString());
        read.Origins.ShouldHaveSingleItem().ToString().ShouldBe(log.Origin.Verifier.ToString());
        read.Quorum.ShouldBe(1);
        TrustedKeys.Parse($"log {log.Log.Verifier}\r\n").Quorum.ShouldBe(0);
    }

    [Theory]
    [InlineData("", "no log")]
    [InlineData("log LOG\nlog LOG", "Line 2")]
    [InlineData("log LOG\nwitness LOG", "Line 2")]
    [InlineData("log WITNESS", "Line 1")]
    [InlineData("log LOG\norigin WITNESS", "Line 2")]
    [InlineData("log LOG\nwitness WITNESS\nwitness WITNESS", "twice")]
    [InlineData("log LOG\nquorum 1", "quorum")]
    [InlineData("log LOG\nwitness WITNESS\nquorum -1", "Line 3")]
    [InlineData("log LOG\nwitness WITNESS\nquorum 1\nquorum 1", "Line 4")]
    [InlineData("log LOG more", "Line 1")]
    [InlineData("log LOG\nfriend ORIGIN", "Line 2")]
    [InlineData("log name+00000000+AAAA", "Line 1")]
    public void that_are_malformed_are_refused_by_line(string file, string says)
    {
        var text = file.Replace("LOG", log.Log.Verifier.ToString(), StringComparison.Ordinal)
            .Replace("WITNESS", log.Witness.Verifier.ToString(), StringComparison.Ordinal)
            .Replace("ORIGIN", log.Origin.Verifier.ToString(), StringComparison.Ordinal);
        Should.Throw<FormatException>(() => TrustedKeys.Parse(text)).Message.ShouldContain(says);
    }

    [Fact]
    public void count_one_key_under_two_names_once()
    {
        var key = log.Witness.Verifier.ToString().Split('+', 3)[2];
        var other = new VerifierKey("other.example.org", NoteAlgorithm.Cosignature, Convert.FromBase64String(key).AsSpan(1));
        Should.Throw<FormatException>(() => new TrustedKeys(log.Log.Verifier, [log.Witness.Verifier, other], [], 2));
        var own = new VerifierKey(
            "own.example.org", NoteAlgorithm.Cosignature, Convert.FromBase64String(log.Log.Verifier.ToString().Split('+', 3)[2]).AsSpan(1));
        Should.Throw<FormatException>(() => new TrustedKeys(log.Log.Verifier, [own], [], 1));
    }

    [Fact]
    public void believe_a_note_of_the_log_and_its_witness()
    {
        var note = log.Keys.Check(log.Note(1));
        note.IsTrusted.ShouldBeTrue();
        note.Checkpoint!.Size.ShouldBe(1);
        note.Cosigned.ShouldBe(1);
    }

    [Fact]
    public void say_why_they_do_not_believe_a_note()
    {
        using var other = new MadeLog(1);
        Codes(other.Note(1)).ShouldBe([FindingCodes.LogSignature, FindingCodes.WitnessesMissing]);
        Codes(log.Note(1, cosigned: false)).ShouldBe([FindingCodes.WitnessesMissing]);
        var renamed = new SignedNote(new Checkpoint("another.example.org", 1, new byte[32]).ToString(), []).SignedWith(log.Log);
        Codes(renamed).ShouldContain(FindingCodes.OtherLog);
        Codes(new SignedNote("no checkpoint\n", []).SignedWith(log.Log)).ShouldContain(FindingCodes.NotACheckpoint);
    }

    public void Dispose() => log.Dispose();

    private string[] Codes(SignedNote note) => [.. log.Keys.Check(note).Findings.Select(finding => finding.Code)];
}
