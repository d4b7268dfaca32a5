using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;

namespace LandLedger.Tests.Plumbing;

/// <summary>A plot on which every route has something to do, and a good body for each route that takes JSON.</summary>
public sealed record EveryRoute(string Plot, string Version, string Holder, string Conflict)
{
    /// <summary>Registers, records a holder, lets a conflict be found.</summary>
    public static async Task<EveryRoute> MakeAsync(LedgerHost ledger)
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1);
        var conflict = Guid.CreateVersion7();
        await ledger.Happened(plot, new LandLedger.Plots.ConflictFound(
            conflict, "areaSquareMetres", new("240.5", "ledger", null), new("240.9", "VNPT-iLIS", null)));
        return new(plot, "\"3\"", holder, conflict.ToString());
    }

    /// <summary>Each route with a body that it takes. The role that may call it comes first.</summary>
    public IEnumerable<(string Role, string Path, JsonObject Body)> All()
    {
        var of = $"/api/v1/plots/{Plot}";
        yield return ("registrar", "/api/v1/plots", Parsed(Calls.Registration(Calls.NewPlotNumber())));
        yield return ("registrar", $"{of}/corrections", Parsed(Calls.AreaCorrection()));
        yield return ("registrar", $"{of}/holders",
            Parsed(Calls.Holder("Trần Văn Minh", "068085000002", "1/1", "1985-02-01", "male")
            .Replace("owner\",", "member\",", StringComparison.Ordinal)));
        yield return ("registrar", $"{of}/holders/{Holder}/removal",
            Parsed("""{"reason":"sold","instrument":"BA 123456","effectiveOn":"2025-10-03"}"""));
        yield return ("registrar", $"{of}/holders/{Holder}/match", Parsed("""{"reason":"check"}"""));
        yield return ("registrar", $"{of}/holders/{Holder}/unmatch", Parsed("""{"reason":"check"}"""));
        yield return ("registrar", $"{of}/conflicts/{Conflict}/proposal", Parsed("""{"choice":"held","reason":"the paper says so"}"""));
        yield return ("approver", $"{of}/conflicts/{Conflict}/approval", Parsed("""{"choice":"held","reason":"so be it"}"""));
        yield return ("registrar", $"{of}/conflicts/{Conflict}/reopening", Parsed("""{"reason":"new paper"}"""));
        yield return ("registrar", $"{of}/sync", Parsed("""{"reason":"clean"}"""));
    }

    private static JsonObject Parsed(string json) => JsonNode.Parse(json)!.AsObject();
}

/// <summary>One way in which a body can be wrong, and what the ledger says to it.</summary>
/// <param name="Name">In words.</param>
/// <param name="Spoil">Makes the wrong bytes of a good body.</param>
/// <param name="Status">The status.</param>
/// <param name="Code">The code.</param>
/// <param name="Path">The field that is named; null when none is.</param>
public sealed record WrittenFault(string Name, Func<JsonObject, byte[]> Spoil, int Status, string Code, string? Path)
{
    public const string CanaryName = "Đinh Thị Ngọc Hoàng Yến", CanaryNumber = "068185998877";

    public static readonly WrittenFault[] All =
    [
        new("malformed", body => Bytes(body.ToJsonString()[..^1]), 400, "request-malformed", ""),
        new("not JSON but a person", _ => Bytes($"{CanaryName};{CanaryNumber}"), 400, "request-malformed", ""),
        new("empty", _ => [], 400, "request-malformed", ""),
        new("null", _ => Bytes("null"), 400, "request-malformed", null),
        new("a list", body => Bytes($"[{body.ToJsonString()}]"), 400, "request-malformed", ""),
        new("a text", _ => Bytes($"\"{CanaryName}\""), 400, "request-malformed", ""),
        new("unknown member", body => With(body, "nonsense", 1), 400, "request-malformed", "nonsense"),
        new("a person as unknown member", body => With(body, $"{CanaryName} {CanaryNumber}", "x"), 400, "request-malformed", null),
        new("an ID number as unknown member", body => With(body, CanaryNumber, 1), 400, "request-malformed", null),
        new("unknown member with a person", body => With(body, "citizen", CanaryNumber), 400, "request-malformed", "citizen"),
        new("missing reason", body => Without(body, "reason"), 400, "request-malformed", "reason"),
        new("null reason", body => With(body, "reason", null), 400, "request-malformed", "reason"),
        new("number as reason", body => With(body, "reason", 5), 400, "request-malformed", "reason"),
        new("person object as reason", body => With(body, "reason", new JsonObject { ["fullName"] = CanaryName }), 400, "request-malformed",
            "reason"),
        new("blank reason", body => With(body, "reason", " "), 400, "validation-failed", "reason"),
        new("endless reason", body => With(body, "reason", new string('a', 501)), 400, "validation-failed", "reason"),
        new("ID number in the reason", body => With(body, "reason", $"của {CanaryNumber}"), 400, "validation-failed", "reason"),
        new("NUL in the reason", body => With(body, "reason", "a\0b"), 400, "validation-failed", "reason"),
        new("half a character", body =>
            Bytes(body.ToJsonString().Replace("\"reason\":\"", "\"reason\":\"\\ud800", StringComparison.Ordinal)), 400, "request-malformed",
            "reason"),
        new("not UTF-8", body => [.. Bytes(body.ToJsonString()[..^2]), 0xC3, 0x28, (byte)'"', (byte)'}'], 400, "request-malformed", null),
        new("too deep", body => With(body, "reason", Deep(40)), 400, "request-malformed", null),
        new("too large", body => With(body, "reason", new string('a', 300_000)), 413, "body-too-large", null),
    ];

    public override string ToString() => Name;

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static byte[] With(JsonObject body, string member, JsonNode? value)
    {
        body[member] = value;
        return Bytes(body.ToJsonString());
    }

    private static byte[] Without(JsonObject body, string member)
    {
        body.Remove(member);
        return Bytes(body.ToJsonString());
    }

    private static JsonNode Deep(int levels) =>
        Enumerable.Range(0, levels).Aggregate((JsonNode)new JsonArray(), (inner, _) => new JsonArray(inner));
}
