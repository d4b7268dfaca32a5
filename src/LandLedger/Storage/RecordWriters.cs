using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LandLedger.Plumbing;

namespace LandLedger.Storage;

/// <summary>
/// Writes records as the serializer of the framework would, byte by byte the same, and faster: names are there as bytes, and every value
/// goes to where it stays. For whoever writes a province of them.
/// </summary>
/// <remarks>
/// Names, order, what is left out and how values look come from the contract of the serializer; a kind of value it does not know is
/// written by the serializer. One set of writers is made by one thread; the writers then serve many.
/// </remarks>
/// <param name="options">How the JSON is to be written, without blanks.</param>
public sealed class RecordWriters(JsonSerializerOptions options)
{
    private readonly Dictionary<Type, object> made = [];

    private JsonSerializerOptions Options => options;

    /// <summary>The writer of a type.</summary>
    public RecordWriter<T> Of<T>()
    {
        if (!made.TryGetValue(typeof(T), out var writer))
            made[typeof(T)] = writer = Make<T>();
        return (RecordWriter<T>)writer;
    }

    /// <summary>The writer of a type that is known when it is asked for.</summary>
    public IRecordWriter Of(Type type) => (IRecordWriter)typeof(RecordWriters).GetMethod(nameof(Of), 1, Type.EmptyTypes)!
        .MakeGenericMethod(type).Invoke(this, null)!;

    private object Make<T>()
    {
        if (typeof(T) == typeof(string))
            return new Texts(this);
        if (typeof(T) == typeof(Guid))
            return new Guids();
        if (typeof(T) == typeof(bool))
            return new Booleans();
        if (typeof(T) == typeof(int))
            return new Numbers<int>();
        if (typeof(T) == typeof(long))
            return new Numbers<long>();
        if (options.GetConverter(typeof(T)) is IPlainText<T>)
            return new Plain<T>(this);
        if (typeof(T).IsEnum)
            return Made(typeof(Words<>), typeof(T));
        if (typeof(T).IsSZArray)
            return Made(typeof(Arrays<>), typeof(T).GetElementType()!);
        if (Nullable.GetUnderlyingType(typeof(T)) is { } value)
            return Made(typeof(Optional<>), value);
        return IsMembers(typeof(T)) ? Made(typeof(Records<>), typeof(T)) : new Serialized<T>(this);
    }

    private object Made(Type writer, Type of) => Activator.CreateInstance(writer.MakeGenericType(of), this)!;

    private bool IsMembers(Type type) => (type.IsSealed || type.IsValueType)
        && options.GetTypeInfo(type) is
            { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null, OnSerializing: null, OnSerialized: null } known
        && known.Properties.All(member => member is { CustomConverter: null, NumberHandling: null, IsExtensionData: false }
            && (member.Get is null || member.AttributeProvider is PropertyInfo));

    private class Serialized<T>(RecordWriters writers) : RecordWriter<T>
    {
        private readonly JsonTypeInfo<T> type = (JsonTypeInfo<T>)writers.Options.GetTypeInfo(typeof(T));

        public override void Write(JsonBytes json, T value) => json.Put(JsonSerializer.SerializeToUtf8Bytes(value, type));
    }

    // With quotation marks, for a text of a sort that is never escaped.
    private sealed class Plain<T>(RecordWriters writers) : Serialized<T>(writers)
    {
        private readonly IPlainText<T> text = (IPlainText<T>)writers.Options.GetConverter(typeof(T));

        public override void Write(JsonBytes json, T value)
        {
            var room = json.Room(IPlainText<T>.Longest + 2);
            var length = text.Format(value, room[1..]);
            if (length == 0)
            {
                base.Write(json, value);
                return;
            }

            room[0] = room[length + 1] = (byte)'"';
            json.Took(length + 2);
        }
    }

    private sealed class Numbers<T> : RecordWriter<T>
        where T : IUtf8SpanFormattable
    {
        private const int Longest = 20;

        public override void Write(JsonBytes json, T value)
        {
            value.TryFormat(json.Room(Longest), out var length, default, CultureInfo.InvariantCulture);
            json.Took(length);
        }
    }

    private sealed class Booleans : RecordWriter<bool>
    {
        public override void Write(JsonBytes json, bool value) => json.Put(value ? "true"u8 : "false"u8);
    }

    private sealed class Guids : RecordWriter<Guid>
    {
        private const int Length = 36;

