using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>The log's promise, as C2SP tlog-checkpoint writes it.</summary>
public sealed class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    private const string Published = $"example.com/behind-the-sofa\n20852163\n{Root}\n";

    private const string PublishedNote = $"""
        {Published}
        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """;

    [Fact]
    public void the_published_checkpoint_reads_and_writes_as_it_stands()
    {
        var checkpoint = Checkpoint.Parse(Published);

        checkpoint.Origin.ShouldBe("example.com/behind-the-sofa");
        checkpoint.Size.ShouldBe(20_852_163);
        checkpoint.Root.ShouldBe(Convert.FromBase64String(Root));
        checkpoint.ToString().ShouldBe(Published);
    }

    /// <summary>The example's keys are nowhere published, so its form is all there is to check.</summary>
    [Fact]
    public void the_published_cosigned_note_reads_and_writes_as_it_stands()
    {
        var note = SignedNote.Parse(PublishedNote);

        note.Text.ShouldBe(Published);
        note.ToString().ShouldBe(PublishedNote);
        note.Signatures.Select(line => (line.Name, line.KeyId, line.Signature.Length)).ShouldBe(
        [
            ("example.com/behind-the-sofa", 0x033de0aeu, 64), ("witness.example.com/w1", 0x8d66cf3fu, 72),
        ]);
        note.Signatures[1].Signature[..8].ShouldBe(Proof.Published.Hex("00000000 641850cb"));
    }

    [Theory]
    [InlineData("o\n0\n" + Root + "\n", 0)]
    [InlineData("o\n9223372036854775807\n" + Root + "\n", long.MaxValue)]
    [InlineData("tỉnh Lâm Đồng\n1\n" + Root + "\n", 1)]
    [InlineData("o\n1\n" + Root + "\nfurther\nand further\n", 1)]
    public void what_the_format_allows_is_taken(string text, long size) => Checkpoint.Parse(text).Size.ShouldBe(size);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("o\n1\n" + Root)]
    [InlineData("o\n1\n")]
    [InlineData("\n1\n" + Root + "\n")]
    [InlineData("o\n\n" + Root + "\n")]
    [InlineData("o\n01\n" + Root + "\n")]
    [InlineData("o\n-1\n" + Root + "\n")]
    [InlineData("o\n+1\n" + Root + "\n")]
    [InlineData("o\n 1\n" + Root + "\n")]
    [InlineData("o\n1 \n" + Root + "\n")]
    [InlineData("o\n1\0\n" + Root + "\n")]
    [InlineData("o\n1.0\n" + Root + "\n")]
    [InlineData("o\n0x1\n" + Root + "\n")]
    [InlineData("o\n١\n" + Root + "\n")]
    [InlineData("o\n9223372036854775808\n" + Root + "\n")]
    [InlineData("o\n1\n" + Root + "\r\n")]
    [InlineData("o\r\n1\r\n" + Root + "\r\n")]
    [InlineData("o\n1\n" + Root + " \n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n")]
    [InlineData("o\n1\n\n")]
    [InlineData("o\n1\n" + Root + "\n\n")]
    [InlineData("o\n1\n" + Root + "\n\nfurther\n")]
    public void what_the_format_does_not_allow_is_refused(string text) => Should.Throw<FormatException>(() => Checkpoint.Parse(text));
}
