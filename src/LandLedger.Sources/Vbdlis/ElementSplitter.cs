using System.Globalization;
using System.Text.Json;

namespace LandLedger.Sources.Vbdlis;

/// <summary>Where a record stands in its file.</summary>
internal readonly record struct ElementPlace(long Offset, int Length, int Ordinal);

/// <summary>
/// Cuts the array of records out of a JSON file, one record after the other, so that a bad one does not end the reading. Holds
/// one record at a time, however large the file.
/// </summary>
internal sealed class ElementSplitter
{
    /// <summary>The largest record, in bytes; a larger one is passed over.</summary>
    public const int LargestElement = 1 << 20;

    // A record may nest as deep as it likes here: each is judged on its own.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = LargestElement };
    private static readonly string[] ArrayNames = ["data", "value", "items", "rows", "result", "GiayChungNhan", "ListGiayChungNhan"];

    private readonly Stream stream;
    private byte[] buffer;
    private JsonReaderState state = new(Options);
    private long bufferOffset;
    private long nextRead;
    private int start;
    private int filled;
    private bool final;
    private int ordinal;

    /// <param name="seekable">The file; may be read elsewhere in between.</param>
    /// <param name="bufferBytes">First size of the buffer.</param>
    public ElementSplitter(Stream seekable, int bufferBytes = 1 << 17)
    {
        stream = seekable;
        buffer = new byte[Math.Max(bufferBytes, 4)];
        while (!final && filled < 4)
            Fill();
        if (filled == 0)
            throw new UnreadableFile("file-empty");
        if (buffer.AsSpan(0, filled).StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            start = 3;
        Open();
    }

    /// <summary>The bytes of the record, valid until the next.</summary>
    public ReadOnlyMemory<byte> Element { get; private set; }

    /// <summary>Where the record stands.</summary>
    public ElementPlace Place { get; private set; }

    /// <summary>True if the record was larger than <see cref="LargestElement"/>; then there are no bytes of it.</summary>
    public bool TooLarge { get; private set; }

    /// <summary>Goes to the next record; false at the end of the file.</summary>
    /// <exception cref="UnreadableFile">The syntax is broken, or the file is cut off: nothing sound is behind that place.</exception>
    public bool Next()
    {
        TooLarge = false;
        while (true)
        {
            var reader = Reader();
            try
            {
                if (reader.Read())
                {
                    if (reader.TokenType == JsonTokenType.EndArray)
                    {
                        Advance(reader);
                        ReadRest();
                        return false;
                    }

                    var at = start + (int)reader.TokenStartIndex;
                    if (reader.TrySkip())
                    {
                        Take(at, start + (int)reader.BytesConsumed - at);
                        Advance(reader);
                        return true;
                    }
                }
            }
            catch (JsonException e)
            {
                throw Broken(e);
            }

            if (filled - start > LargestElement)
            {
                PassOver();
                return true;
            }

            Fill();
        }
    }

    private void Take(int at, int length)
    {
        ordinal++;
        Place = new ElementPlace(bufferOffset + at, length, ordinal);
        TooLarge = length > LargestElement;
        Element = TooLarge ? default : buffer.AsMemory(at, length);
    }

    /// <summary>Finds the array of records: the root, or a member of a known name.</summary>
    private void Open()
    {
        var name = "";
        while (ReadToken(out var type, out var depth, ref name))
        {
            if (type == JsonTokenType.StartArray)
            {
                if (depth == 0 || ArrayNames.Contains(name))
                    return;
                SkipTo(depth);
            }
            else if (type != JsonTokenType.PropertyName)
            {
                name = "";
            }
        }

        throw new UnreadableFile("records-not-found");
    }

    private void ReadRest()
    {
        var name = "";
        while (ReadToken(out _, out _, ref name))
        {
            // What stands behind the records is not read, but it has to be whole.
        }
    }

    private void PassOver()
    {
        var place = new ElementPlace(bufferOffset + start, -1, ++ordinal);
        var name = "";
        if (ReadToken(out var type, out var depth, ref name) && type is (JsonTokenType.StartObject or JsonTokenType.StartArray))
            SkipTo(depth);
        (Place, TooLarge, Element) = (place, true, default);
    }

    private void SkipTo(int depth)
    {
        var name = "";
        while (ReadToken(out var type, out var at, ref name))
        {
            if (at == depth && type is (JsonTokenType.EndObject or JsonTokenType.EndArray))
                return;
        }
    }

    private bool ReadToken(out JsonTokenType type, out int depth, ref string name)
    {
        while (true)
        {
            var reader = Reader();
            try
            {
                if (reader.Read())
                {
                    (type, depth) = (reader.TokenType, reader.CurrentDepth);
                    if (type == JsonTokenType.PropertyName)
                        name = reader.ValueSpan.Length <= 32 ? reader.GetString()! : "";
                    Advance(reader);
                    return true;
                }
            }
            catch (JsonException e)
            {
                throw Broken(e);
            }

            if (final)
            {
                (type, depth) = (JsonTokenType.None, 0);
                return false;
            }

            Fill();
        }
    }

    private Utf8JsonReader Reader() => new(buffer.AsSpan(start, filled - start), final, state);

    private void Advance(in Utf8JsonReader reader)
    {
        start += (int)reader.BytesConsumed;
        state = reader.CurrentState;
    }

    private void Fill()
    {
        if (final)
            throw new UnreadableFile("file-truncated", Position());
        if (start > 0)
        {
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            bufferOffset += start;
            (start, filled) = (0, filled - start);
        }

        if (filled == buffer.Length)
        {
            // One token larger than any record: there is no way to pass over it in little memory.
            if (buffer.Length > 2 * LargestElement)
                throw new UnreadableFile("record-too-large", Position());
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        stream.Position = nextRead;
        var n = stream.Read(buffer, filled, buffer.Length - filled);
        nextRead += n;
        filled += n;
        final = n == 0;
    }

    /// <summary>A file that is sound as far as it goes was cut off; any other is broken.</summary>
    private UnreadableFile Broken(JsonException e)
    {
        var isCut = final;
        var reader = new Utf8JsonReader(buffer.AsSpan(start, filled - start), false, state);
        try
        {
            while (isCut && reader.Read())
            {
                // To the end, or to where it breaks.
            }
        }
        catch (JsonException)
        {
            isCut = false;
        }

        var line = string.Create(CultureInfo.InvariantCulture, $", line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}");
        return new UnreadableFile(isCut ? "file-truncated" : "json-malformed", Position() + line);
    }

    private string Position() => string.Create(CultureInfo.InvariantCulture, $"record {ordinal + 1}, byte {bufferOffset + start}");
}
