using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Outgoing;
using LandLedger.Plumbing;
using LandLedger.PopulationRegister;
using LandLedger.Tests.Counterparts;
using LandLedger.VnLis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.VnLis;

/// <summary>The two gateways against the real counterparts, without a ledger around them.</summary>
public sealed class Speaking_the_contracts(RunningCounterparts counterparts) : IClassFixture<RunningCounterparts>
{
    private static readonly string Mac = new('0', 64);

    [Fact]
    public async Task every_kind_of_holder_and_every_optional_member_is_in_the_contract()
    {
        var card = Card(1);
        var record = NationalRecord.Of(card with
        {
            PlotCode = "w6j5uj94pg7r",
            Address = new("Thôn 5"),
            Certificates = [new("BA 123456", new LocalDate(2013, 4, 5), "CH03730"), new("BA 123457", null, null)],
            LandUses = [new("ODT", 240m, "CNQ-CTT", "private", "2063-10-15"), new("CLN", 0.5m, null, "shared", "long-term")],
        }, Persons(card));

        (await Speak().GetRequiredService<IVnLis>()
            .SendAsync(record, Mac, TestContext.Current.CancellationToken)).Receipt.ShouldStartWith("VL-");
        var body = JsonNode.Parse(Encoding.UTF8.GetString(record.Bytes()))!;
        body["address"]!["printed"]!.ToString().ShouldBe("Thôn 5");
        body["areaSquareMetres"]!.GetValue<string>().ShouldBe("240.5");
        body["plotNumber"]!["codeListDate"]!.ToString().ShouldBe("2025-07-01");
        var holders = body["holders"]!.AsArray();
        holders.Select(holder => holder!["kind"]!.ToString()).ShouldBe(["individual", "household", "organisation", "community"]);
        holders[0]!["birthDate"]!.ToString().ShouldBe("1985-02-01");
        holders[1]!["birthDate"]!.ToString().ShouldBe("1950");
        holders[2]!.AsObject().ContainsKey("citizenId").ShouldBeFalse();
    }

    [Fact]
    public async Task one_version_with_the_same_record_is_one_receipt_and_with_a_fuller_one_a_rejection()
    {
        var card = Card(1) with { Id = Guid.CreateVersion7(), PlotNumber = Card(1).PlotNumber with { Plot = "again" } };
        var persons = Persons(card);
        var vnLis = Speak().GetRequiredService<IVnLis>();
        var first = await vnLis.SendAsync(NationalRecord.Of(card, persons), Mac, TestContext.Current.CancellationToken);
        var second = await vnLis.SendAsync(NationalRecord.Of(card, persons), Mac, TestContext.Current.CancellationToken);
        second.ShouldBe(first);

        persons[card.Holders[1].PersonId] = persons[card.Holders[1].PersonId] with { CitizenId = "068150000001" };
        var fuller = await vnLis.SendAsync(NationalRecord.Of(card, persons), new('1', 64), TestContext.Current.CancellationToken);
        fuller.Code.ShouldBe("version-not-newer");
    }

