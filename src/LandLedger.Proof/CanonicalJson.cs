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
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        using var writer = new CanonicalWriter(ofEvent: false);
        return Guarded(json, writer, static (json, writer) => writer.Of(json).ToArray());
    }

    /// <summary>
    /// The canonical form of what an event carries. Stricter than RFC 8785, so that no two stored values look alike: numbers are whole
    /// and within ±(2^53 − 1), at most 32 levels deep, at most 256 KiB, no U+0000.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="FormatException">Outside the profile; the text says what, never which value.</exception>
    public static byte[] OfEvent(ReadOnlySpan<byte> json)
    {
        using var writer = new CanonicalWriter(ofEvent: true);
        return Guarded(json, writer, static (json, writer) => writer.Of(json).ToArray());
    }

    /// <summary>SHA-256 of the canonical form of what an event carries.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public static byte[] HashOfEvent(ReadOnlySpan<byte> json)
    {
        using var writer = new CanonicalWriter(ofEvent: true);
        return HashOfEvent(json, writer);
    }

    /// <summary>The same, in the memory of a writer.</summary>
    internal static byte[] HashOfEvent(ReadOnlySpan<byte> json, CanonicalWriter writer) =>
        Guarded(json, writer, static (json, writer) => Sha256.Of(writer.Of(json)));

    /// <summary>Makes something of the JSON of an event or of any, and of what the reader throws an exception that quotes nothing.</summary>
    internal static byte[] Guarded<T>(ReadOnlySpan<byte> json, T with, Func<ReadOnlySpan<byte>, T, byte[]> made)
    {
        try
        {
            return made(json, with);
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
