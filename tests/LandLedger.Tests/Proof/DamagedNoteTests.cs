using System.Text;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>A note changed anywhere is no note, or not signed. It is never another error, and never believed.</summary>
public sealed class DamagedNoteTests : IDisposable
{
    private const string Text = "land.example/log\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nđất\n";
    private readonly SigningKey log = Keys.Numbered(1);
    private readonly SigningKey witness = Keys.Numbered(2, "witness.example", 4);
    private readonly byte[] signed;
    private readonly byte[] cosigned;

    public DamagedNoteTests()
    {
        var note = new SignedNote(Text, []);
        signed = Encoding.UTF8.GetBytes(note.SignedWith(log).ToString());
        var line = note.Cosignature(witness, DateTimeOffset.FromUnixTimeSeconds(1_772_300_000));
        cosigned = Encoding.UTF8.GetBytes(new SignedNote(Text, [line]).ToString());
        Accepted(signed).ShouldBeTrue();
        Accepted(cosigned).ShouldBeTrue();
    }

    [Fact]
    public void every_flipped_bit_is_noticed() => Each((note, at) =>
    {
        for (var bit = 0; bit < 8; bit++)
        {
            byte[] changed = [.. note];
            changed[at] ^= (byte)(1 << bit);
            Accepted(changed).ShouldBeFalse($"bit {bit} of byte {at}");
        }
    });

    [Fact]
    public void every_cut_is_noticed() => Each((note, at) =>
    {
        Accepted(note[..at]).ShouldBeFalse($"cut at {at}");
        if (at > 0)
            Accepted(note[at..]).ShouldBeFalse($"begun at {at}");
    });

    [Fact]
    public void every_byte_left_out_or_doubled_is_noticed() => Each((note, at) =>
    {
        Accepted([.. note[..at], .. note[(at + 1)..]]).ShouldBeFalse($"without byte {at}");
        Accepted([.. note[..at], note[at], .. note[at..]]).ShouldBeFalse($"byte {at} twice");
    });

    [Fact]
    public void everything_slipped_in_is_noticed() => Each((note, at) =>
    {
        foreach (var more in (string[])["\n", " ", "\r", "\0", "=", "é", "\uFEFF", "\n\n", "\u200b"])
            Accepted([.. note[..at], .. Encoding.UTF8.GetBytes(more), .. note[at..]]).ShouldBeFalse($"{(int)more[0]:x4} at {at}");
    });

    [Fact]
    public void two_bytes_exchanged_are_noticed() => Each((note, at) =>
    {
        foreach (var other in (int[])[at + 1, at + 2, (at + 67) % note.Length])
        {
            if (other >= note.Length || note[at] == note[other])
                continue;
            byte[] changed = [.. note];
            (changed[at], changed[other]) = (changed[other], changed[at]);
            Accepted(changed).ShouldBeFalse($"bytes {at} and {other}");
        }
    });

    public void Dispose()
    {
        log.Dispose();
        witness.Dispose();
    }

    private void Each(Action<byte[], int> change)
    {
        foreach (var note in (byte[][])[signed, cosigned])
        {
            for (var at = 0; at < note.Length; at++)
                change(note, at);
        }
    }

    private bool Accepted(byte[] file)
    {
        try
        {
            var note = SignedNote.Parse(Encoding.UTF8.GetString(file));
            return note.IsSignedBy(log.Verifier) || note.IsSignedBy(witness.Verifier);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
