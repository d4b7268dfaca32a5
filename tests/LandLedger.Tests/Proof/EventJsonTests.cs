using System.Security.Cryptography;
using System.Text;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>What an event may carry, so that no two stored values look alike and no database changes one unseen.</summary>
public sealed class EventJsonTests
{
    private const string Sample = """
        {"to":"thửa 12","area":{"value":"1204.5","unit":"m²"},"holders":[{"share":[1,2],"id":"0197f3a2"},{"share":[1,2],"id":null}],
         "note":"a\u000fb\"c\\d\/e","closed":false,"version":-42}
        """;

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9007199254740991")]
    [InlineData("-9007199254740991")]
    public void whole_numbers_that_every_reader_keeps_are_taken(string number) => Of($"[{number}]").ShouldBe($"[{number}]");

    [Theory]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775808")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("-0")]
    [InlineData("1.0")]
    [InlineData("-0.0")]
    [InlineData("1e2")]
    [InlineData("1E2")]
    [InlineData("1e-2")]
    [InlineData("0e0")]
    public void other_numbers_are_refused(string number)
    {
        Should.Throw<FormatException>(() => Of(number));
        Should.Throw<FormatException>(() => Of($$"""{"area":[{{number}}]}"""));
    }

    [Theory]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("""{"a\u0000":1}""")]
    public void the_letter_that_no_database_stores_is_refused(string json) => Should.Throw<FormatException>(() => Of(json));

    [Fact]
    public void letters_composed_and_decomposed_stay_apart()
    {
        var composed = "\"Đức Trọng ộ\"".Normalize(NormalizationForm.FormC);
        var decomposed = composed.Normalize(NormalizationForm.FormD);

        Of(composed).ShouldBe(composed);
        Of(decomposed).ShouldBe(decomposed);
        Hash(composed).ShouldNotBe(Hash(decomposed));
        Of($$"""{{{composed}}:1,{{decomposed}}:2}""").Length.ShouldBe(composed.Length + decomposed.Length + 7);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(100_000, false)]
    public void nesting_ends_at_thirty_two_levels(int depth, bool taken)
    {
        var arrays = new string('[', depth) + new string(']', depth);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
        foreach (var json in (string[])[arrays, objects])
        {
            if (taken)
                Of(json).ShouldBe(json);
            else
                Should.Throw<FormatException>(() => Of(json));
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void size_ends_at_256_kibibytes(int beyond, bool taken)
    {
        var json = $"\"{new string('a', 256 * 1024 - 2 + beyond)}\"";
        if (taken)
            Of(json).ShouldBe(json);
        else
            Should.Throw<FormatException>(() => Of(json));
    }

    [Fact]
    public void an_event_cut_short_is_refused_wherever_it_is_cut()
    {
        var json = Encoding.UTF8.GetBytes(Sample);
        for (var length = 0; length < json.AsSpan().TrimEnd("\n "u8).Length; length++)
            Should.Throw<FormatException>(() => CanonicalJson.OfEvent(json.AsSpan(0, length)), $"cut at {length}");
    }

    [Fact]
    public void the_hash_is_that_of_the_canonical_form()
    {
        Of(Sample).ShouldBe("""
            {"area":{"unit":"m²","value":"1204.5"},"closed":false,"holders":[{"id":"0197f3a2","share":[1,2]},{"id":null,"share":[1,2]}],
            """.Trim() + """
            "note":"a\u000fb\"c\\d/e","to":"thửa 12","version":-42}
            """);
        CanonicalJson.HashOfEvent(Encoding.UTF8.GetBytes(Sample)).ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(Of(Sample))));
        EventHashes.OfPayload(Encoding.UTF8.GetBytes(Sample)).ShouldBe(CanonicalJson.HashOfEvent(Encoding.UTF8.GetBytes(Sample)));
    }

    [Fact]
    public void a_refusal_never_quotes_what_was_read()
    {
        foreach (var json in (string[])
            ["""{"name":"Secret" Secret}""", "Secret", "\"Secret\\ud800\"", """{"Secret":1,"Secret":2}""", "[1.5]"])
        {
            var refusal = Should.Throw<FormatException>(() => Of(json)).ToString();
            refusal.ShouldNotContain("Secret");
            refusal.ShouldNotContain("1.5");
        }
    }

    /// <summary>Whatever bytes come in, they are refused in the one way, or have a form that is its own form.</summary>
    [Fact]
    public void damaged_events_are_refused_or_have_one_form()
    {
        var random = new Random(20260701);
        var json = Encoding.UTF8.GetBytes(Sample);
        var (taken, refused) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            byte[] damaged = [.. json];
            for (var times = random.Next(1, 4); times > 0; times--)
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "\"\\{}[]:,0u- "[random.Next(12)]);
            try
            {
                var form = CanonicalJson.OfEvent(damaged);
                CanonicalJson.OfEvent(form).ShouldBeBytes(form);
                CanonicalJson.Of(damaged).ShouldBeBytes(form);
                taken++;
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        taken.ShouldBeGreaterThan(1_000);
        refused.ShouldBeGreaterThan(1_000);
    }

    /// <summary>The order of members is theirs alone: many members in any order give the same bytes.</summary>
    [Fact]
    public void shuffled_members_give_the_same_bytes()
    {
        var random = new Random(20260702);
        string[] members = [.. Enumerable.Range(0, 200).Select(i => $$"""
            "{{(char)random.Next(0x20, 0x22)}}{{i}}{{(char)random.Next(0x4e00, 0x9fff)}}":{"n{{i}}":{{i}},"m":[]}
            """)];
        var first = Of($"{{{string.Join(',', members)}}}");
        for (var round = 0; round < 20; round++)
        {
            random.Shuffle(members);
            Of($"{{{string.Join(',', members)}}}").ShouldBe(first);
        }
    }

    private static string Of(string json) => Encoding.UTF8.GetString(CanonicalJson.OfEvent(Encoding.UTF8.GetBytes(json)));

    private static byte[] Hash(string json) => CanonicalJson.HashOfEvent(Encoding.UTF8.GetBytes(json));
}
