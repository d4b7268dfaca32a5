using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Tests.Tidy;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>Held against the serializer, with the stored samples of all events and with what may go wrong in each of their places.</summary>
public sealed class Records_read_member_by_member
{
    private static readonly string?[] Others = [null, "5", "-1.5", "\"x\"", "\"2025-10-01\"", "\"\"", "true", "[]", "[null]", "{}", "[{}]"];

    public static TheoryData<string> Events => [.. LedgerEvents.All.Select(LedgerEvents.Alias)];

    [Theory]
    [MemberData(nameof(Events))]
    public void are_what_the_serializer_makes_of_them(string alias)
    {
        var (type, sample) = Sample(alias);
        foreach (var stored in (JsonNode?[])[sample, Turned(sample), .. Lacking(sample), .. Spoiled(sample)])
            AsReplayed(type, stored).ShouldBe(AsSerialized(type, stored), stored?.ToJsonString());
    }

    [Fact]
    public void are_all_events() =>
        LedgerEvents.All.Where(type => !ReaderOf(type).StartsWith("Records", StringComparison.Ordinal))
            .Select(type => $"{type.Name} is more than its members, so a rebuild reads it half as fast: say here that it has to be.")
            .ShouldFindNothing();

    [Fact]
    public void are_not_those_that_say_more_than_their_members()
    {
        foreach (var type in (Type[])[typeof(WithDefault), typeof(WithMore), typeof(Checked), typeof(Renamed), typeof(Empty)])
            ReaderOf(type).ShouldStartWith("Converted", Case.Sensitive, type.Name);
        Read<WithDefault>("{}").ShouldBe(new(7));
        Read<Checked>("""{"name":"a"}""").Name.ShouldBe("A");
    }

    [Fact]
    public void are_found_by_a_name_that_is_written_otherwise() => Read<Simple>("""{"\u006eame":"a","name ":"b"}""").ShouldBe(new("a"));

    private sealed record Simple(string? Name);

    private sealed record WithDefault(int Count = 7);

    private sealed record WithMore(string Name)
    {
        public string[] Others { get; init; } = [];
    }

    private sealed record Checked(string Name)
    {
        private readonly string name = Name.ToUpperInvariant();

        public string Name { get => name; init => name = value.ToUpperInvariant(); }
    }

    private sealed record Renamed(string Name)
    {
        public Renamed(string name, int number)
            : this($"{name}{number}")
        {
        }
    }

    private sealed record Empty;

    private static T Read<T>(string stored)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(stored));
        json.Read();
        return new RecordReaders(LedgerJson.Stored).Of<T>().Read(ref json);
    }

    private static string ReaderOf(Type type) => typeof(RecordReaders).GetMethod(nameof(RecordReaders.Of))!.MakeGenericMethod(type)
        .Invoke(new RecordReaders(LedgerJson.Stored), null)!.GetType().Name;

    private static (Type Type, JsonNode Sample) Sample(string alias)
    {
        var type = LedgerEvents.All.Single(type => LedgerEvents.Alias(type) == alias);
        return (type, JsonNode.Parse(House.Read(LedgerEvents.GoldenPath(type)))!);
    }

    private static string AsReplayed(Type type, JsonNode? stored) => Outcome(type, stored, bytes => StoredForm.Of(type, []).Read(bytes).Data);

    private static string AsSerialized(Type type, JsonNode? stored) =>
        Outcome(type, stored, bytes => JsonSerializer.Deserialize(bytes, type, LedgerJson.Stored));

    private static string Outcome(Type type, JsonNode? stored, Func<byte[], object?> read)
    {
        try
        {
            return JsonSerializer.Serialize(read(Encoding.UTF8.GetBytes(stored?.ToJsonString() ?? "null")), type, LedgerJson.Stored);
        }
        catch (Exception refused) when (refused is JsonException or FormatException or InvalidOperationException)
        {
            return $"{refused.GetType().Name}: {refused.Message}";
        }
    }

    // All members the other way round, and some that nobody knows.
    private static JsonNode? Turned(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Reverse().Select(member => KeyValuePair.Create(member.Key, Turned(member.Value)))
            .Prepend(KeyValuePair.Create("before", (JsonNode?)new JsonArray(new JsonObject { ["name"] = 1 }))).Append(new("behind", null))),
        JsonArray items => new JsonArray([.. items.Concat(items).Select(Turned)]),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<JsonNode?> Lacking(JsonNode sample) => Places(sample).OfType<(string Path, string Name)>().Select(place =>
    {
        var whole = sample.DeepClone();
        At(whole, place.Path).Remove(place.Name);
        return (JsonNode?)whole;
    });

    private static IEnumerable<JsonNode?> Spoiled(JsonNode sample) => Others.Select(other => other is null ? null : JsonNode.Parse(other)).Concat(
        from place in Places(sample)
        from other in Others
        select Put(sample, place, other));

    private static JsonNode Put(JsonNode sample, (string Path, string Name) place, string? other)
    {
        var whole = sample.DeepClone();
        At(whole, place.Path)[place.Name] = other is null ? null : JsonNode.Parse(other);
        return whole;
    }

    private static JsonObject At(JsonNode whole, string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(whole, (node, step) => node is JsonArray items
            ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
            : node[step]!).AsObject();

    // Every member of every object, with the way to the object.
    private static IEnumerable<(string Path, string Name)> Places(JsonNode? node, string path = "") => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value, $"{path}/{member.Key}").Prepend((path, member.Key))),
        JsonArray items => items.SelectMany((item, at) => Places(item, $"{path}/{at}")),
        _ => [],
    };
}
