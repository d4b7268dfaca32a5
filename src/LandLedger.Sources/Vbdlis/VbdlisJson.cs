using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Vbdlis;

/// <summary>Reads one record of the JSON form: no deeper than allowed, no member twice, unknown members left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    MaxDepth = Depth,
    AllowDuplicateProperties = false,
    Converters = [typeof(VbdlisCellConverter)])]
[JsonSerializable(typeof(VbdlisRecord))]
internal sealed partial class VbdlisJson : JsonSerializerContext
{
    /// <summary>How deep a record may nest.</summary>
    public const int Depth = 32;
}

/// <summary>Text, number or truth value as a cell, so that it can be judged where it is understood.</summary>
internal sealed class VbdlisCellConverter : JsonConverter<RawCell>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override RawCell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => default,
        JsonTokenType.String => RawCell.OfText(0, reader.GetString()!),
        JsonTokenType.Number => Number(ref reader),
        JsonTokenType.True => new RawCell(0, CellKind.Bool, "TRUE", double.NaN, 0),
        JsonTokenType.False => new RawCell(0, CellKind.Bool, "FALSE", double.NaN, 0),
        _ => throw new JsonException(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RawCell value, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <summary>The number; one written with an exponent keeps its text, because digits may have been lost before.</summary>
    private static RawCell Number(ref Utf8JsonReader reader)
    {
        var written = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        var exponent = written.IndexOfAny((byte)'e', (byte)'E') >= 0 ? Encoding.UTF8.GetString(written) : null;
        return reader.TryGetDouble(out var number) && double.IsFinite(number)
            ? new RawCell(0, CellKind.Number, exponent, number, 0)
            : throw new JsonException();
    }
}