        public override void Write(JsonBytes json, Guid value)
        {
            var room = json.Room(Length + 2);
            room[0] = room[Length + 1] = (byte)'"';
            value.TryFormat(room[1..], out _);
            json.Took(Length + 2);
        }
    }

    private sealed class Texts(RecordWriters writers) : Serialized<string?>(writers)
    {
        // What a JSON text may hold as it is, and takes one byte.
        private readonly SearchValues<char> asItIs = SearchValues.Create([.. Enumerable.Range(' ', 0x7f - ' ').Select(at => (char)at)
            .Where(letter => !writers.Options.Encoder!.WillEncode(letter))]);

        public override void Write(JsonBytes json, string? value)
        {
            if (value is null || value.AsSpan().ContainsAnyExcept(asItIs))
            {
                base.Write(json, value);
                return;
            }

            var room = json.Room(value.Length + 2);
            room[0] = room[value.Length + 1] = (byte)'"';
            Encoding.ASCII.GetBytes(value, room[1..]);
            json.Took(value.Length + 2);
        }
    }

    private sealed class Words<T>(RecordWriters writers) : Serialized<T>(writers)
        where T : struct, Enum
    {
        private readonly Dictionary<T, byte[]> words = Enum.GetValues<T>().Distinct().ToDictionary(word => word,
            word => JsonSerializer.SerializeToUtf8Bytes(word, writers.Options));

        public override void Write(JsonBytes json, T value)
        {
            if (words.TryGetValue(value, out var word))
                json.Put(word);
            else
                base.Write(json, value);
        }
    }

    private sealed class Optional<T>(RecordWriters writers) : RecordWriter<T?>
        where T : struct
    {
        private readonly RecordWriter<T> some = writers.Of<T>();

        public override void Write(JsonBytes json, T? value)
        {
            if (value is { } there)
                some.Write(json, there);
            else
                json.Put("null"u8);
        }
    }

    private sealed class Arrays<T>(RecordWriters writers) : RecordWriter<T[]?>
    {
        private readonly RecordWriter<T> item = writers.Of<T>();

        public override void Write(JsonBytes json, T[]? value)
        {
            if (value is null)
            {
                json.Put("null"u8);
                return;
            }

            json.Put("["u8);
            for (var at = 0; at < value.Length; at++)
            {
                if (at > 0)
                    json.Put(","u8);
                item.Write(json, value[at]);
            }

            json.Put("]"u8);
        }
    }

    private sealed class Records<T> : RecordWriter<T?>
    {
        private readonly Member[] members;

        public Records(RecordWriters writers) => members =
        [
            .. writers.Options.GetTypeInfo(typeof(T)).Properties.Where(member => member.Get is not null).OrderBy(member => member.Order)
                .Select(member => (Member)Activator.CreateInstance(
                    typeof(Member<>).MakeGenericType(typeof(T), member.PropertyType), member, writers)!),
        ];

        public override void Write(JsonBytes json, T? value)
        {
            if (value is null)
            {
                json.Put("null"u8);
                return;
            }

            var before = (byte)'{';
            foreach (var member in members)
            {
                if (member.Write(json, value, before))
                    before = (byte)',';
            }

            json.Put(before == ',' ? "}"u8 : "{}"u8);
        }

        private abstract class Member
        {
            public abstract bool Write(JsonBytes json, T record, byte before);
        }

        private sealed class Member<TValue>(JsonPropertyInfo member, RecordWriters writers) : Member
        {
            private readonly byte[] name =
                [.. ","u8, .. JsonSerializer.SerializeToUtf8Bytes(member.Name, writers.Options), .. ":"u8];

            private readonly Func<T, TValue> get = Getter(((PropertyInfo)member.AttributeProvider!).GetMethod!);
            private readonly Func<object, object?, bool>? isWritten = member.ShouldSerialize;
            private readonly RecordWriter<TValue> writer = writers.Of<TValue>();

            private delegate TValue OfStruct(ref T record);

            public override bool Write(JsonBytes json, T record, byte before)
            {
                var value = get(record);
                if (isWritten is not null && !isWritten(record!, value))
                    return false;
                json.Put(name)[0] = before;
                writer.Write(json, value);
                return true;
            }

            private static Func<T, TValue> Getter(MethodInfo method)
            {
                if (!typeof(T).IsValueType)
                    return method.CreateDelegate<Func<T, TValue>>();
                var ofStruct = method.CreateDelegate<OfStruct>();
                return record => ofStruct(ref record);
            }
        }
    }
}
