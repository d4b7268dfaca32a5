using System.Net;
using System.Text.Json.Nodes;
using Shouldly;

namespace LandLedger.Tests.Harness;

/// <summary>Uploads, in the words of the API.</summary>
public static class Files
{
    /// <summary>Attaches a file to a plot.</summary>
    public static Task<Answer> Attach(
        this HttpClient client, string plot, byte[]? file, string version, string kind = "certificate", string? reason = null,
        string name = "a.bin")
    {
        var form = new MultipartFormDataContent { { new StringContent(kind), "kind" } };
        if (file is not null)
            form.Add(new ByteArrayContent(file) { Headers = { ContentType = new("image/png") } }, "file", name);
        if (reason is not null)
            form.Add(new StringContent(reason), "reason");
        return client.SendForm($"/api/v1/plots/{plot}/documents", form, version);
    }

    /// <summary>Imports a file and waits for the end of the run.</summary>
    public static async Task<JsonNode> Import(this HttpClient client, string system, byte[] file, string name = "file")
    {
        var form = new MultipartFormDataContent { { new StringContent(system), "system" }, { new ByteArrayContent(file), "file", name } };
        var queued = await client.SendForm("/api/v1/imports", form);
        queued.Status.ShouldBe(HttpStatusCode.Accepted, queued.Body?.ToJsonString());
        return await Calls.Eventually(
            async () => (await client.GetJson(queued.Response.Headers.Location!.ToString())).Body!,
            run => run["state"]!.ToString() is not ("queued" or "running"), seconds: 60);
    }

    /// <summary>Sends a form.</summary>
    public static async Task<Answer> SendForm(this HttpClient client, string path, MultipartFormDataContent form, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Accept-Language", "en");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }

    /// <summary>Tells the population register of a person.</summary>
    public static async Task IsKnown(this LedgerHost ledger, string name, string citizenId, string birthDate, string sex, string? oldId =
        null)
    {
        var person = new JsonObject
        {
            ["citizenId"] = citizenId, ["fullName"] = name, ["birthDate"] = birthDate, ["sex"] = sex, ["oldIdNumber"] = oldId,
        };
        using var list = new StringContent(new JsonArray(person).ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        (await ledger.Counterparts.Client.PostAsync("admin/persons", list)).EnsureSuccessStatusCode();
    }
}
