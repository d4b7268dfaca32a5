using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Shouldly;

namespace LandLedger.Tests.Intake;

/// <summary>Imports over HTTP.</summary>
public static class ImportCalls
{
    public static async Task<HttpResponseMessage> Upload(this HttpClient client, string system, byte[] file, string name = "file.xlsx")
    {
        using var form = new MultipartFormDataContent { { new StringContent(system), "system" },
            { new ByteArrayContent(file), "file", name } };
        return await client.PostAsync("/api/v1/imports", form);
    }

    /// <summary>Imports a file and waits for the end of the run.</summary>
    public static async Task<JsonNode> Import(this HttpClient client, string system, byte[] file, int seconds = 120)
    {
        using var answer = await client.Upload(system, file);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var run = await Calls.Eventually(
            async () => (await client.GetJson(answer.Headers.Location!.ToString())).Body!,
            seen => seen["state"]!.ToString() is not ("queued" or "running"), seconds);
        return run;
    }

    public static async Task<string> Rejects(this HttpClient client, JsonNode run)
    {
        using var answer = await client.GetAsync($"/api/v1/imports/{run["id"]}/rejects");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>How the plot numbers of <see cref="Csv"/> begin.</summary>
    public static string PlotsOf(string name) =>
        $"{name[..1].ToUpperInvariant()}{name.Aggregate(17, (sum, letter) => ((sum * 31) + letter) % 80_000) * 10}";

    /// <summary>An export of VNPT-iLIS with as many good rows, each a plot of its own that no other name has.</summary>
    public static byte[] Csv(int rows, string name, params string[] more) =>
        Encoding.UTF8.GetBytes(IlisFile.Header + string.Concat(Enumerable.Range(1, rows).Select(row =>
            IlisFile.Line($"{PlotsOf(name)}-{row}", serial: $"BA {row:000000}", id: $"0681850{row:00000}"))) + string.Concat(more));

    public static int Count(this JsonNode run, string group, string member) => run[group]![member]!.GetValue<int>();
}
