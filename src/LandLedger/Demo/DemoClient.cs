using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LandLedger.Demo;

/// <summary>One person of the demo at the HTTP API: what a client of the ledger looks like.</summary>
public sealed class DemoClient : IDisposable
{
    private readonly HttpClient http;

    private DemoClient(Uri ledger, string token)
    {
        Token = token;
        http = new() { BaseAddress = ledger };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The person's access token.</summary>
    public string Token { get; }

    /// <summary>Signs a person in with the development issuer.</summary>
    public static async Task<DemoClient> SignInAsync(Uri ledger, string user, string name, string role, string scope)
    {
        using var anonymous = new HttpClient { BaseAddress = ledger };
        using var answer = await anonymous.PostAsJsonAsync("dev/token", new { user, name, roles = new[] { role }, communes = new[] { scope } });
        answer.EnsureSuccessStatusCode();
        return new(ledger, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>());
    }

    /// <summary>Imports a file and waits for the end, saying how far it is.</summary>
    public async Task<JsonNode> ImportAsync(string system, string path, Action<int> rowsRead)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(system), "system" },
            { new StreamContent(File.OpenRead(path)), "file", Path.GetFileName(path) },
        };
        using var answer = await http.PostAsync("api/v1/imports", form);
        answer.EnsureSuccessStatusCode();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await tick.WaitForNextTickAsync())
        {
            var run = await GetAsync(answer.Headers.Location!.ToString());
            rowsRead(run["rows"]!["read"]!.GetValue<int>());
            if (run["state"]!.ToString() is not ("queued" or "running"))
                return run;
        }

        throw new OperationCanceledException();
    }

    /// <summary>Reads.</summary>
    public async Task<JsonNode> GetAsync(string path) => (await http.GetFromJsonAsync<JsonNode>(path))!;

    /// <summary>Reads every page of a list.</summary>
    public async Task<List<JsonNode>> AllAsync(string path)
    {
        var rows = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await GetAsync(path + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"));
            rows.AddRange(page["items"]!.AsArray().OfType<JsonNode>());
            cursor = page["next"]?.GetValue<string>();
            if (cursor is null)
                return rows;
        }
    }

    /// <summary>Changes a plot on top of the version that was read.</summary>
    public async Task<JsonNode> ChangeAsync(string path, long version, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await http.SendAsync(request);
        var said = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        return answer.IsSuccessStatusCode ? said : throw new RefusedException(said["code"]?.ToString() ?? "", path);
    }

    /// <summary>
    /// Changes a plot whatever its present version. Answers of the counterparts are events of their own and may come in between; what
    /// is asked here does not depend on them.
    /// </summary>
    public async Task<JsonNode> ChangeLatestAsync(string plot, string change, object body)
    {
        while (true)
        {
            var version = (await GetAsync(plot))["version"]!.GetValue<long>();
            try
            {
                return await ChangeAsync($"{plot}/{change}", version, body);
            }
            catch (RefusedException refused) when (refused.Code == "plot-changed")
            {
                // Read again.
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();
}

/// <summary>The ledger said no.</summary>
public sealed class RefusedException(string code, string path) : Exception($"{code} at {path}")
{
    /// <summary>The problem's code.</summary>
    public string Code { get; } = code;
}
