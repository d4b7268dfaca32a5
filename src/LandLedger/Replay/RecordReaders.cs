using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LandLedger.Replay;

/// <summary>
/// Reads records from JSON member by member into where they stay. The serializer of the framework puts all members of a record into a
/// list of objects first and calls the constructor then, which takes twice as long and three times the memory; whoever
/// replays a province reads eight million events.
/// </summary>
/// <remarks>
/// For records that are nothing but the list of their members; all others, and every kind of value it does not know, are read by the
/// serializer. One set of readers is made by one thread; the readers then serve many.
/// </remarks>
/// <param name="options">How the JSON was written.</param>
public sealed class RecordReaders(JsonSerializerOptions options)
{
    private readonly Dictionary<Type, object> made = [];

    private JsonSerializerOptions Options => options;

    /// <summary>The reader of a type.</summary>
    public RecordReader<T> Of<T>()
    {
        if (!made.TryGetValue(typeof(T), out var reader))
            made[typeof(T)] = reader = Make<T>();
        return (RecordReader<T>)reader;
    }

    private object Make<T>()
    {
        if (typeof(T) == typeof(string))
            return new Texts();
        if (typeof(T) == typeof(Guid))
            return new Guids();
        if (typeof(T) == typeof(int))
            return new Integers();
        if (typeof(T).IsSZArray)
            return Made(typeof(Arrays<>), typeof(T).GetElementType()!);
        if (Nullable.GetUnderlyingType(typeof(T)) is { } value)
            return Made(typeof(Optional<>), value);
        return IsPlain(typeof(T)) ? Made(typeof(Records<>), typeof(T)) : new Converted<T>(options);
    }

    private object Made(Type reader, Type of) => Activator.CreateInstance(reader.MakeGenericType(of), this)!;

    // One constructor, whose parameters are the members, none with a value of its own where JSON has none.
    private bool IsPlain(Type type) =>
        type.IsSealed && type.IsClass && options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null } known
        && type.GetConstructors() is [var only] && only.GetParameters() is { Length: > 0 } parameters
        && Members(known).Select(member => Property(member).Name).Order(StringComparer.Ordinal)
            .SequenceEqual(parameters.Select(parameter => parameter.Name!).Order(StringComparer.Ordinal))
        && parameters.All(parameter => !parameter.HasDefaultValue || parameter.DefaultValue is null)
        && Members(known).All(member => member.CustomConverter is null && Property(member).SetMethod!.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static IEnumerable<JsonPropertyInfo> Members(JsonTypeInfo type) =>
        type.Properties.Where(member => member.AttributeProvider is PropertyInfo { SetMethod: not null });

    private static PropertyInfo Property(JsonPropertyInfo member) => (PropertyInfo)member.AttributeProvider!;

    private sealed class Texts : RecordReader<string?>
    {
        public override string? Read(ref Utf8JsonReader json) => json.GetString();
    }

    private sealed class Guids : RecordReader<Guid>
    {
        public override Guid Read(ref Utf8JsonReader json) => json.GetGuid();
    }

    private sealed class Integers : RecordReader<int>
    {
        public override int Read(ref Utf8JsonReader json) => json.GetInt32();
    }

    private sealed class Optional<T>(RecordReaders readers) : RecordReader<T?>
        where T : struct
    {
        private readonly RecordReader<T> value = readers.Of<T>();

        public override T? Read(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Null ? null : value.Read(ref json);
    }

    private sealed class Arrays<T>(RecordReaders readers) : RecordReader<T[]?>
    {
        private readonly RecordReader<T> value = readers.Of<T>();

        public override T[]? Read(ref Utf8JsonReader json)
        {
            if (json.TokenType == JsonTokenType.Null)
                return null;
            Expect(json.TokenType == JsonTokenType.StartArray);
            // Most have none or one.
            if (!More(ref json))
                return [];
            var first = value.Read(ref json);
            if (!More(ref json))
                return [first];
            var all = new List<T> { first };
            do
            {
                all.Add(value.Read(ref json));
            }
            while (More(ref json));
            return [.. all];
        }

        private static bool More(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;
    }

    private sealed class Converted<T>(JsonSerializerOptions options) : RecordReader<T?>
    {
        private readonly JsonConverter<T> converter = (JsonConverter<T>)options.GetConverter(typeof(T));

        public override T? Read(ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.Null || converter.HandleNull)
                return converter.Read(ref json, typeof(T), options);
            Expect(default(T) is null);
            return default;
        }
    }

    private sealed class Records<T> : RecordReader<T?>
        where T : class
    {
        private readonly Member[] members;

        // In the order in which the database keeps them, so that each is found where it is looked for.
        public Records(RecordReaders readers) => members =
        [
            .. Members(readers.Options.GetTypeInfo(typeof(T))).OrderBy(member => member.Order).Select(member =>
                (Member)Activator.CreateInstance(typeof(Member<>).MakeGenericType(typeof(T), member.PropertyType), member, readers)!),
        ];

        public override T? Read(ref Utf8JsonReader json)
        {
            if (json.TokenType == JsonTokenType.Null)
                return null;
            Expect(json.TokenType == JsonTokenType.StartObject);
            var record = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
            for (var next = 0; json.Read() && json.TokenType == JsonTokenType.PropertyName;)
            {
                var at = Find(ref json, next);
                if (at < 0)
                {
                    json.Skip();
                    continue;
                }

                json.Read();
                members[at].Read(ref json, record);
                next = at + 1;
            }

            return record;
        }

        private int Find(ref Utf8JsonReader json, int next)
        {
            for (var tried = 0; tried < members.Length; tried++)
            {
                var at = next + tried < members.Length ? next + tried : next + tried - members.Length;
                if (json.ValueTextEquals(members[at].Name))
                    return at;
            }

            return -1;
        }

        private abstract class Member(string name)
        {
            public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

            public abstract void Read(ref Utf8JsonReader json, T record);
        }

        private sealed class Member<TValue>(JsonPropertyInfo member, RecordReaders readers) : Member(member.Name)
        {
            private readonly Action<T, TValue> set = Property(member).SetMethod!.CreateDelegate<Action<T, TValue>>();
            private readonly RecordReader<TValue> value = readers.Of<TValue>();

            public override void Read(ref Utf8JsonReader json, T record) => set(record, value.Read(ref json));
        }
    }
}

/// <summary>Reads one kind of value.</summary>
public abstract class RecordReader<T>
{
    /// <summary>Reads the value whose first token the JSON stands on; it then stands on the last.</summary>
    /// <exception cref="JsonException">Another kind of value stands there; or the exception of whoever found that out.</exception>
    public abstract T Read(ref Utf8JsonReader json);

    /// <summary>Ends reading where something is not as it has to be.</summary>
    protected static void Expect(bool fits)
    {
        if (!fits)
            throw new JsonException();
    }
}
