using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace LandLedger.Tests.Counterparts;

/// <summary>One process of counterparts for all tests of a class; each test uses ids of its own.</summary>
public sealed class RunningCounterparts : IAsyncLifetime
{
    private CounterpartsProcess? _process;

    public HttpClient Client => _process!.Client;

    public Uri Url => _process!.Url;

    public async ValueTask InitializeAsync() => _process = await CounterpartsProcess.StartAsync();

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>Short words for the calls that many tests make.</summary>
internal static class Calls
{
    public static Task<HttpResponseMessage> Verify(this HttpClient client, object question) =>
        client.PostAsJsonAsync("population-register/v1/verifications", question);

    public static Task<HttpResponseMessage> Send(this HttpClient client, JsonObject plot, string key, string? path = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path ?? $"vnlis/v1/plots/{plot["plotId"]}")
        {
            Content = JsonContent.Create(plot),
        };
        request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    public static async Task Order(this HttpClient client, object fault) =>
        (await client.PutAsJsonAsync("admin/faults", fault)).EnsureSuccessStatusCode();

    public static async Task<JsonNode> Body(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public static async Task<JsonNode> Get(this HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(path))!;

    public static async Task<string> Code(this HttpResponseMessage response) => (string)(await response.Body())["code"]!;
}
