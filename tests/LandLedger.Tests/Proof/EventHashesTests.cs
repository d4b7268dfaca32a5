using System.Security.Cryptography;
using System.Text;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Who recorded an event, and why, stands in the log as firmly as what was recorded.</summary>
public sealed class EventHashesTests
{
    private const string Headers = """{"role":"registrar","purpose":"dossier","reference":"HS-1","levels":[1,{"a":2}]}""";

    [Fact]
    public void provenance_has_this_form()
    {
        Form("canbo.01", "c1", "c0", """{ "role":"registrar", "origin":"00c0ffee 5 1 x", "ip":"\u0031" }""").ShouldBe(
            """{"actor":"canbo.01","causation":"c0","correlation":"c1","headers":{"ip":"1","role":"registrar"}}""");
        Form(null, null, null, "").ShouldBe("""{"actor":"","causation":"","correlation":"","headers":{}}""");
        EventHashes.OfProvenance("a", "b", "c", "{}"u8).ShouldBe(SHA256.HashData(
            """{"actor":"a","causation":"c","correlation":"b","headers":{}}"""u8));
    }

    [Fact]
    public void letters_of_any_script_stand_as_they_are() =>
        Form("Nguyễn <&> \"'+ 😂", "", "", """{"ghi chú":"đã xem"}""").ShouldBe(
            """{"actor":"Nguyễn <&> \"'+ 😂","causation":"","correlation":"","headers":{"ghi chú":"đã xem"}}""");

    [Fact]
    public void the_signature_and_the_order_of_the_headers_do_not_count()
    {
        var hash = Hash("a", "b", "c", Headers);

        Hash("a", "b", "c", """ {"reference":"HS-1","levels":[1,{"a":2}],"purpose":"dossier","role":"registrar"} """).ShouldBe(hash);
        Hash("a", "b", "c", Headers.Replace("{\"role", "{\"origin\":\"x\",\"role", StringComparison.Ordinal)).ShouldBe(hash);
        Hash("a", "b", "c", Headers.Replace("{\"role", "{\"origin\":{\"x\":[1.5]},\"role", StringComparison.Ordinal)).ShouldBe(hash);
        Hash("a", "b", "c", "").ShouldBe(Hash("a", "b", "c", "{}"));
        Hash("a", "b", "c", "null").ShouldBe(Hash("a", "b", "c", "{}"));
        Hash("a", "b", "c", """{"origin":"x"}""").ShouldBe(Hash("a", "b", "c", "{}"));
    }

    [Fact]
    public void everything_else_counts()
    {
        string[] hashes =
        [
            Hash("a", "b", "c", Headers), Hash("A", "b", "c", Headers), Hash("a ", "b", "c", Headers), Hash(null, "b", "c", Headers),
            Hash("a", "x", "c", Headers), Hash("a", null, "c", Headers), Hash("a", "b", "x", Headers), Hash("a", "b", null, Headers),
            Hash("a", "c", "b", Headers), Hash("b", "a", "c", Headers), Hash("a", "b", "c", ""),
            With("registrar", "registrar2"), With("role", "rôle"), With("HS-1", "HS-2"), With("[1,{\"a\":2}]", "[{\"a\":2},1]"),
            With("\"a\":2", "\"a\":3"), With("\"a\":2", "\"a\":\"2\""), With("{\"role", "{\"Origin\":\"x\",\"role"),
            With("{\"role", "{\"origin \":\"x\",\"role"), With("\"a\":2", "\"a\":2,\"origin\":\"x\""), With("dossier", "do\\u0301ssier"),
            With("dossier", "d\\u00f3ssier"), With("dossier", "\\ufffd"),
        ];
        hashes.Distinct().Count().ShouldBe(hashes.Length);

        static string With(string old, string changed)
        {
            Headers.ShouldContain(old);
            return Hash("a", "b", "c", Headers.Replace(old, changed, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"a\"")]
    [InlineData("true")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("nul")]
    [InlineData(" ")]
    [InlineData("""{"a":1.5}""")]
    [InlineData("""{"a":9007199254740992}""")]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void headers_outside_the_profile_are_refused(string headers) =>
        Should.Throw<FormatException>(() => EventHashes.OfProvenance("a", "b", "c", Encoding.UTF8.GetBytes(headers)));

    /// <summary>A letter that is none must not pass for the sign that stands for such letters.</summary>
    [Fact]
    public void what_is_not_unicode_is_refused()
    {
        Should.Throw<FormatException>(() => EventHashes.OfProvenance("a", "b", "c", Published.Hex("7b2261223a22ff227d")));
        Should.Throw<FormatException>(() => EventHashes.OfProvenance("\ud800", "b", "c", "{}"u8));
        Should.Throw<FormatException>(() => EventHashes.OfProvenance("a", "\udc00", "c", "{}"u8));
        Should.Throw<FormatException>(() => EventHashes.OfProvenance("a", "b", "x\ud800", "{}"u8));
        Should.Throw<FormatException>(() => EventHashes.OfProvenance("a\0", "b", "c", "{}"u8));
    }

    [Fact]
    public void nesting_of_headers_ends_where_that_of_events_ends()
    {
        foreach (var depth in (int[])[30, 31, 63, 64, 1_000])
        {
            var headers = $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}}}""";
            if (depth == 30)
                Hash("a", "b", "c", headers).ShouldNotBeEmpty();
            else
                Should.Throw<FormatException>(() => Hash("a", "b", "c", headers), $"depth {depth}");
        }
    }

    private static string Hash(string? actor, string? correlation, string? causation, string headers) =>
        Convert.ToHexString(EventHashes.OfProvenance(actor, correlation, causation, Encoding.UTF8.GetBytes(headers)));

    private static string Form(string? actor, string? correlation, string? causation, string headers) =>
        Encoding.UTF8.GetString(EventHashes.Provenance(actor, correlation, causation, Encoding.UTF8.GetBytes(headers)));
}
