using System.Net;
using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.PopulationRegister;

[Collection(ImpatientLedger.Name)]
public sealed class Matching_an_owner(ImpatientLedger ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-7", "24781");

    [Fact]
    public async Task a_confirmed_owner_is_on_the_card_and_the_event_says_who_asked_and_why()
    {
        var person = Citizen.New();
        await ledger.Counterparts.Know(person);
        var (plot, holder) = await registrar.Owned(person.AsHolder());
        var requestId = await registrar.AskRegister(plot, holder, "matching the campaign's list");

        var match = await registrar.Match(plot, "matched");
        match["score"]!.GetValue<int>().ShouldBe(100);
        match["at"]!.GetValue<DateTimeOffset>().ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(1));
        match["differingFields"]!.AsArray().ShouldBeEmpty();

        var events = await EventsAsync(plot);
        var matched = events[2];
        matched.Data.ShouldBe(new OwnerMatched(Guid.Parse(holder), Guid.Parse(requestId), 100));
        matched.UserName.ShouldBe("reg-7");
        Header(matched, "name").ShouldBe("Officer reg-7");
        Header(matched, "roles").ShouldBe("registrar");
        Header(matched, "office").ShouldBe("24781");
        Header(matched, "reason").ShouldBe("matching the campaign's list");
        Header(matched, "session").ShouldNotBeNullOrEmpty();
        Header(matched, "session").ShouldBe(Header(events[0], "session"));
        matched.CorrelationId.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("mismatch", "alive", "Nguyễn Thị Lang", "1985-02-01", "fullName")]
    [InlineData("mismatch", "alive", "Nguyễn Thị Lan", "1985-02-02", "birthDate")]
    [InlineData("mismatch", "alive", "Nguyễn Thị Lang", "1985-02-02", "fullName,birthDate")]
    [InlineData("deceased", "deceased", "Nguyễn Thị Lan", "1985-02-01", "")]
    [InlineData("unknown", null, "", "", "")]
    public async Task an_owner_who_is_not_confirmed_is_on_the_card_with_the_cause_and_the_names_of_what_differs(
        string cause, string? state, string registered, string born, string differing)
    {
        var person = Citizen.New();
        if (state is not null)
            await ledger.Counterparts.Know(person with { Name = registered, BirthDate = born }, state);
        var (plot, holder) = await registrar.Owned(person.AsHolder());
        await registrar.AskRegister(plot, holder);

        var match = await registrar.Match(plot, "failed");
        match["cause"]!.ToString().ShouldBe(cause);
        match["score"].ShouldBeNull();
        string.Join(',', match["differingFields"]!.AsArray().Select(field => field!.ToString())).ShouldBe(differing);
        (await EventsAsync(plot))[2].Data.ShouldBeOfType<OwnerMatchFailed>().HolderId.ShouldBe(Guid.Parse(holder));
    }

    [Fact]
    public async Task an_old_number_that_several_share_is_ambiguous()
    {
        await ledger.Counterparts.Know(Citizen.New() with { Name = "Trần Văn Một" }, oldIdNumber: "250999001");
        await ledger.Counterparts.Know(Citizen.New() with { Name = "Trần Văn Hai" }, oldIdNumber: "250999001");
        var (plot, holder) = await registrar.Owned(WithoutCitizenId("\"oldIdNumber\":\"250999001\","));
        await registrar.AskRegister(plot, holder);

        (await registrar.Match(plot, "failed"))["cause"]!.ToString().ShouldBe("ambiguous");
    }

    [Fact]
    public async Task a_person_without_any_number_is_not_asked_about()
    {
        var before = await ledger.Counterparts.Started(Outside.PopulationRegister);
        var (plot, holder) = await registrar.Owned(WithoutCitizenId(""));
        await registrar.AskRegister(plot, holder);

        var match = await registrar.Match(plot, "failed");
        match["cause"]!.ToString().ShouldBe("unknown");
        match["differingFields"]![0]!.ToString().ShouldBe("citizenId");
        (await ledger.Counterparts.Started(Outside.PopulationRegister)).ShouldBe(before);
    }

    [Fact]
    public async Task a_matched_owner_is_not_asked_about_again_until_the_match_is_taken_back()
    {
        var plot = await registrar.Clean(ledger.Counterparts);
        var holder = (await registrar.Card(plot))["holders"]![0]!["holderId"]!.ToString();
        var match = $"/api/v1/plots/{plot}/holders/{holder}/match";
        var unmatch = $"/api/v1/plots/{plot}/holders/{holder}/unmatch";

        var again = await registrar.PostJson(match, """{"reason":"once more"}""", "\"3\"");
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Code.ShouldBe("holder-already-matched");

        (await registrar.PostJson(unmatch, """{"reason":"wrong person"}""", "\"3\"")).Status.ShouldBe(HttpStatusCode.OK);
        (await registrar.Card(plot))["holders"]![0]!["match"]!["state"]!.ToString().ShouldBe("reversed");
        var twice = await registrar.PostJson(unmatch, """{"reason":"wrong person"}""", "\"4\"");
        twice.Status.ShouldBe(HttpStatusCode.Conflict);
        twice.Code.ShouldBe("holder-not-matched");

        await registrar.AskRegister(plot, holder);
        await registrar.Match(plot, "matched");
        (await EventsAsync(plot)).Select(recorded => recorded.Data.GetType().Name)
            .ShouldBe(["PlotRegistered", "HolderRecorded", "OwnerMatched", "OwnerMatchReversed", "OwnerMatched"]);
    }

    [Fact]
    public async Task a_holder_the_plot_does_not_have_is_not_found()
    {
        var plot = await registrar.Register();
        foreach (var what in (string[])["match", "unmatch"])
        {
            var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders/{Guid.NewGuid()}/{what}", """{"reason":"who"}""", "\"1\"");
            answer.Status.ShouldBe(HttpStatusCode.NotFound);
            answer.Code.ShouldBe("holder-not-found");
        }
    }

    private static string? Header(IEvent recorded, string name) => recorded.GetHeader(name)?.ToString();

    private static string WithoutCitizenId(string number) =>
        Calls.Holder("Trần Văn Ba", "x").Replace("\"citizenId\":\"x\"", $"{number}\"address\":\"Thôn 5\"", StringComparison.Ordinal);

    private async Task<IReadOnlyList<IEvent>> EventsAsync(string plot)
    {
        await using var session = ledger.Store.QuerySession();
        return await session.Events.FetchStreamAsync(Guid.Parse(plot));
    }
}
