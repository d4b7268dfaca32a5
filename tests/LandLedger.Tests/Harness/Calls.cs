using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;

namespace LandLedger.Tests.Harness;

/// <summary>An answer with its body read as JSON.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Response)
{
    public string? Code => Body?["code"]?.GetValue<string>();

    public string ETag => Response.Headers.ETag!.Tag;

    public string Text(string member) => Body![member]!.ToString();
}

/// <summary>The calls that tests make, in the words of the API.</summary>
public static class Calls
{
    private static int lastPlot;

    /// <summary>A plot number that no other test uses.</summary>
    public static string NewPlotNumber() => $"{Interlocked.Increment(ref lastPlot)}";

    public static async Task<Answer> SendJson(
        this HttpClient client, HttpMethod method, string url, string? json, string? ifMatch = null, string? key = null,
        string? language = "en")
    {
        using var request = new HttpRequestMessage(method, url);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (language is not null)
            request.Headers.Add("Accept-Language", language);
        var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null, response);
    }

    public static Task<Answer> PostJson(this HttpClient client, string url, string json, string? ifMatch = null, string? key = null) =>
        client.SendJson(HttpMethod.Post, url, json, ifMatch, key);

    public static Task<Answer> GetJson(this HttpClient client, string url) => client.SendJson(HttpMethod.Get, url, null);

    /// <summary>The body of a registration; <paramref name="more"/> adds or replaces members.</summary>
    public static string Registration(string plot, string commune = "24781", string sheet = "12", Action<JsonObject>? more = null)
    {
        var body = new JsonObject
        {
            ["plotNumber"] = new JsonObject { ["commune"] = commune, ["sheet"] = sheet, ["plot"] = plot },
            ["areaSquareMetres"] = "240.5",
            ["landUses"] = new JsonArray(new JsonObject
            {
                ["purpose"] = "ODT", ["areaSquareMetres"] = "240.5", ["origin"] = "CNQ-CTT", ["form"] = "private", ["term"] = "long-term",
            }),
            ["address"] = new JsonObject { ["printed"] = "Thôn 5" },
            ["effectiveOn"] = "2025-10-01",
            ["instrument"] = "BA 123456",
            ["reason"] = "first registration",
        };
        more?.Invoke(body);
        return body.ToJsonString();
    }

    /// <summary>Registers a plot and says its id; its version is 1.</summary>
    public static async Task<string> Register(this HttpClient registrar, string? plot = null, string commune = "24781",
        Action<JsonObject>? more = null)
    {
        var answer = await registrar.PostJson("/api/v1/plots", Registration(plot ?? NewPlotNumber(), commune, more: more));
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body?.ToJsonString());
        return answer.Text("id");
    }

    /// <summary>The body of a correction of the area.</summary>
    public static string AreaCorrection(string to = "240.9") =>
        $$"""
        {"changes":[{"field":"areaSquareMetres","to":"{{to}}"}],
        "reason":"measured again","instrument":"BA 123456","effectiveOn":"2025-10-02"}
        """;

    /// <summary>The body of a holder; the person is invented.</summary>
    public static string Holder(
        string name = "Nguyễn Thị Lan", string citizenId = "068185000001", string share = "1/1", string birthDate = "1985-02-01",
        string sex = "female") =>
        $$$"""
        {"person":{"kind":"individual","fullName":"{{{name}}}","birthDate":"{{{birthDate}}}","sex":"{{{sex}}}",
        "citizenId":"{{{citizenId}}}"},
        "role":"owner","share":"{{{share}}}","effectiveOn":"2025-10-02","instrument":"BA 123456","reason":"owner on the certificate"}
        """;

    /// <summary>Records a holder on top of a version and says the holder's id.</summary>
    public static async Task<string> RecordHolder(this HttpClient registrar, string plot, long onTopOf, string? holder = null)
    {
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders", holder ?? Holder(), $"\"{onTopOf}\"");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
        return answer.Text("made");
    }

    public static async Task<JsonNode> Card(this HttpClient reader, string plot)
    {
        var answer = await reader.GetJson($"/api/v1/plots/{plot}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
        return answer.Body!;
    }

    /// <summary>Asks again until a condition holds; fails with what was seen last.</summary>
    public static async Task<T> Eventually<T>(Func<Task<T>> ask, Func<T, bool> holds, int seconds = 20)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var seen = await ask();
            if (holds(seen))
                return seen;
            try
            {
                await tick.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                // The machine may have stood still meanwhile.
                seen = await ask();
                return holds(seen) ? seen : throw new ShouldAssertException($"Not within {seconds} s. Seen last: {seen}");
            }
        }
    }
}
