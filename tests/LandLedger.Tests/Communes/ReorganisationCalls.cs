using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Shouldly;

namespace LandLedger.Tests.Communes;

/// <summary>Reorganisations over HTTP.</summary>
public static class ReorganisationCalls
{
    private static int last = 500_000;

    /// <summary>Imports plots under the numbers of the list before, each with a paper and a person of its own.</summary>
    public static async Task KeepOld(this HttpClient registrar, params string[] numbers) =>
        (await registrar.ImportPlots("kept", numbers))["plots"]!["new"]!.GetValue<int>().ShouldBe(numbers.Length);

    /// <summary>Imports plots by their numbers.</summary>
    public static async Task<JsonNode> ImportPlots(this HttpClient registrar, string codes, params string[] numbers)
    {
        var file = IlisFile.Header + string.Concat(numbers.Select(number => number.Split('.')).Select(part =>
        {
            var own = Interlocked.Increment(ref last);
            return IlisFile.Line(part[2], serial: $"BA {own}", id: $"068185{own:000000}")
                .Replace("24781;12;", $"{part[0]};{part[1]};", StringComparison.Ordinal);
        }));
        using var answer = await registrar.UploadAs(codes, file);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await registrar.Ended(answer.Headers.Location!.ToString());
    }

    public static async Task<HttpResponseMessage> UploadAs(this HttpClient registrar, string codes, string file)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("VNPT-iLIS"), "system" }, { new StringContent(codes), "communeCodes" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", "file.csv" },
        };
        return await registrar.PostAsync("/api/v1/imports", form);
    }

    /// <summary>Proposes a reorganisation.</summary>
    public static async Task<Answer> Propose(this HttpClient client, byte[] table, string? codes = null, string resolution = "NQ 1671",
        string effectiveOn = "2025-07-01", string name = "bang.xlsx")
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(resolution), "resolution" }, { new StringContent(effectiveOn), "effectiveOn" },
            { new StringContent("communes were merged"), "reason" },
        };
        if (table.Length > 0)
            form.Add(new ByteArrayContent(table), "file", name);
        if (codes is not null)
            form.Add(new StringContent(codes), "communeCodes");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/reorganisations") { Content = form };
        var response = await client.SendAsync(request);
        return new(response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()), response);
    }

    /// <summary>Proposes one and waits for the end of its dry run.</summary>
    public static async Task<JsonNode> Examined(this HttpClient client, byte[] table, string? codes = null)
    {
        var answer = await client.Propose(table, codes);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Body?.ToJsonString());
        return await client.Ended(answer.Response.Headers.Location!.ToString());
    }

    /// <summary>Approves what was counted, and waits for the end.</summary>
    public static async Task<JsonNode> Approved(this HttpClient approver, JsonNode examined)
    {
        examined["state"]!.ToString().ShouldBe("proposed", examined.ToJsonString());
        var answer = await approver.Approve(examined);
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Body?.ToJsonString());
        return await approver.Ended($"/api/v1/reorganisations/{examined["id"]}");
    }

    public static Task<Answer> Approve(this HttpClient approver, JsonNode examined, int? count = null) => approver.PostJson(
        $"/api/v1/reorganisations/{examined["id"]}/approval",
        $$"""{"count":{{count ?? examined["examined"]!["move"]!.GetValue<int>()}},"reason":"table checked"}""");

    /// <summary>An import or a reorganisation, when nothing more happens to it by itself.</summary>
    public static Task<JsonNode> Ended(this HttpClient client, string path) => Calls.Eventually(
        async () => (await client.GetJson(path)).Body!,
        run => run["state"]!.ToString() is not ("queued" or "running" or "examining"), 60);

    /// <summary>Present numbers of all plots, in order, each with the date of its list where that is not today's.</summary>
    public static async Task<string[]> Numbers(this LedgerHost ledger) => [.. (await ledger.Rows(
        """
        select concat_ws('.', data -> 'numberKey' ->> 'commune', data -> 'numberKey' ->> 'sheet', data -> 'numberKey' ->> 'plot')
        from ledger.mt_doc_plotcard
        """)).Order(StringComparer.Ordinal)];

    public static async Task<string> PlotOf(this LedgerHost ledger, string number)
    {
        var part = number.Split('.');
        return (await ledger.Rows($"select id from ledger.mt_doc_plotcard where data -> 'numberKey' ->> 'commune' = '{part[0]}' "
            + $"and data -> 'numberKey' ->> 'sheet' = '{part[1]}' and data -> 'numberKey' ->> 'plot' = '{part[2]}'")).ShouldHaveSingleItem();
    }

    public static int Left(this JsonNode tally, string code) => tally["left"]![code]?.GetValue<int>() ?? 0;
}
