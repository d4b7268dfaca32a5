using System.Net;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Counterparts;

public sealed class Population_register_refuses(RunningCounterparts counterparts) : IClassFixture<RunningCounterparts>
{
    private HttpClient Client => counterparts.Client;

    [Theory]
    [InlineData("""{ "requestId": "", "citizenId": "068185000001", "fullName": "A" }""", "request-id-malformed")]
    [InlineData("""{ "requestId": "a b", "citizenId": "068185000001", "fullName": "A" }""", "request-id-malformed")]
    [InlineData("""{ "requestId": "q", "fullName": "A" }""", "identifier-missing")]
    [InlineData("""{ "requestId": "q", "citizenId": "68185000001", "fullName": "A" }""", "citizen-id-malformed")]
    [InlineData("""{ "requestId": "q", "oldIdNumber": "25011122", "fullName": "A" }""", "old-id-number-malformed")]
    [InlineData("""{ "requestId": "q", "citizenId": "068185000001", "fullName": "  " }""", "full-name-missing")]
    [InlineData("""{ "requestId": "q", "citizenId": "068185000001", "fullName": "A", "birthDate": "1985-02-01", "birthYear": 1985 }""",
        "birth-twice")]
    [InlineData("""{ "requestId": "q", "citizenId": "068185000001", "fullName": "A", "birthDate": "01/02/85" }""", "birth-date-malformed")]
    [InlineData("""{ "requestId": "q", "citizenId": "068185000001", "fullName": "A", "birthYear": 85 }""", "birth-year-malformed")]
    [InlineData("""{ "requestId": "q", "citizenId": "068185000001", "fullName": "A", "sex": "Nam" }""", "sex-malformed")]
    [InlineData("""{ "requestId": "q", "citizenId": "068185000001" }""", "malformed-request")]
    [InlineData("""{ "requestId": null, "citizenId": "068185000001", "fullName": "A" }""", "malformed-request")]
    [InlineData("""{ "requestId": "q", "citizenId": "068185000001", "fullName": "A", "phone": "1" }""", "malformed-request")]
    [InlineData("""{ "requestId": "q", "requestId": "r", "citizenId": "068185000001", "fullName": "A" }""", "malformed-request")]
    [InlineData("""[]""", "malformed-request")]
    [InlineData("""null""", "malformed-request")]
    [InlineData("", "malformed-request")]
    public async Task a_question_that_cannot_be_asked_is_refused_by_code(string body, string code)
    {
        var response = await Client.PostAsync("population-register/v1/verifications", new StringContent(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Code()).ShouldBe(code);
    }

    [Fact]
    public async Task a_refusal_does_not_quote_what_was_sent()
    {
        var response = await Client.PostAsync(
            "population-register/v1/verifications",
            new StringContent("""{ "requestId": "q", "citizenId": "0681850000", "fullName": "Bùi Xuân Huấn", "Bùi Xuân Huấn": 1 }"""));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain("Huấn");
        text.ShouldNotContain("0681850000");
    }

    [Theory]
    [InlineData("""[ { "citizenId": "068085000009", "fullName": "Hồ Văn Tư", "birthDate": "1985-02-30", "sex": "male" } ]""", "birthDate")]
    [InlineData("""[ { "citizenId": "68085000009", "fullName": "Hồ Văn Tư", "birthDate": "1985-02-01", "sex": "male" } ]""", "citizenId")]
    [InlineData("""[ { "citizenId": "068085000009", "fullName": " ", "birthDate": "1985-02-01", "sex": "male" } ]""", "fullName")]
    [InlineData("""[ { "citizenId": "068085000009", "fullName": "Hồ Văn Tư", "birthDate": "1985-02-01", "sex": "x" } ]""", "sex")]
    [InlineData(
        """[ { "citizenId": "068085000009", "fullName": "Hồ Văn Tư", "birthDate": "1985-02-01", "sex": "Nam", "state": "x" } ]""", "state")]
    public async Task a_person_that_cannot_be_understood_is_named_by_place_and_member(string people, string member)
    {
        var response = await Client.PostAsync("admin/persons", new StringContent(people));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var body = await response.Body();
        ((string)body["code"]!).ShouldBe("persons-malformed");
        ((string)body["reason"]!).ShouldBe($"person 1: {member} is missing or malformed");
    }

    [Fact]
    public async Task a_body_beyond_the_limit_is_refused()
    {
        var response = await Client.PostAsync(
            "population-register/v1/verifications",
            new StringContent($$"""{ "requestId": "big", "citizenId": "068185000001", "fullName": "{{new string('A', 300_000)}}" }"""));

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.Code()).ShouldBe("body-too-large");
    }
}
