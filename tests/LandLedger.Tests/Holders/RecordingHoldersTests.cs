using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Holders;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Holders;

[Collection(OneLedger.Name)]
public sealed class Recording_holders_over_http(LedgerHost ledger)
{
    private static int lastPerson = 100;

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    // Invented, and nobody else's in this run.
    private static string NewNumber() => $"068185{Interlocked.Increment(ref lastPerson):D6}";

    [Fact]
    public async Task a_holder_is_recorded_by_id_and_shown_masked()
    {
        var (plot, number) = (await registrar.Register(), NewNumber());
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders", Calls.Holder(citizenId: number), "\"1\"");
        (answer.Status, answer.ETag).ShouldBe((HttpStatusCode.OK, "\"2\""));
        answer.Body!["warnings"].ShouldBeNull();

        var recorded = (await ledger.EventsOf(plot))[1].ShouldBeOfType<HolderRecorded>();
        (recorded.Role, recorded.Share, recorded.HolderId.ToString()).ShouldBe((HolderRole.Owner, "1/1", answer.Text("made")));
        var shown = (await registrar.Card(plot))["holders"]![0]!;
        (shown["name"]!.ToString(), shown["citizenId"]!.ToString(), shown["birthYear"]!.ToString(), shown["personId"]!.ToString())
            .ShouldBe(("N. T. Lan", $"0681******{number[^2..]}", "1985", recorded.PersonId.ToString()));
    }

    [Fact]
    public async Task owners_cannot_hold_more_than_the_whole()
    {
        var plot = await registrar.Register();
        for (var version = 1; version <= 3; version++)
            await registrar.RecordHolder(plot, version, Calls.Holder(citizenId: NewNumber(), share: "1/3"));
        var fourth = await registrar.PostJson($"/api/v1/plots/{plot}/holders", Calls.Holder(citizenId: NewNumber(), share: "1/999999"),
            "\"4\"");
        (fourth.Status, fourth.Code).ShouldBe((HttpStatusCode.Conflict, "shares-exceed-one"));
    }

    [Fact]
    public async Task a_person_is_recognised_and_holds_a_plot_once()
    {
        var (plot, other, number) = (await registrar.Register(), await registrar.Register(), NewNumber());
        await registrar.RecordHolder(plot, 1, Calls.Holder(citizenId: number, share: "1/2"));
        var again = await registrar.PostJson($"/api/v1/plots/{plot}/holders", Calls.Holder("nguyễn  thị lan", number, "1/2"), "\"2\"");
        (again.Status, again.Code).ShouldBe((HttpStatusCode.Conflict, "holder-already-recorded"));

        await registrar.RecordHolder(other, 1, Calls.Holder(citizenId: number));
        string PersonOf(JsonNode card) => card["holders"]![0]!["personId"]!.ToString();
        PersonOf(await registrar.Card(other)).ShouldBe(PersonOf(await registrar.Card(plot)));
    }

    [Fact]
    public async Task what_is_odd_about_an_id_number_is_recorded_and_told()
    {
        var plot = await registrar.Register();
        var odd = Calls.Holder("Trần Văn Minh", $"999{NewNumber()[3..]}", birthDate: "1990-05-05", sex: "male");
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders", odd, "\"1\"");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        string[] expected = ["citizen-id-prefix", "citizen-id-sex", "citizen-id-birth-year"];
        Texts(answer.Body!["warnings"]!).ShouldBe(expected, ignoreOrder: true);
        Texts((await registrar.Card(plot))["holders"]![0]!["findings"]!).ShouldBe(expected, ignoreOrder: true);
        Texts((await registrar.Card(plot))["quality"]!["missing"]!).ShouldContain("citizen-id-check");
    }

    [Fact]
    public async Task a_number_that_another_name_has_is_a_warning()
    {
        var (plot, number) = (await registrar.Register(), NewNumber());
        await registrar.RecordHolder(plot, 1, Calls.Holder(citizenId: number, share: "1/2"));
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders", Calls.Holder("Phạm Thị Hoa", number, "1/2"), "\"2\"");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        Texts(answer.Body!["warnings"]!).ShouldBe(["citizen-id-under-another-name"]);
    }

    [Theory]
    [InlineData("06818500000", "person.citizenId")]
    [InlineData("06818500000a", "person.citizenId")]
    [InlineData("０68185000001", "person.citizenId")]
    public async Task a_number_of_the_wrong_form_is_refused_and_nobody_is_kept(string number, string path)
    {
        var plot = await registrar.Register();
        var before = await ledger.Remembered();
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders", Calls.Holder("Nguyễn Hoàng Kim Ngân", number), "\"1\"");
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "validation-failed"));
        answer.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe([path]);
        var said = answer.Body.ToJsonString();
        said.ShouldNotContain(number);
        said.ShouldNotContain("Kim");
        (await ledger.Remembered()).ShouldBe(before);
    }

    [Fact]
    public async Task a_stale_version_and_a_full_right_keep_nobody_in_the_vault()
    {
        var plot = await registrar.Register();
        await registrar.RecordHolder(plot, 1, Calls.Holder(citizenId: NewNumber()));
        var before = await ledger.Remembered();
        (await registrar.PostJson($"/api/v1/plots/{plot}/holders", Calls.Holder(citizenId: NewNumber()), "\"1\""))
            .Code.ShouldBe("plot-changed");
        (await registrar.PostJson($"/api/v1/plots/{plot}/holders", Calls.Holder(citizenId: NewNumber()), "\"2\""))
            .Code.ShouldBe("shares-exceed-one");
        (await ledger.Remembered()).ShouldBe(before);
    }

    [Fact]
    public async Task an_organisation_and_a_household_hold_land_under_their_names()
    {
        var plot = await registrar.Register();
        const string Rest = "\"effectiveOn\":\"2025-10-02\",\"instrument\":\"BA 123456\",\"reason\":\"on the certificate\"";
        foreach (var (person, version) in ((string, int)[])
        [
            ("""{"kind":"organisation","fullName":"Công ty Chè Cầu Đất","organisationId":"5800000001"}""", 1),
            ("""{"kind":"household","fullName":"Hộ ông Lê Văn Ba","birthYear":1950}""", 2),
        ])
        {
            var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders",
                $$"""{"person":{{person}},"role":"owner","share":"1/2",{{Rest}}}""", $"\"{version}\"");
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
        }

        (await registrar.Card(plot))["holders"]!.AsArray().Select(holder => holder!["name"]!.ToString())
            .ShouldBe(["Công ty Chè Cầu Đất", "Hộ ông L. V. Ba"]);
    }

    [Fact]
    public async Task who_ceased_to_hold_is_removed_and_stays_in_the_history()
    {
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1, Calls.Holder(citizenId: NewNumber()));
        const string Removal = """{"reason":"sold","instrument":"HĐ 81/2025","effectiveOn":"2025-10-03"}""";
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/removal", Removal, "\"2\"");
        (answer.Status, answer.ETag).ShouldBe((HttpStatusCode.OK, "\"3\""));
        (await registrar.Card(plot))["holders"]!.AsArray().ShouldBeEmpty();
        (await ledger.EventsOf(plot))[2].ShouldBeOfType<HolderRemoved>().HolderId.ToString().ShouldBe(holder);

        var again = await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/removal", Removal, "\"3\"");
        (again.Status, again.Code).ShouldBe((HttpStatusCode.NotFound, "holder-not-found"));
        (await registrar.PostJson($"/api/v1/plots/{plot}/holders/nobody/removal", Removal, "\"3\""))
            .Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string[] Texts(JsonNode list) => [.. list.AsArray().Select(text => text!.GetValue<string>())];
}
