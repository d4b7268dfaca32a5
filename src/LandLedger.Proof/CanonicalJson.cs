using System.Security.Cryptography;
using System.Text.Json;

namespace LandLedger.Proof;

/// <summary>
/// JSON in the one form that is hashed: RFC 8785 (JCS). The same value gives the same bytes whoever wrote it and whichever database it
/// passed through.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The most bytes an event's data or provenance may have.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>The most levels that objects and arrays of an event may be nested.</summary>
    public const int MostDepth = 32;

    /// <summary>The largest whole number, and its negative the smallest, that an event may carry: 2^53 − 1.</summary>
    public const long MostNumber = (1L << 53) - 1;

    /// <summary>The canonical form of any JSON text (RFC 8785).</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="FormatException">Not JSON, a member twice in one object, a lone surrogate, or a number beyond a double.</exception>
    public static byte[] Of(ReadOnlySpan<byte> json) => Guarded(json, static (writer, json) => writer.Of(json).ToArray(), ofEvent: false);

    /// <summary>
    /// The canonical form of what an event carries. Stricter than RFC 8785, so that no two stored values look alike: numbers are whole
    /// and within ±(2^53 − 1), at most 32 levels deep, at most 256 KiB, no U+0000.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="FormatException">Outside the profile; the text says what, never which value.</exception>
    public static byte[] OfEvent(ReadOnlySpan<byte> json) => Guarded(json, static (writer, json) => writer.Of(json).ToArray());

    /// <summary>SHA-256 of the canonical form of what an event carries.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public static byte[] HashOfEvent(ReadOnlySpan<byte> json) => Guarded(json, static (writer, json) => SHA256.HashData(writer.Of(json)));

    /// <summary>Makes something of JSON, and of what the reader throws an exception that quotes nothing.</summary>
    internal static byte[] Guarded(ReadOnlySpan<byte> json, Func<CanonicalWriter, ReadOnlySpan<byte>, byte[]> made, bool ofEvent = true)
    {
        if (ofEvent && json.Length > MostBytes)
            throw new FormatException($"More than {MostBytes} bytes.");
        using var writer = new CanonicalWriter(ofEvent);
        try
        {
            return made(writer, json);
        }
        catch (JsonException malformed)
        {
            // The reader's own text may quote what it read.
            throw new FormatException($"Not JSON, near byte {malformed.BytePositionInLine}.");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("A text that is not Unicode.");
        }
    }
}
