using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LandLedger.Proof;

/// <summary>Writes one JSON value in canonical form. Members are written as they come and put in order when their object ends.</summary>
internal sealed class CanonicalWriter(int length, bool wholeNumbers)
{
    private byte[] written = new byte[Math.Max(length, 64)];
    private byte[] moved = [];
    private int end;

    public byte[] Write(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = CanonicalJson.MostDepth });
        reader.Read();
        Value(ref reader);
        if (reader.Read())
            throw new FormatException("More than one value.");
        return written[..end];
    }

    private void Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Members(ref reader);
                break;
            case JsonTokenType.StartArray:
                Items(ref reader);
                break;
            case JsonTokenType.String:
                Text(ref reader);
                break;
            case JsonTokenType.Number:
                Number(ref reader);
                break;
            default:
                Bytes(reader.ValueSpan);
                break;
        }
    }

    private void Items(ref Utf8JsonReader reader)
    {
        Byte((byte)'[');
        for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (!first)
                Byte((byte)',');
            Value(ref reader);
        }

        Byte((byte)']');
    }

    private void Members(ref Utf8JsonReader reader)
    {
        Byte((byte)'{');
        var start = end;
        List<Member>? members = null;
        var sorted = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            members ??= [];
            var name = reader.GetString()!;
            if (members.Count > 0)
            {
                sorted &= string.CompareOrdinal(members[^1].Name, name) < 0;
                Byte((byte)',');
            }

            var from = end;
            Text(ref reader);
            Byte((byte)':');
            reader.Read();
            Value(ref reader);
            members.Add(new(name, from, end - from));
        }

        if (!sorted)
            Sort(members!, start);
        Byte((byte)'}');
    }

    // By UTF-16 code units, as RFC 8785 3.2.3 asks.
    private void Sort(List<Member> members, int start)
    {
        members.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        if (moved.Length < end - start)
            moved = new byte[Math.Max(end - start, 2 * moved.Length)];
        var at = 0;
        for (var member = 0; member < members.Count; member++)
        {
            if (member > 0)
            {
                if (members[member].Name == members[member - 1].Name)
                    throw new FormatException("A member twice in one object.");
                moved[at++] = (byte)',';
            }

            written.AsSpan(members[member].From, members[member].Length).CopyTo(moved.AsSpan(at));
            at += members[member].Length;
        }

        moved.AsSpan(0, at).CopyTo(written.AsSpan(start));
    }

    private void Text(ref Utf8JsonReader reader)
    {
        Byte((byte)'"');
        if (!reader.ValueIsEscaped)
        {
            // Without escapes the text holds nothing that would need one.
            if (!Utf8.IsValid(reader.ValueSpan))
                throw new FormatException("A text that is not Unicode.");
            Bytes(reader.ValueSpan);
        }
        else
        {
            Escaped(reader.GetString()!);
        }

        Byte((byte)'"');
    }

    private void Escaped(string text)
    {
        Span<byte> rune = stackalloc byte[4];
        foreach (var letter in text.EnumerateRunes())
        {
            switch (letter.Value)
            {
                case 0 when wholeNumbers:
                    throw new FormatException("U+0000 in a text.");
                case '"' or '\\':
                    Byte((byte)'\\');
                    Byte((byte)letter.Value);
                    break;
                case '\b' or '\t' or '\n' or '\f' or '\r':
                    Byte((byte)'\\');
                    Byte(letter.Value switch
                    {
                        '\b' => (byte)'b', '\t' => (byte)'t', '\n' => (byte)'n', '\f' => (byte)'f', _ => (byte)'r',
                    });
                    break;
                case < 0x20:
                    Bytes(Encoding.ASCII.GetBytes($"\\u{letter.Value:x4}"));
                    break;
                default:
                    Bytes(rune[..letter.EncodeToUtf8(rune)]);
                    break;
            }
        }
    }

    private void Number(ref Utf8JsonReader reader)
    {
        if (wholeNumbers)
        {
            var plain = reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;
            if (!plain || !reader.TryGetInt64(out var whole) || whole is > CanonicalJson.MostNumber or < -CanonicalJson.MostNumber
                || (whole == 0 && reader.ValueSpan.Length > 1))
                throw new FormatException("A number that is not whole or not within ±(2^53 − 1).");
            Bytes(reader.ValueSpan);
            return;
        }

        if (!reader.TryGetDouble(out var number) || !double.IsFinite(number))
            throw new FormatException("A number beyond a double.");
        Bytes(Encoding.ASCII.GetBytes(EcmaNumber.Of(number)));
    }

    private void Byte(byte one)
    {
        if (end == written.Length)
            Grow(1);
        written[end++] = one;
    }

    private void Bytes(ReadOnlySpan<byte> some)
    {
        if (written.Length - end < some.Length)
            Grow(some.Length);
        some.CopyTo(written.AsSpan(end));
        end += some.Length;
    }

    private void Grow(int by) => Array.Resize(ref written, Math.Max(2 * written.Length, end + by));

    private readonly record struct Member(string Name, int From, int Length);
}
