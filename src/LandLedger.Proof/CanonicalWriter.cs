using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LandLedger.Proof;

/// <summary>
/// Writes one JSON value in canonical form. Members are written as they come and put in order when their object ends. The memory is
/// lent: an event costs no more than its bytes.
/// </summary>
/// <param name="ofEvent">Whether the profile of events holds.</param>
internal sealed class CanonicalWriter(bool ofEvent) : IDisposable
{
    private static readonly SearchValues<char> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);
    private byte[] written = ArrayPool<byte>.Shared.Rent(1024);
    private byte[] moved = ArrayPool<byte>.Shared.Rent(1024);
    private Member[] members = ArrayPool<Member>.Shared.Rent(32);
    private Comparison<Member>? compare;
    private int end;
    private int open;

    /// <summary>The canonical form of a JSON text; valid until the next.</summary>
    /// <param name="json">UTF-8.</param>
    public ReadOnlySpan<byte> Of(scoped ReadOnlySpan<byte> json)
    {
        (end, open) = (0, 0);
        var reader = Reader(json, CanonicalJson.MostDepth);
        reader.Read();
        Value(ref reader);
        End(ref reader);
        return written.AsSpan(0, end);
    }

    /// <summary>The canonical form of an object with some texts and, as its last member, an object given as JSON; valid until the next.</summary>
    /// <param name="texts">Names, of ASCII letters and in order, and what they say.</param>
    /// <param name="name">Of the last member; behind the others in order.</param>
    /// <param name="json">The object, UTF-8.</param>
    /// <param name="without">A member of it that is left out.</param>
    public ReadOnlySpan<byte> Of(
        scoped ReadOnlySpan<(string Name, string? Text)> texts, string name, scoped ReadOnlySpan<byte> json, string without)
    {
        (end, open) = (0, 0);
        Byte((byte)'{');
        foreach (var (of, text) in texts)
        {
            Named(of);
            Byte((byte)'"');
            Escaped(IsUnicode(text ?? "") ? text ?? "" : throw new FormatException("A text that is not Unicode."));
            Bytes("\","u8);
        }

        Named(name);
        var reader = Reader(json, CanonicalJson.MostDepth - 1);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("Not a JSON object.");
        Members(ref reader, without);
        Byte((byte)'}');
        End(ref reader);
        return written.AsSpan(0, end);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(written);
        ArrayPool<byte>.Shared.Return(moved);
        ArrayPool<Member>.Shared.Return(members);
    }

    // Texts without escapes are taken over as they stand, and the reader does not look whether they are Unicode.
    private Utf8JsonReader Reader(ReadOnlySpan<byte> json, int depth)
    {
        if (ofEvent && json.Length > CanonicalJson.MostBytes)
            throw new FormatException($"More than {CanonicalJson.MostBytes} bytes.");
        return Utf8.IsValid(json) ? new(json, new() { MaxDepth = depth }) : throw new FormatException("A text that is not Unicode.");
    }

    private static void End(ref Utf8JsonReader reader)
    {
        if (reader.Read())
            throw new FormatException("More than one value.");
    }

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\ud800', '\udfff') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var read) != OperationStatus.Done)
                return false;
            text = text[(at + read)..];
        }

        return true;
    }

    private void Named(string name)
    {
        Byte((byte)'"');
        foreach (var letter in name)
            Byte((byte)letter);
        Bytes("\":"u8);
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

    private void Members(ref Utf8JsonReader reader, string? without = null)
    {
        Byte((byte)'{');
        var (start, first) = (end, open);
        var sorted = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (without is not null && reader.ValueTextEquals(without))
            {
                reader.Skip();
                continue;
            }

            if (open > first)
                Byte((byte)',');
            var from = end;
            // Names are compared as they stand where no letter of them is written in another way or beyond ASCII.
            var name = reader.ValueIsEscaped || !Ascii.IsValid(reader.ValueSpan) ? reader.GetString() : null;
            Text(ref reader);
            var member = new Member(name, from + 1, end - from - 2, 0);
            Byte((byte)':');
            reader.Read();
            Value(ref reader);
            sorted = sorted && (open == first || Compare(members[open - 1], member) < 0);
            if (open == members.Length)
                Larger(ref members, 2 * open, open);
            members[open++] = member with { Length = end - from };
        }

        if (!sorted)
            Sort(members.AsSpan(first, open - first), start);
        open = first;
        Byte((byte)'}');
    }

    private void Sort(Span<Member> some, int start)
    {
        some.Sort(compare ??= Compare);
        if (moved.Length < end - start)
            Larger(ref moved, end - start, 0);
        var at = 0;
        for (var place = 0; place < some.Length; place++)
        {
            var member = some[place];
            if (place > 0)
            {
                if (Compare(some[place - 1], member) == 0)
                    throw new FormatException("A member twice in one object.");
                moved[at++] = (byte)',';
            }

            written.AsSpan(member.Name - 1, member.Length).CopyTo(moved.AsSpan(at));
            at += member.Length;
        }

        moved.AsSpan(0, at).CopyTo(written.AsSpan(start));
    }

    // By UTF-16 code units, as RFC 8785 3.2.3 asks; of ASCII these are the bytes.
    private int Compare(Member one, Member other) => one.Other is null && other.Other is null
        ? Plain(one).SequenceCompareTo(Plain(other))
        : string.CompareOrdinal(one.Other ?? Encoding.ASCII.GetString(Plain(one)), other.Other ?? Encoding.ASCII.GetString(Plain(other)));

    private ReadOnlySpan<byte> Plain(Member member) => written.AsSpan(member.Name, member.NameLength);

    private void Text(ref Utf8JsonReader reader)
    {
        Byte((byte)'"');
        if (reader.ValueIsEscaped)
            Escaped(reader.GetString()!);
        else
            // Without escapes the text holds nothing that would need one.
            Bytes(reader.ValueSpan);
        Byte((byte)'"');
    }

    private void Escaped(string text)
    {
        if (!text.AsSpan().ContainsAny(Special) && Ascii.IsValid(text))
        {
            if (written.Length - end < text.Length)
                Grow(text.Length);
            end += Encoding.ASCII.GetBytes(text, written.AsSpan(end));
            return;
        }

        Span<byte> rune = stackalloc byte[4];
        foreach (var letter in text.EnumerateRunes())
        {
            switch (letter.Value)
            {
                case 0 when ofEvent:
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
        if (ofEvent)
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

    private void Grow(int by) => Larger(ref written, end + by, end);

    private static void Larger<T>(ref T[] some, int needed, int kept)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, 2 * some.Length));
        some.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<T>.Shared.Return(some);
        some = larger;
    }

    // Other: the name, where it is compared otherwise than as it stands. Name, NameLength: where it stands. Length: of the whole member.
    private readonly record struct Member(string? Other, int Name, int NameLength, int Length);
}
