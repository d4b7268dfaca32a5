using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LandLedger.Replay;

/// <summary>One place in which two JSON documents differ.</summary>
/// <param name="Path">
/// Where: <c>holders[0].share</c>, or <c>holders[holderId=…].share</c> where items are told apart by a member. Empty for the whole document.
/// </param>
/// <param name="Left">What the left document has there, as compact JSON; null when it has nothing (<c>null</c> as text is a JSON null).</param>
/// <param name="Right">What the right document has there, likewise.</param>
public sealed record JsonDifference(string Path, string? Left, string? Right)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Where two documents differ. Members are compared by name in whatever order they stand, and listed in the order of their names;
    /// strings by their characters, however escaped; numbers as they are written, so that <c>1.0</c> is not <c>1</c>. A value that only one
    /// side has is listed once, as a whole; a member that is null or an empty list says no more than one that is not there.
    /// </summary>
    /// <param name="left">A JSON document, UTF-8.</param>
    /// <param name="right">Another one.</param>
    /// <param name="identities">
    /// Members that tell items of a list apart, such as <c>holderId</c>. Items of two lists that all have one of them, each with a value
    /// of its own, are compared with their like wherever they stand; that they stand in another order is then no difference. Items of
    /// other lists are compared by their place.
    /// </param>
    /// <exception cref="JsonException">One of them is no JSON.</exception>
    public static IReadOnlyList<JsonDifference> Between(
        ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right, IReadOnlyList<string>? identities = null)
    {
        if (left.Span.SequenceEqual(right.Span))
            return [];
        using var one = JsonDocument.Parse(left);
        using var other = JsonDocument.Parse(right);
        var found = new List<JsonDifference>();
        new Comparison(found, identities ?? []).Values("", one.RootElement, other.RootElement);
        return found;
    }

    private sealed class Comparison(List<JsonDifference> found, IReadOnlyList<string> identities)
    {
        public void Values(string path, JsonElement? left, JsonElement? right)
        {
            if (left is not { } one || right is not { } other || one.ValueKind != other.ValueKind)
                found.Add(new(path, Text(left), Text(right)));
            else if (one.ValueKind == JsonValueKind.Object)
                Objects(path, one, other);
            else if (one.ValueKind == JsonValueKind.Array)
                Arrays(path, one, other);
            else if (!Same(one, other))
                found.Add(new(path, Text(one), Text(other)));
        }

        private void Objects(string path, JsonElement left, JsonElement right)
        {
            var names = left.EnumerateObject().Concat(right.EnumerateObject()).Select(member => member.Name).Distinct()
                .Order(StringComparer.Ordinal);
            foreach (var name in names)
            {
                var (one, other) = (Member(left, name), Member(right, name));
                if (!SaysNothing(one) || !SaysNothing(other))
                    Values(path.Length == 0 ? name : $"{path}.{name}", one, other);
            }
        }

        private void Arrays(string path, JsonElement left, JsonElement right)
        {
            if (IdentityOf(left, right) is { } identity)
            {
                var (ours, theirs) = (ById(left, identity), ById(right, identity));
                foreach (var id in ours.Keys.Concat(theirs.Keys.Where(id => !ours.ContainsKey(id))))
                    Values($"{path}[{identity}={id}]", Item(ours, id), Item(theirs, id));
                return;
            }

            for (var at = 0; at < Math.Max(left.GetArrayLength(), right.GetArrayLength()); at++)
                Values($"{path}[{at}]", Item(left, at), Item(right, at));
        }

        private string? IdentityOf(JsonElement left, JsonElement right)
        {
            foreach (var identity in identities)
            {
                if (left.GetArrayLength() + right.GetArrayLength() > 0 && Tells(left, identity) && Tells(right, identity))
                    return identity;
            }

            return null;
        }

        private static bool Tells(JsonElement items, string identity)
        {
            var seen = new HashSet<string>();
            foreach (var item in items.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(identity, out var id)
                    || id.ValueKind != JsonValueKind.String || !seen.Add(id.GetString()!))
                    return false;
            }

            return true;
        }

        private static OrderedDictionary<string, JsonElement> ById(JsonElement items, string identity)
        {
            var byId = new OrderedDictionary<string, JsonElement>();
            foreach (var item in items.EnumerateArray())
                byId.Add(item.GetProperty(identity).GetString()!, item);
            return byId;
        }

        private static bool SaysNothing(JsonElement? member) => member is not { } there || there.ValueKind == JsonValueKind.Null
            || (there.ValueKind == JsonValueKind.Array && there.GetArrayLength() == 0);

        private static JsonElement? Member(JsonElement of, string name) => of.TryGetProperty(name, out var member) ? member : null;

        private static JsonElement? Item(JsonElement items, int at) => at < items.GetArrayLength() ? items[at] : null;

        private static JsonElement? Item(OrderedDictionary<string, JsonElement> items, string id) =>
            items.TryGetValue(id, out var item) ? item : null;

        private static bool Same(JsonElement left, JsonElement right) => left.ValueKind switch
        {
            JsonValueKind.String => left.ValueEquals(right.GetString()),
            JsonValueKind.Number => left.GetRawText() == right.GetRawText(),
            _ => true,
        };

        private static string? Text(JsonElement? value)
        {
            if (value is not { } some)
                return null;
            var text = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(text, Compact))
                some.WriteTo(writer);
            return Encoding.UTF8.GetString(text.WrittenSpan);
        }
    }
}
