using System.Globalization;
using System.Text;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>RFC 8785 by its own samples: whoever else writes canonical JSON writes the same bytes.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("structures")]
    [InlineData("unicode")]
    [InlineData("values")]
    [InlineData("weird")]
    public void every_published_sample_comes_out_as_published(string name)
    {
        var folder = Published.Folder("jcs");
        var written = CanonicalJson.Of(File.ReadAllBytes(Path.Combine(folder, "input", $"{name}.json")));

        Encoding.UTF8.GetString(written).ShouldBe(File.ReadAllText(Path.Combine(folder, "output", $"{name}.json")).TrimEnd('\n', '\r'));
        written.ShouldBe(Published.Hex(File.ReadAllText(Path.Combine(folder, "outhex", $"{name}.txt"))));
        CanonicalJson.Of(written).ShouldBe(written);
    }

    [Fact]
    public void there_are_six_published_samples() =>
        Directory.GetFiles(Path.Combine(Published.Folder("jcs"), "input")).Length.ShouldBe(6);

    [Theory]
    [InlineData("arrays", true)]
    [InlineData("french", true)]
    [InlineData("structures", false)]
    [InlineData("unicode", true)]
    [InlineData("values", false)]
    [InlineData("weird", true)]
    public void events_take_the_samples_without_fractions_only(string name, bool taken)
    {
        var json = File.ReadAllBytes(Path.Combine(Published.Folder("jcs"), "input", $"{name}.json"));
        if (taken)
            CanonicalJson.OfEvent(json).ShouldBe(CanonicalJson.Of(json));
        else
            Should.Throw<FormatException>(() => CanonicalJson.OfEvent(json));
    }

    /// <summary>RFC 8785 Appendix B: the bits of a double, and how ECMAScript writes it.</summary>
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void numbers_are_written_as_the_standard_says(string bits, string written)
    {
        var number = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        Of(number.ToString("E16", CultureInfo.InvariantCulture)).ShouldBe(written);
        double.Parse(written, CultureInfo.InvariantCulture).ShouldBe(number);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void what_no_double_is_has_no_form(string number) => Should.Throw<FormatException>(() => Of(number));

    [Fact]
    public void numbers_read_back_as_themselves()
    {
        var random = new Random(8785);
        for (var round = 0; round < 20_000; round++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(number))
                continue;
            var written = Of(number.ToString("E16", CultureInfo.InvariantCulture));
            double.Parse(written, CultureInfo.InvariantCulture).ShouldBe(number);
            Of(written).ShouldBe(written);
        }
    }

    [Fact]
    public void what_is_between_the_tokens_does_not_count() =>
        Of(" { \"b\" :\t[ 1 ,\r\n 2 ] , \"a\" : null } \n").ShouldBe("""{"a":null,"b":[1,2]}""");

    [Fact]
    public void members_stand_in_the_order_of_utf_16_units() =>
        Of("""{"\ufb33":1,"\ud83d\ude02":2,"aa":3,"":4,"a":5,"B":6}""")
            .ShouldBe("{\"\":4,\"B\":6,\"a\":5,\"aa\":3,\"😂\":2,\"\ufb33\":1}");

    [Fact]
    public void members_are_put_in_order_at_every_depth() =>
        Of("""{"z":{"y":{"b":1,"a":2},"x":[{"d":3,"c":4}]},"a":{"f":5,"e":6}}""")
            .ShouldBe("""{"a":{"e":6,"f":5},"z":{"x":[{"c":4,"d":3}],"y":{"a":2,"b":1}}}""");

    [Theory]
    [InlineData("""\u00e9\/\u0041""", "é/A")]
    [InlineData("""\u000f\u000a\u0009\u0008\u000c\u000d\u001F""", """\u000f\n\t\b\f\r\u001f""")]
    [InlineData("""\u0022\u005c""", "\\\"\\\\")]
    [InlineData("""\u007f\u0080\u2028\ud83d\ude02""", "\u007f\u0080\u2028😂")]
    [InlineData("""\u0000""", """\u0000""")]
    public void texts_are_escaped_only_where_they_must(string text, string written) => Of($"\"{text}\"").ShouldBe($"\"{written}\"");

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""")]
    [InlineData("""{"b":1,"a":2,"\u0061":3}""")]
    [InlineData("""[{"x":{"":0,"":0}}]""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\ude02\\ud83d\"")]
    [InlineData("""{"\udfff":1}""")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("1 2")]
    [InlineData("[1,]")]
    [InlineData("""{"a":1,}""")]
    [InlineData("{'a':1}")]
    [InlineData("// a\n1")]
    [InlineData("[1")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("0x1")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\t\"")]
    [InlineData("\"\\x41\"")]
    [InlineData("\uFEFF{}")]
    [InlineData("True")]
    public void what_is_not_json_or_says_two_things_has_no_form(string json)
    {
        Should.Throw<FormatException>(() => Of(json));
        Should.Throw<FormatException>(() => CanonicalJson.OfEvent(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("22ff22")]
    [InlineData("22c328 22")]
    [InlineData("22eda08022")]
    [InlineData("22c08022")]
    [InlineData("7b22ff223a317d")]
    [InlineData("7b22ff5c6e223a317d")]
    [InlineData("22ff5c6e22")]
    public void bytes_that_are_not_utf_8_have_no_form(string digits) =>
        Should.Throw<FormatException>(() => CanonicalJson.Of(Published.Hex(digits)));

    private static string Of(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
}
