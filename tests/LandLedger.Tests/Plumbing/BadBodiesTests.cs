using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

[Collection(OneLedger.Name)]
public sealed class Bad_bodies(LedgerHost ledger)
{
    public static TheoryData<string> Faults() => [.. WrittenFault.All.Select(fault => fault.Name)];

    [Theory, MemberData(nameof(Faults))]
    public async Task get_a_clear_answer_on_every_route_and_leave_nothing_behind(string name)
    {
        var fault = WrittenFault.All.Single(fault => fault.Name == name);
        var routes = await EveryRoute.MakeAsync(ledger);
        var before = await ledger.Remembered();
        foreach (var (role, path, body) in routes.All())
        {
            var answer = await Send(ledger.As(role, $"{role}-1", "24781"), path, fault.Spoil(body), routes.Version, "vi");
            answer.ShouldRefuse(fault, path, "vi");
        }

        (await ledger.Remembered()).ShouldBe(before);
        ledger.Log.ShouldNotContain(line => line.Contains(WrittenFault.CanaryName, StringComparison.Ordinal)
            || line.Contains(WrittenFault.CanaryNumber, StringComparison.Ordinal));
    }

    [Fact]
    public async Task are_explained_in_the_language_that_was_asked_for()
    {
        var routes = await EveryRoute.MakeAsync(ledger);
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var bytes = "{\"reason\":5}"u8.ToArray();
        var path = $"/api/v1/plots/{routes.Plot}/sync";
        foreach (var (language, title) in ((string?, string)[])
        [
            (null, "Không đọc được nội dung yêu cầu."), ("vi", "Không đọc được nội dung yêu cầu."),
                ("fr", "Không đọc được nội dung yêu cầu."),
            ("vi-VN,en;q=0.5", "Không đọc được nội dung yêu cầu."), ("en", "The request body cannot be read."),
            ("vi;q=0.3,en-GB;q=0.9", "The request body cannot be read."),
        ])
        {
            var answer = await Send(registrar, path, bytes, routes.Version, language);
            answer["title"]!.GetValue<string>().ShouldBe(title);
        }
    }

    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/xml", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.BadRequest)]
    public async Task of_another_type_are_refused_on_every_route(string type, HttpStatusCode expected)
    {
        var routes = await EveryRoute.MakeAsync(ledger);
        foreach (var (role, path, _) in routes.All())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent("{"u8.ToArray()) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            request.Headers.TryAddWithoutValidation("If-Match", routes.Version);
            using var answer = await ledger.As(role, $"{role}-1", "24781").SendAsync(request);
            answer.StatusCode.ShouldBe(expected, path);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Theory]
    [InlineData("PUT", "/api/v1/plots")]
    [InlineData("DELETE", "/api/v1/plots/24781.12.1")]
    [InlineData("GET", "/api/v1/plots/24781.12.1/corrections")]
    [InlineData("POST", "/api/v1/audit")]
    public async Task sent_by_another_method_are_refused(string method, string path)
    {
        var answer = await ledger.As("registrar", "reg-1", "24781").SendJson(new HttpMethod(method), path, null);
        answer.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Code.ShouldBe("method-not-allowed");
    }

    [Fact]
    public async Task an_address_that_does_not_exist_is_a_problem_too()
    {
        var answer = await ledger.As("registrar", "reg-1", "24781").GetJson("/api/v1/nonsense");
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "not-found"));
    }

    private static async Task<JsonObject> Send(HttpClient client, string path, byte[] body, string version, string? language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("If-Match", version);
        if (language is not null)
            request.Headers.Add("Accept-Language", language);
        using var response = await client.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", path);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        answer["status"]!.GetValue<int>().ShouldBe((int)response.StatusCode, path);
        answer["language"] = response.Content.Headers.ContentLanguage.SingleOrDefault();
        return answer;
    }
}

internal static class BadBodyAnswers
{
    public static void ShouldRefuse(this JsonObject answer, WrittenFault fault, string path, string language)
    {
        var text = answer.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var route = $"{path}: {text}";
        answer["status"]!.GetValue<int>().ShouldBe(fault.Status, route);
        answer["code"]!.GetValue<string>().ShouldBe(fault.Code, route);
        answer["language"]!.GetValue<string>().ShouldBe(language, route);
        if (fault.Path is not null)
            answer["errors"]!.AsObject().Select(error => error.Key).ShouldBe([fault.Path], route);
        text.ShouldNotContain("LandLedger", Case.Sensitive, route);
        text.ShouldNotContain("System.", Case.Sensitive, route);
        text.ShouldNotContain(WrittenFault.CanaryName, Case.Insensitive, route);
        text.ShouldNotContain("Đinh", Case.Insensitive, route);
        text.ShouldNotContain(WrittenFault.CanaryNumber, Case.Sensitive, route);
    }
}
