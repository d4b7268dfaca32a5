using System.Text;
using System.Text.Json;

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

    /// <summary>The same, in the memory of a writer.</summary>
    internal static byte[] PayloadHash(ReadOnlySpan<byte> data, CanonicalWriter writer) => CanonicalJson.HashOfEvent(data, writer);

    /// <summary>SHA-256 of the canonical provenance: who, in what role, from where, why, and what belongs together.</summary>
    /// <param name="actor">Subject of whoever acted.</param>
    /// <param name="correlation">What belongs together; null where there is none.</param>
    /// <param name="causation">What it follows from; null where there is none.</param>
    /// <param name="headers">JSON object of the further provenance as stored, UTF-8; empty where there is none.</param>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public static byte[] OfProvenance(string? actor, string? correlation, string? causation, ReadOnlySpan<byte> headers)
    {
        using var writer = new CanonicalWriter(ofEvent: true);
        return ProvenanceHash(actor, correlation, causation, headers, writer);
    }

    /// <summary>The same, in the memory of a writer.</summary>
    internal static byte[] ProvenanceHash(
        string? actor, string? correlation, string? causation, ReadOnlySpan<byte> headers, CanonicalWriter writer) =>
        CanonicalJson.Guarded(headers, (writer, actor, correlation, causation), static (json, with) => Sha256.Of(Written(json, with)));

    /// <summary>The canonical provenance that <see cref="OfProvenance"/> hashes.</summary>
    /// <inheritdoc cref="OfProvenance"/>
    public static byte[] Provenance(string? actor, string? correlation, string? causation, ReadOnlySpan<byte> headers)
    {
        using var writer = new CanonicalWriter(ofEvent: true);
        return CanonicalJson.Guarded(headers, (writer, actor, correlation, causation), static (json, with) => Written(json, with).ToArray());
    }

    /// <summary>The origin signature among the headers of an event.</summary>
    /// <param name="headers">JSON object as stored, UTF-8; empty where there is none.</param>
    /// <returns>Null when there is none or it is not a text.</returns>
    public static string? Origin(ReadOnlySpan<byte> headers) =>
        TryOrigin(headers, out var origin) ? Encoding.UTF8.GetString(origin) : null;

    /// <summary>The origin signature among the headers of an event, UTF-8.</summary>
    /// <returns>Whether there is one that is a text.</returns>
    internal static bool TryOrigin(ReadOnlySpan<byte> headers, out ReadOnlySpan<byte> origin)
    {
        origin = default;
        if (!MayCarryOrigin(headers))
            return false;
        try
        {
            var reader = new Utf8JsonReader(headers);
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(OriginHeader))
                    continue;
                if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                    return false;
                origin = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
                return true;
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // What cannot be read carries no signature.
        }

        return false;
    }

    /// <summary>Whether there may be an origin signature among the headers.</summary>
    internal static bool MayCarryOrigin(ReadOnlySpan<byte> headers) => headers.IndexOf("\"origin\""u8) >= 0;

    private static ReadOnlySpan<byte> Written(
        scoped ReadOnlySpan<byte> headers, (CanonicalWriter Writer, string? Actor, string? Correlation, string? Causation) with) =>
        with.Writer.Of([("actor", with.Actor), ("causation", with.Causation), ("correlation", with.Correlation)], "headers",
            headers.IsEmpty || headers.SequenceEqual("null"u8) ? "{}"u8 : headers, OriginHeader);
}
