using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LandLedger.Proof;

/// <summary>The two hashes under which an event stands in the log.</summary>
public static class EventHashes
{
    /// <summary>Name of the header that carries the origin signature; it signs the other provenance and so is not part of it.</summary>
    public const string OriginHeader = "origin";

    /// <summary>SHA-256 of the canonical content of an event.</summary>
    /// <param name="data">JSON as stored, UTF-8.</param>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public static byte[] OfPayload(ReadOnlySpan<byte> data) => CanonicalJson.HashOfEvent(data);

    /// <summary>SHA-256 of the canonical provenance: who, in what role, from where, why, and what belongs together.</summary>
    /// <param name="actor">Subject of whoever acted.</param>
    /// <param name="correlation">What belongs together; null where there is none.</param>
    /// <param name="causation">What it follows from; null where there is none.</param>
    /// <param name="headers">JSON object of the further provenance as stored, UTF-8; empty where there is none.</param>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public static byte[] OfProvenance(string? actor, string? correlation, string? causation, ReadOnlySpan<byte> headers) =>
        System.Security.Cryptography.SHA256.HashData(Provenance(actor, correlation, causation, headers));

    /// <summary>The canonical provenance that <see cref="OfProvenance"/> hashes.</summary>
    /// <inheritdoc cref="OfProvenance"/>
    public static byte[] Provenance(string? actor, string? correlation, string? causation, ReadOnlySpan<byte> headers)
    {
        using var written = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            WriteText(json, "actor", actor);
            WriteText(json, "causation", causation);
            WriteText(json, "correlation", correlation);
            json.WritePropertyName("headers");
            WriteHeaders(json, headers);
            json.WriteEndObject();
        }

        return CanonicalJson.OfEvent(written.GetBuffer().AsSpan(0, (int)written.Length));
    }

    /// <summary>The origin signature among the headers of an event.</summary>
    /// <param name="headers">JSON object as stored, UTF-8; empty where there is none.</param>
    /// <returns>Null when there is none or it is not a text.</returns>
    public static string? Origin(ReadOnlySpan<byte> headers)
    {
        if (headers.IsEmpty || headers.IndexOf("\"origin\""u8) < 0)
            return null;
        try
        {
            var reader = new Utf8JsonReader(headers);
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(OriginHeader))
                    continue;
                return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // What cannot be read carries no signature.
        }

        return null;
    }

    private static void WriteHeaders(Utf8JsonWriter json, ReadOnlySpan<byte> headers)
    {
        if (!Utf8.IsValid(headers))
            throw new FormatException("The provenance is not UTF-8.");
        json.WriteStartObject();
        if (!headers.IsEmpty && !headers.SequenceEqual("null"u8))
        {
            try
            {
                using var parsed = JsonDocument.Parse(Encoding.UTF8.GetString(headers));
                foreach (var header in parsed.RootElement.EnumerateObject())
                {
                    if (header.Name != OriginHeader)
                        header.WriteTo(json);
                }
            }
            catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
            {
                throw new FormatException("The provenance is not a JSON object.");
            }
        }

        json.WriteEndObject();
    }

    // Neither the JSON writer nor the decoder refuses what is not Unicode: both put U+FFFD in its place, and so make two texts one.
    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0)];
        if (Utf8.FromUtf16(text, bytes, out _, out var length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
            throw new FormatException("A text that is not Unicode.");
        json.WriteString(name, bytes.AsSpan(0, length));
    }
}
