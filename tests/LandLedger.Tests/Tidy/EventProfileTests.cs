using System.Reflection;
using System.Text.Json.Serialization;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>
/// What an event may be made of, so that its stored JSON hashes the same for ever: no type whose text depends on the machine, no number
/// that a reader may round, no totals, and nothing deep.
/// </summary>
public sealed class The_event_profile
{
    // Event, array of records, value inside: deeper than that is an object, not a fact.
    private const int Deepest = 3;

    private static readonly Type[] Plain = [typeof(Guid), typeof(string), typeof(bool), typeof(int), typeof(long), typeof(decimal)];

    [Fact]
    public void is_kept_by_every_event() => LedgerEvents.All.SelectMany(Faults).ShouldFindNothing();

    [Fact]
    public void allows_what_it_lists() => Faults(typeof(Fine)).ShouldBeEmpty();

    [Theory]
    [InlineData(typeof(With<DateTime>))]
    [InlineData(typeof(With<DateTimeOffset?>))]
    [InlineData(typeof(With<DateOnly>))]
    [InlineData(typeof(With<double>))]
    [InlineData(typeof(With<float>))]
    [InlineData(typeof(With<object>))]
    [InlineData(typeof(With<byte[]>))]
    [InlineData(typeof(With<List<string>>))]
    [InlineData(typeof(With<Dictionary<string, string>>))]
    [InlineData(typeof(With<HttpClient>))]
    [InlineData(typeof(With<Open>))]
    [InlineData(typeof(With<Computed>))]
    [InlineData(typeof(With<Changing>))]
    [InlineData(typeof(With<Outer[]>))]
    public void refuses_anything_else(Type type) => Faults(type).Count().ShouldBe(1);

    private static IEnumerable<string> Faults(Type type) => Faults(type, type.Name, 1);

    private static IEnumerable<string> Faults(Type record, string path, int depth)
    {
        if (depth > Deepest)
        {
            yield return $"{path}: nested deeper than {Deepest} levels: an event is a flat fact; name what it needs by id.";
            yield break;
        }

        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<JsonIgnoreAttribute>() is not null)
                continue;
            var here = $"{path}.{property.Name}";
            var faults = property.SetMethod switch
            {
                null => [$"{here}: computed, so it would be stored beside what it follows from: make it a method."],
                { ReturnParameter: var set } when !set.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)) =>
                    [$"{here}: it can change after the fact: use init, or a positional record."],
                _ => OfMember(property.PropertyType, here, depth),
            };
            foreach (var fault in faults)
                yield return fault;
        }
    }

    private static IEnumerable<string> OfMember(Type member, string path, int depth)
    {
        var type = Nullable.GetUnderlyingType(member) ?? member;
        if (type is { IsArray: true } && type != typeof(byte[]))
            return OfMember(type.GetElementType()!, path + "[]", depth);
        if (Plain.Contains(type) || type.IsEnum || type.Namespace == typeof(Instant).Namespace)
            return [];
        if (type.GetMethod("<Clone>$") is not null)
        {
            return type.IsSealed
                ? Faults(type, path, depth + 1)
                : [$"{path}: {type.Name} is not sealed: what is stored has exactly one shape."];
        }

        return
        [
            $"{path}: {type.Name}: an event is made of Guid, string, bool, int, long, decimal, NodaTime types, enums, "
                + "and arrays and small sealed records of these.",
        ];
    }

    private enum Colour
    {
        Red,
    }

    private sealed record Fine(
        Guid Id, string? Text, bool Yes, int Count, long Bytes, decimal? Area, LocalDate? On, Instant At, Colour Colour, string[] Many, Inner[] Parts)
    {
        [JsonIgnore]
        public int Twice => Count * 2;
    }

    private sealed record Inner(Deeper? Value);

    private sealed record Deeper(string Text);

    private sealed record Outer(Middle One);

    private sealed record Middle(Inner One);

    private sealed record With<T>(T Member);

    private record Open(int Count);

    private sealed record Closed(int Count) : Open(Count);

    private sealed record Computed(int Count)
    {
        public int Twice => Count * 2;
    }

    private sealed record Changing
    {
        public int Count { get; set; }
    }
}
