using System.Text.Json.Nodes;

namespace LandLedger.Plots;

/// <summary>
/// How forms in which events of plots were once stored become today's. Each stays for ever, with a sample in the tests, for what is
/// stored is never rewritten.
/// </summary>
public static class PlotEventsOnceStored
{
    private const string Held = "held ", Arrow = " -> ";

    /// <summary>
    /// <c>ConflictFound.Moved</c> was a list of texts such as <c>VNPT-iLIS 241 -> 242</c>, which nobody could take apart again for
    /// certain: an address may hold an arrow, too. The event itself says what comes after the arrow, so this can.
    /// </summary>
    public static void MovesInWords(JsonObject found)
    {
        if (found["moved"] is JsonArray { Count: > 0 } moved && moved[0] is JsonValue)
            found["moved"] = new JsonArray([.. moved.Select(words => Taken(words!.GetValue<string>(), found))]);
    }

    private static JsonObject Taken(string words, JsonObject found)
    {
        var held = words.StartsWith(Held, StringComparison.Ordinal);
        var side = found[held ? "held" : "offered"]!;
        var start = held ? Held.Length : side["source"]!.GetValue<string>().Length + 1;
        var to = side["value"]?.GetValue<string>();
        if (!words.EndsWith(Arrow + to, StringComparison.Ordinal))
            throw new FormatException("A conflict says that a side moved to another value than the one it names.");
        return new()
        {
            ["side"] = held ? "held" : "offered",
            ["from"] = words[start..^(Arrow.Length + (to?.Length ?? 0))] is { Length: > 0 } from ? from : null,
            ["to"] = to,
        };
    }
}
