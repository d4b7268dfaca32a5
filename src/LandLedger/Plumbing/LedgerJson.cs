using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using NodaTime.Text;

namespace LandLedger.Plumbing;

/// <summary>The one place that says how the ledger writes JSON: for stored events and views, for HTTP and for messages.</summary>
public static class LedgerJson
{
    /// <summary>What storage and HTTP share: camelCase, NodaTime, decimals as strings, enums as camelCase words.</summary>
    public static void Shared(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.ConfigureForNodaTime(new NodaJsonSettings(DateTimeZoneProviders.Tzdb)
        {
            InstantConverter = new LenientInstant(),
            LocalDateConverter = new QuietDate(),
        });
        json.Converters.Insert(0, new DecimalAsString());
        json.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    /// <summary>HTTP is stricter than storage: what a client sends and we do not know is refused, not dropped.</summary>
    public static void Http(JsonSerializerOptions json)
    {
        Shared(json);
        json.NumberHandling = JsonNumberHandling.Strict;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectRequiredConstructorParameters = true;
        json.RespectNullableAnnotations = true;
        json.MaxDepth = 32;
    }

    /// <summary>Stored events and documents also have their members in the order in which the database keeps them.</summary>
    public static void Storage(JsonSerializerOptions json)
    {
        Shared(json);
        json.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OrderAsKept, WithoutEmpty } };
    }

    /// <summary>Options as stored documents use them, for reading raw rows.</summary>
    public static JsonSerializerOptions Stored { get; } = MakeStored();

    private static JsonSerializerOptions MakeStored()
    {
        var json = new JsonSerializerOptions();
        Storage(json);
        // Whoever asks for the shape of a type may come before whoever writes one.
        json.MakeReadOnly(populateMissingResolver: true);
        return json;
    }

    // A jsonb has its members by length and then by bytes; sorting what comes in another order is a twentieth of a rebuild.
    private static void OrderAsKept(JsonTypeInfo type)
    {
        var place = 0;
        foreach (var member in type.Properties.OrderBy(member => Encoding.UTF8.GetByteCount(member.Name))
                     .ThenBy(member => member.Name, StringComparer.Ordinal).ToArray())
            member.Order = place++;
    }

    private static void WithoutEmpty(JsonTypeInfo type)
    {
        if (!type.Type.IsDefined(typeof(StoredWithoutEmptyAttribute), inherit: false))
            return;
        foreach (var member in type.Properties.Where(member =>
                     !member.PropertyType.IsValueType || Nullable.GetUnderlyingType(member.PropertyType) is not null))
            member.ShouldSerialize = static (_, value) => value is not (null or Array { Length: 0 });
    }

    // Areas and shares keep the scale in which they were written, and hash the same for ever: so they travel as text.
    private sealed class DecimalAsString : JsonConverter<decimal>, IPlainText<decimal>
    {
        private const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number && !HasExponent(ref reader) && reader.TryGetDecimal(out var number))
                return number;
            if (reader.TokenType == JsonTokenType.String && (IsPlain(ref reader)
                    ? decimal.TryParse(reader.ValueSpan, Form, CultureInfo.InvariantCulture, out var text)
                    : decimal.TryParse(reader.GetString(), Form, CultureInfo.InvariantCulture, out text)))
                return text;
            // Without a text of ours the serializer adds the path of the member.
            throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[IPlainText<decimal>.Longest];
            writer.WriteStringValue(text[..Format(value, text)]);
        }

        public int Format(decimal value, Span<byte> text)
        {
            value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
            return length;
        }

        private static bool HasExponent(ref Utf8JsonReader reader) =>
            reader.HasValueSequence ? reader.ValueSequence.ToArray().AsSpan().ContainsAny((byte)'e', (byte)'E')
            : reader.ValueSpan.ContainsAny((byte)'e', (byte)'E');
    }

    // What stands between the quotation marks is the text itself, in one piece.
    private static bool IsPlain(ref Utf8JsonReader reader) => !reader.HasValueSequence && !reader.ValueIsEscaped;

    // NodaTime's own failure quotes what it could not read, and a birth date must not reach a log. Dates and instants stand in every event
    // and card, so those of the usual form are read and written without a text between.
    private sealed class QuietDate : NodaConverterBase<LocalDate>, IPlainText<LocalDate>
    {
        private const int Length = 10;

        protected override LocalDate ReadJsonImpl(ref Utf8JsonReader reader, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException();
            if (IsPlain(ref reader) && reader.ValueSpan.Length == Length && reader.TryGetDateTime(out var day))
                return LocalDate.FromDateTime(day);
            return LocalDatePattern.Iso.Parse(reader.GetString()!) is { Success: true, Value: var date } ? date : throw new JsonException();
        }

        protected override void WriteJsonImpl(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[Length];
            if (Format(value, text) > 0)
                writer.WriteStringValue(text);
            else
                writer.WriteStringValue(LocalDatePattern.Iso.Format(value));
        }

        public int Format(LocalDate value, Span<byte> text) =>
            value.Year > 0 && value.ToDateOnly().TryFormat(text, out var length, "O", CultureInfo.InvariantCulture) ? length : 0;
    }

    // PostgreSQL renders timestamptz with an offset when it builds JSON itself; NodaTime alone would refuse that.
    private sealed class LenientInstant : NodaConverterBase<Instant>, IPlainText<Instant>
    {
        // 2025-07-01T00:00:00.1234567Z
        private const int Shortest = 20, Longest = 28;
        private static readonly Instant First = Instant.FromUtc(1, 1, 1, 0, 0);

        protected override Instant ReadJsonImpl(ref Utf8JsonReader reader, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && IsPlain(ref reader) && reader.ValueSpan is { Length: >= Shortest and <= Longest } plain
                && plain[^1] == 'Z' && reader.TryGetDateTimeOffset(out var at))
                return Instant.FromDateTimeOffset(at);
            var text = reader.GetString()!;
            var exact = InstantPattern.ExtendedIso.Parse(text);
            return exact.Success ? exact.Value : OffsetDateTimePattern.ExtendedIso.Parse(text).GetValueOrThrow().ToInstant();
        }

        protected override void WriteJsonImpl(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[Longest];
            if (Format(value, text) is > 0 and var length)
                writer.WriteStringValue(text[..length]);
            else
                writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
        }

        public int Format(Instant value, Span<byte> text)
        {
            if (value < First || Instant.FromUnixTimeTicks(value.ToUnixTimeTicks()) != value
                || !value.ToDateTimeUtc().TryFormat(text, out var length, "O", CultureInfo.InvariantCulture))
                return 0;
            length = text[..(length - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
            text[length] = (byte)'Z';
            return length + 1;
        }
    }
}

/// <summary>
/// Put on a record whose nulls and empty lists are left out where it is stored: a fifth of a clean card says nothing. Reading, it has to
/// take what is not there for null or empty.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StoredWithoutEmptyAttribute : Attribute;

/// <summary>A converter whose values are short texts that need no escaping; for whoever writes bytes without a writer between.</summary>
public interface IPlainText<in T>
{
    /// <summary>The most bytes that a text may have.</summary>
    const int Longest = 32;

    /// <summary>Writes the text, UTF-8, without quotation marks.</summary>
    /// <returns>Bytes that were written; 0 for a value that only the converter itself can write.</returns>
    int Format(T value, Span<byte> text);
}