    [Fact]
    public async Task a_receipt_for_another_version_is_no_answer()
    {
        var card = Card(2) with { Id = Guid.CreateVersion7() };
        await using var liar = Answering(
            $$"""{"receipt":"VL-1","plotId":"{{card.Id}}","ledgerVersion":1,"acceptedAt":"2025-10-01T02:03:04Z"}""");
        await liar.StartAsync(TestContext.Current.CancellationToken);
        var vnLis = Speak(liar.Urls.First()).GetRequiredService<IVnLis>();

        await Should.ThrowAsync<CounterpartFailedException>(() =>
            vnLis.SendAsync(NationalRecord.Of(card, Persons(card)), Mac, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task a_redirect_is_not_followed()
    {
        var reached = 0;
        await using var elsewhere = Answering("{}", () => reached++);
        await elsewhere.StartAsync(TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateBuilder();
        await using var redirecting = builder.Build();
        redirecting.Urls.Add("http://127.0.0.1:0");
        redirecting.MapFallback(() => Microsoft.AspNetCore.Http.Results.Redirect(elsewhere.Urls.First(), preserveMethod: true));
        await redirecting.StartAsync(TestContext.Current.CancellationToken);
        var register = Speak(redirecting.Urls.First()).GetRequiredService<IPopulationRegister>();

        await Should.ThrowAsync<CounterpartFailedException>(() =>
            register.AskAsync(Guid.NewGuid(), Individual, TestContext.Current.CancellationToken));
        reached.ShouldBe(0);
    }

    [Fact]
    public async Task a_citizen_id_of_the_wrong_form_is_not_asked_about()
    {
        var before = (await counterparts.Client.Get("admin/calls"))["population-register"]!["started"]!.GetValue<int>();
        var answer = await Speak().GetRequiredService<IPopulationRegister>().AskAsync(
            Guid.NewGuid(), Individual with { CitizenId = "06818500001" }, TestContext.Current.CancellationToken);

        answer.Cause.ShouldBe(MatchFailure.Unknown);
        answer.DifferingFields.ShouldBe(["citizenId"]);
        (await counterparts.Client.Get("admin/calls"))["population-register"]!["started"]!.GetValue<int>().ShouldBe(before);
    }

    [Fact]
    public async Task calls_keep_to_the_rate_that_was_set()
    {
        var register = Speak(perSecond: 2).GetRequiredService<IPopulationRegister>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            register.AskAsync(Guid.NewGuid(), Individual, TestContext.Current.CancellationToken)));

        // Two at once, then one every half second.
        clock.Elapsed.TotalSeconds.ShouldBeGreaterThan(1.5);
    }

    private static Person Individual => new()
    {
        Kind = PersonKind.Individual, FullName = "Nguyễn Thị Lan", BirthDate = new LocalDate(1985, 2, 1), Sex = Sex.Female,
        CitizenId = "068185900001",
    };

    private static PlotCard Card(int version) => new()
    {
        Id = Guid.Parse("0198a000-0000-7000-8000-0000000000aa"),
        Version = version,
        PlotNumber = new("24781", new LocalDate(2025, 7, 1), "88", "1"),
        AreaSquareMetres = 240.5m,
        LandUses = [new("ODT", 240.5m, null, null, null)],
        Holders =
        [
            .. Enum.GetValues<PersonKind>().Select((kind, at) => new CardHolder(
                Guid.CreateVersion7(), new Guid(at, 1, 1, new byte[8]), kind, HolderRole.Owner, "1/4", new LocalDate(2025, 10, 1), [],
                CardMatch.NotYet)),
        ],
    };

    private static Dictionary<Guid, Person> Persons(PlotCard card) =>
        card.Holders.ToDictionary(holder => holder.PersonId, holder => holder.Kind switch
    {
        PersonKind.Individual => Individual,
        PersonKind.Household => new Person { Kind = holder.Kind, FullName = "Hộ ông Một", BirthYear = 1950 },
        _ => new Person { Kind = holder.Kind, FullName = "Công ty Mẫu", OrganisationId = "5800000001" },
    });

    private static WebApplication Answering(string json, Action? reached = null)
    {
        var app = WebApplication.CreateBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapFallback(() =>
        {
            reached?.Invoke();
            return Microsoft.AspNetCore.Http.Results.Text(json, "application/json");
        });
        return app;
    }

    private ServiceProvider Speak(string? url = null, int perSecond = 50)
    {
        var builder = WebApplication.CreateBuilder();
        foreach (var name in (string[])["PopulationRegister", "VnLis"])
        {
            builder.Configuration[$"{name}:Url"] = url ?? counterparts.Url.ToString();
            builder.Configuration[$"{name}:CallsPerSecond"] = perSecond.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        builder.AddCounterparts();
        return builder.Services.BuildServiceProvider();
    }
}
