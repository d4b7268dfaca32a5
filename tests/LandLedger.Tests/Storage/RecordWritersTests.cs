using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using LandLedger.Tests.Tidy;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Storage;

/// <summary>Held against the serializer, byte by byte.</summary>
public sealed class Records_written_byte_by_byte
{
    private static readonly RecordWriters Writers = new(LedgerJson.Stored);

    public static TheoryData<string> Events => [.. LedgerEvents.All.Select(LedgerEvents.Alias)];

    [Theory]
    [MemberData(nameof(Events))]
    public void are_what_the_serializer_makes_of_every_event(string alias)
    {
        var type = LedgerEvents.All.Single(type => LedgerEvents.Alias(type) == alias);
        var fact = JsonSerializer.Deserialize(House.Read(LedgerEvents.GoldenPath(type)), type, LedgerJson.Stored)!;
        Text(new RecordWriters(LedgerJson.Stored).Of(type).BytesOf(fact)).ShouldBe(JsonSerializer.Serialize(fact, type, LedgerJson.Stored));
    }

    [Fact]
    public void are_what_the_serializer_makes_of_cards_and_are_read_as_they_were()
    {
        var card = new PlotCard { Id = Guid.CreateVersion7() };
        Same(card);
        // One event of each kind upon the other fills a card with all that there can be.
        foreach (var type in PlotStore.Events.OrderBy(type => type == typeof(PlotRegistered) ? "" : type.Name, StringComparer.Ordinal))
        {
            var fact = JsonSerializer.Deserialize(House.Read(LedgerEvents.GoldenPath(type)), type, LedgerJson.Stored)!;
            var recorded = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(type), fact)!;
            recorded.Timestamp = new(2026, 11, 30, 9, 8, 7, 120, TimeSpan.FromHours(7));
            recorded.UserName = "reg-1";
            card = card.Evolve(recorded);
            Same(card with { Version = card.Version + 1 });
            Whole(JsonSerializer.Deserialize<PlotCard>(Writers.Of<PlotCard>().Bytes(card), LedgerJson.Stored)!).ShouldBe(Whole(card), type.Name);
        }

        // With all that is left out where it is stored.
        static string Whole(PlotCard card)
        {
            var whole = new JsonSerializerOptions();
            LedgerJson.Shared(whole);
            return JsonSerializer.Serialize(card, whole);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Thôn 5, xã Đạ K'Nàng <b>&\"\\/")]
    [InlineData("\"BA 123456\"")]
    [InlineData("C:\\scans <a> & 'b' + c`")]
    [InlineData("a tab\tonly")]
    [InlineData("\0\u0001\t\n\r\u001f\u007f\u0080\u00a0")]
    [InlineData("\u2028\u2029\ufeff\ufffd\uffff\ue000")]
    [InlineData("😀 and half of it: \ud83d")]
    [InlineData("~ and the rest of ASCII: !#$%'()*+,-.:;=?@[]^_`{|}")]
    public void are_the_same_whatever_a_text_holds(string text) => Same(new Texts(text, [text, null, ""], null));

    [Fact]
    public void are_the_same_whatever_a_value_is()
    {
        foreach (var number in (decimal[])[0, -0.0m, 1.500m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m])
            Same(new Values(number, default, default, null, default, 0, 0, false, null));
        foreach (var day in (LocalDate[])[new(1, 1, 1), new(9999, 12, 31), new(-44, 3, 15), new(2024, 2, 29)])
            Same(new Values(0, day, default, day, default, int.MinValue, long.MinValue, true, Odd.Even));
        foreach (var at in (Instant[])[Instant.MinValue, Instant.MaxValue, Instant.FromUnixTimeTicks(1), NodaConstants.UnixEpoch.PlusNanoseconds(1),
            Instant.FromUtc(1, 1, 1, 0, 0), Instant.FromUtc(2026, 11, 30, 0, 0), Instant.FromUtc(9999, 12, 31, 23, 59)])
            Same(new Values(0, default, at, null, Guid.NewGuid(), int.MaxValue, long.MaxValue, false, Odd.NotAtAll));
    }

    [Fact]
    public void leave_out_what_the_serializer_leaves_out()
    {
        foreach (var brief in (Brief[])[new(null, [], null, 0, null), new("", ["a"], new("x", [], null), 1, 2), new(null, [], null, 3, 4)])
            Same(brief);
        Same(new Hidden("a", "b", null));
        Same(new Nothing());
        Same<Nothing?>(null);
        Text(Writers.Of<Brief>().Bytes(new(null, [], null, 0, null))).ShouldBe("""{"count":0}""");
    }

    [Fact]
    public void are_left_to_the_serializer_where_a_type_is_more_than_its_members()
    {
        Same(new Circle(new Bare(1)));
        Same(new Named { Loud = 3, Quiet = 4 });
        Same<Dictionary<string, int>>(new() { ["b"] = 1, ["a"] = 2 });
        Same(new Shape[] { new Circle(null), new Shape() });
    }

    [Fact]
    public void may_be_long_and_many_at_once()
    {
        var items = Enumerable.Range(0, 5_000).Select(at => $"{at} đất ở tại nông thôn").ToArray();
        var writer = new RecordWriters(LedgerJson.Stored).Of<string[]>();
        var expected = JsonSerializer.SerializeToUtf8Bytes(items, LedgerJson.Stored);
        Parallel.For(0, 50, _ => writer.Bytes(items).AsSpan().SequenceEqual(expected).ShouldBeTrue());
    }

    private static void Same<T>(T value) => Text(Writers.Of<T>().Bytes(value)).ShouldBe(JsonSerializer.Serialize(value, LedgerJson.Stored));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private sealed record Texts(string Text, string?[] Items, string? None);

    private sealed record Values(decimal Number, LocalDate Day, Instant At, LocalDate? Perhaps, Guid Id, int Small, long Large, bool Is, Odd? Word);

    private enum Odd
    {
        NotAtAll = -3,
        Even = 4,
    }

    [StoredWithoutEmpty]
    private sealed record Brief(string? Name, string[] Items, Texts? Inner, int Count, int? Perhaps);

    private sealed record Hidden(
        [property: JsonIgnore] string Secret, [property: JsonPropertyName("o\"dd")] string Odd,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Absent);

    private sealed record Nothing;

    [JsonDerivedType(typeof(Circle), "circle")]
    private record Shape;

    private sealed record Circle(Bare? Inner) : Shape;

    private readonly record struct Bare(int Number);

    private sealed class Named
    {
        [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
        public int Loud { get; init; }

        public int Quiet { get; init; }
    }
}
