using System.Text;
using LandLedger.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class TextEncodingTests
{
    private static readonly string Text = IlisFile.Header + IlisFile.Line(name: "Đặng Thị Thuý Hiền");

    public static TheoryData<string> Encodings =>
        ["utf-8", "utf-8-bom", "utf-16le", "utf-16le-bom", "utf-16be", "utf-16be-bom", "windows-1258"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void the_encoding_is_found_and_names_come_out_composed(string encoding)
    {
        var name = IlisFile.Read(Encode(Text, encoding)).Plots()[0].Holders[0].FullName;
        name.ShouldBe("Đặng Thị Thuý Hiền");
        name.IsNormalized(NormalizationForm.FormC).ShouldBeTrue();
    }

    [Theory]
    [InlineData("C2A1D0")] // broken UTF-8, no tone behind a vowel
    [InlineData("B5CCB5")] // as TCVN3 fonts write
    [InlineData("6BF2")] // a tone behind a consonant
    public void bytes_that_prove_no_encoding_are_refused(string name)
    {
        var bytes = Encoding.ASCII.GetBytes(IlisFile.Header + IlisFile.Line(name: "@@@"));
        var at = bytes.AsSpan().IndexOf("@@@"u8);
        Should.Throw<UnreadableFile>(() => IlisFile.Read([.. bytes[..at], .. Convert.FromHexString(name), .. bytes[(at + 3)..]]))
            .Code.ShouldBe("encoding-unknown");
    }

    [Fact]
    public void an_invalid_byte_far_behind_the_sample_is_no_question_mark()
    {
        var text = new StringBuilder(IlisFile.Header);
        for (var plot = 1; text.Length < 3 << 19; plot++)
            text.Append(IlisFile.Line(plot: $"{plot}"));
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text.ToString()), .. Encoding.UTF8.GetBytes(IlisFile.Line())[..^6], 0xC3];

        Should.Throw<UnreadableFile>(() => IlisFile.Read(bytes)).Code.ShouldBe("encoding-broken");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void a_sample_that_ends_within_a_letter_is_still_utf8(int shift)
    {
        var text = new StringBuilder(IlisFile.Header).Append('\n', shift);
        var note = new string('ễ', 1000);
        for (var plot = 1; plot <= 400; plot++)
            text.Append(IlisFile.Line(plot: $"{plot}").Replace(";x\n", $";{note}\n"));
        IlisFile.Read(text.ToString()).Plots().Length.ShouldBe(400);
    }

    [Fact]
    public void a_profile_may_name_the_encoding()
    {
        var profile = IlisFile.Profile("\"encoding\": null", "\"encoding\": \"windows-1258\"");
        IlisFile.Read(Encode(Text, "windows-1258"), profile).Plots()[0].Holders[0].FullName.ShouldBe("Đặng Thị Thuý Hiền");
        IlisFile.Read(Encode(Text, "utf-8-bom"), profile).Plots()[0].Holders[0].FullName.ShouldBe("Đặng Thị Thuý Hiền");
    }

    private static byte[] Encode(string text, string encoding) => encoding switch
    {
        "utf-8" => Encoding.UTF8.GetBytes(text),
        "utf-8-bom" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
        "utf-16le" => Encoding.Unicode.GetBytes(text),
        "utf-16le-bom" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
        "utf-16be" => Encoding.BigEndianUnicode.GetBytes(text),
        "utf-16be-bom" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
        _ => CodePagesEncodingProvider.Instance.GetEncoding(1258, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!
            .GetBytes(TonesApart(text)),
    };

    /// <summary>Windows-1258 has vowels with their hats, and tones as marks of their own.</summary>
    private static string TonesApart(string text) => string.Concat(text.Select(letter =>
    {
        var parts = letter.ToString().Normalize(NormalizationForm.FormD);
        var tone = parts.FirstOrDefault(part => part is '\u0300' or '\u0301' or '\u0303' or '\u0309' or '\u0323');
        return tone == default ? letter.ToString() : parts.Replace(tone.ToString(), "").Normalize(NormalizationForm.FormC) + tone;
    }));
}
