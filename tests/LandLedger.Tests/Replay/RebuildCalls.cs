using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;

namespace LandLedger.Tests.Replay;

/// <summary>Rebuilds, in the words of the API.</summary>
internal static class RebuildCalls
{
    /// <summary>Asks for a rebuild and says its id.</summary>
    public static async Task<string> StartRebuild(this HttpClient rebuilder, string view = "clean-view", params string[] expected)
    {
        var body = new JsonObject { ["view"] = view, ["reason"] = "a rule changed", ["expected"] = new JsonArray([.. expected]) };
        var answer = await rebuilder.PostJson("/api/v1/rebuilds", body.ToJsonString());
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Body?.ToJsonString());
        answer.Response.Headers.Location!.ToString().ShouldBe($"/api/v1/rebuilds/{answer.Text("id")}");
        return answer.Text("id");
    }

    /// <summary>The rebuild when it rests.</summary>
    public static async Task<JsonNode> Rested(this HttpClient reader, string rebuild, int seconds = 60) => (await Calls.Eventually(
        () => reader.GetJson($"/api/v1/rebuilds/{rebuild}"),
        seen => seen.Text("state") is "ready" or "failed" or "switched" or "clean" or "found" or "repaired"
            || (seen.Text("state") == "cancelled" && seen.Body!["finishedAt"] is not null),
        seconds)).Body!;

    /// <summary>Rebuilds and says what was found.</summary>
    public static async Task<JsonNode> Rebuilt(this HttpClient rebuilder, string view = "clean-view", params string[] expected)
    {
        var rebuild = await rebuilder.Rested(await rebuilder.StartRebuild(view, expected));
        rebuild["state"]!.ToString().ShouldBe("ready", rebuild.ToJsonString());
        return rebuild;
    }

    /// <summary>Approves the switch.</summary>
    public static Task<Answer> CutOver(this HttpClient approver, JsonNode rebuild, string? unexplained = null) => approver.PostJson(
        $"/api/v1/rebuilds/{rebuild["id"]}/cutover",
        new JsonObject { ["reason"] = "compared and right", ["unexplained"] = unexplained }.ToJsonString());

    /// <summary>The counts of a report as <c>equal missing extra different unexplained</c>.</summary>
    public static string Counts(this JsonNode rebuild) => string.Join(' ', ((string[])["equal", "missing", "extra", "different", "unexplained"])
        .Select(member => rebuild["report"]![member]!.ToString()));
}
