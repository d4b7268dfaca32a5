using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Persons;
using LandLedger.Proof;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

/// <summary>A ledger that seals and states at once.</summary>
public sealed class ErasingLedger : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Proof:Every"] = "00:00:00.050", ["Proof:Publish"] = "00:00:00.050", ["Proof:GapGrace"] = "00:00:00.100",
        ["Proof:StateEvery"] = "00:00:00.200",
    };
}

/// <summary>The steps of an erasure over HTTP.</summary>
public static class ErasureCalls
{
    public const string Decision = "QD 12/2026";

    public static Task<Answer> AskErasure(this HttpClient officer, string person, string decision = Decision) => officer.PostJson(
        $"/api/v1/persons/{person}/erasure", $$"""{"reason":"wrong person imported","legalBasis":"91/2025/QH15","decision":"{{decision}}"}""");

    public static Task<Answer> ApproveErasure(this HttpClient officer, string person, string decision = Decision) => officer.PostJson(
        $"/api/v1/persons/{person}/erasure/approval", $$"""{"decision":"{{decision}}","reason":"read and agreed"}""");

    public static Task<Answer> WithdrawErasure(this HttpClient officer, string person, string decision = Decision) => officer.PostJson(
        $"/api/v1/persons/{person}/erasure/withdrawal", $$"""{"decision":"{{decision}}","reason":"asked for the wrong person"}""");

    /// <summary>A plot with one holder, and who that is.</summary>
    public static async Task<(string Plot, string Person)> Held(this LedgerHost ledger, Citizen? citizen = null)
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var (plot, _) = await registrar.Owned((citizen ?? Citizen.New()).AsHolder());
        return (plot, (await registrar.Card(plot))["holders"]![0]!["personId"]!.ToString());
    }
}

public sealed class Erasing_a_person(ErasingLedger ledger) : IClassFixture<ErasingLedger>
{
    private readonly HttpClient first = ledger.As("data-protection-officer", "dpo-1");
    private readonly HttpClient second = ledger.As("data-protection-officer", "dpo-2");
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    [Fact]
    public async Task takes_two_and_leaves_every_event_and_every_proof_as_it_was()
    {
        var citizen = Citizen.New();
        var (plot, person) = await ledger.Held(citizen);
        var (events, proof) = (await Events(plot), await ProvedAsync(plot));
        (await registrar.Card(plot))["holders"]![0]!["name"]!.ToString().ShouldBe("N. T. Lan");

        var asked = await first.AskErasure(person);
        (asked.Status, asked.Text("state"), asked.Response.Headers.Location!.ToString()).ShouldBe(
            (HttpStatusCode.Created, "requested", $"/api/v1/persons/{person}/erasure"));
        (await second.GetJson("/api/v1/persons/erasures?limit=200")).Body!["items"]!.AsArray().Select(one => one!["person"]!.ToString())
            .ShouldContain(person);
        (await registrar.Card(plot))["holders"]![0]!["name"]!.ToString().ShouldBe("N. T. Lan", "one person alone destroys nothing");

        var done = await second.ApproveErasure(person);
        (done.Status, done.Text("state"), done.Text("id")).ShouldBe((HttpStatusCode.OK, "erased", asked.Text("id")));
        var holder = (await registrar.Card(plot))["holders"]![0]!;
        (holder["name"]!.ToString(), holder["citizenId"], holder["personId"]!.ToString()).ShouldBe(("[đã hủy]", null, person));
        var recorded = (await registrar.GetJson($"/api/v1/plots/{plot}/history")).Body!["items"]![1]!;
        recorded["summary"]!["en"]!.ToString().ShouldBe("Holder [đã hủy] owner 1/1 recorded on BA 123456");
        recorded["changes"]![0]!["to"]!.ToString().ShouldBe("[đã hủy] owner 1/1");
        (await ledger.Rows($"select count(*) from vault.person where id = '{person}'")).ShouldBe(["0"]);
        (await ledger.Rows($"select count(*) from vault.person_index where person_id = '{person}'")).ShouldBe(["0"]);
        (await first.GetJson($"/api/v1/persons/{person}/erasure")).Text("state").ShouldBe("erased");

        (await Events(plot)).ShouldBe(events);
        await Sealed(asked.Text("id"));
        await VerifiedAsync(plot, proof);
        await VerifiedAsync(plot, await ProvedAsync(plot));
        await SoundAsync();
    }

    [Fact]
    public async Task is_stated_for_the_log_with_both_names_and_nothing_of_the_person()
    {
        var (_, person) = await ledger.Held();
        var id = (await first.AskErasure(person)).Text("id");
        await ledger.As("approver", "app-1").ApproveErasure(person);
        await Sealed(id);
        var body = JsonNode.Parse((await ledger.Rows($"select body from ledger_log.statement where id = '{id}' and kind = 4")).Single())!;
        body.AsObject().ToDictionary(member => member.Key, member => member.Value!.ToString()).ShouldBe(new Dictionary<string, string>
        {
            ["person"] = person, ["decision"] = ErasureCalls.Decision, ["requestedBy"] = "dpo-1", ["approvedBy"] = "app-1",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task is_refused_with_a_reason()
    {
        var (_, person) = await ledger.Held();
        (await second.ApproveErasure(person)).Code.ShouldBe("erasure-not-requested");
        (await first.GetJson($"/api/v1/persons/{person}/erasure")).Code.ShouldBe("erasure-not-requested");
        (await first.AskErasure(person, "")).Code.ShouldBe("validation-failed");
        (await first.AskErasure(person, "CCCD 068185000001")).Body!["errors"]!["decision"]!.ToJsonString().ShouldContain("ID number");
        (await first.AskErasure(person)).Status.ShouldBe(HttpStatusCode.Created);
        (await second.AskErasure(person)).Code.ShouldBe("erasure-requested");
        (await first.ApproveErasure(person)).Code.ShouldBe("four-eyes");
        (await second.ApproveErasure(person, "QD 13/2026")).Code.ShouldBe("proposal-changed");
        (await ledger.Rows($"select count(*) from vault.person where id = '{person}'")).ShouldBe(["1"]);
        (await second.ApproveErasure(person)).Status.ShouldBe(HttpStatusCode.OK);
        (await second.ApproveErasure(person)).Code.ShouldBe("person-erased");
        (await first.AskErasure(person)).Code.ShouldBe("person-erased");
        (await second.GetJson("/api/v1/persons/erasures?state=3")).Code.ShouldBe("query-invalid");
    }

    [Fact]
    public async Task that_was_asked_for_wrongly_is_taken_back_and_may_be_asked_for_again()
    {
        var (_, person) = await ledger.Held();
        (await first.WithdrawErasure(person)).Code.ShouldBe("erasure-not-requested");
        var asked = (await first.AskErasure(person)).Text("id");
        (await second.WithdrawErasure(person, "QD 13/2026")).Code.ShouldBe("proposal-changed");
        (await registrar.WithdrawErasure(person)).Code.ShouldBe("not-permitted");
        var taken = await second.WithdrawErasure(person);
        (taken.Status, taken.Text("state"), taken.Text("withdrawnBy")).ShouldBe((HttpStatusCode.OK, "withdrawn", "dpo-2"));
        (await second.ApproveErasure(person)).Code.ShouldBe("erasure-not-requested");
        (await first.WithdrawErasure(person)).Code.ShouldBe("erasure-not-requested");
        (await ledger.Rows($"select count(*) from vault.person where id = '{person}'")).ShouldBe(["1"]);
        (await first.GetJson("/api/v1/persons/erasures?state=withdrawn&limit=200")).Body!["items"]!.AsArray()
            .Select(one => one!["person"]!.ToString()).ShouldContain(person);

        var again = (await first.AskErasure(person, "QD 14/2026")).Text("id");
        again.ShouldNotBe(asked);
        (await second.ApproveErasure(person)).Code.ShouldBe("proposal-changed");
        (await second.ApproveErasure(person, "QD 14/2026")).Text("id").ShouldBe(again);
        (await first.WithdrawErasure(person, "QD 14/2026")).Code.ShouldBe("person-erased");
        var shown = (await first.GetJson($"/api/v1/persons/{person}/erasure")).Body!;
        shown["state"]!.ToString().ShouldBe("erased");
        var before = shown["before"]!.AsArray().ShouldHaveSingleItem()!;
        (before["id"]!.ToString(), before["state"]!.ToString(), before["requestedBy"]!.ToString(), before["withdrawnBy"]!.ToString())
            .ShouldBe((asked, "withdrawn", "dpo-1", "dpo-2"));
    }

    [Fact]
    public async Task is_for_nobody_whose_scope_is_not_the_province_and_of_nobody_unknown()
    {
        var (_, person) = await ledger.Held();
        var local = ledger.As("data-protection-officer", "dpo-3", "24781");
        foreach (var (who, whom) in ((HttpClient, string)[])[(local, person), (first, Guid.NewGuid().ToString()), (first, "nobody")])
        {
            (await who.AskErasure(whom)).Status.ShouldBe(HttpStatusCode.NotFound);
            (await who.ApproveErasure(whom)).Status.ShouldBe(HttpStatusCode.NotFound);
            (await who.GetJson($"/api/v1/persons/{whom}/erasure")).Status.ShouldBe(HttpStatusCode.NotFound);
        }

        (await local.AskErasure(person)).Code.ShouldBe("person-not-found");
        await first.AskErasure(person);
        (await local.GetJson("/api/v1/persons/erasures")).Body!["items"]!.AsArray().ShouldBeEmpty();
        (await registrar.AskErasure(person)).Code.ShouldBe("not-permitted");
        (await ledger.As("approver", "app-1").AskErasure(person)).Code.ShouldBe("not-permitted");
    }

    [Fact]
    public async Task that_is_cut_off_behind_the_destruction_is_finished_later_and_stated_once()
    {
        var (_, person) = await ledger.Held();
        var id = (await first.AskErasure(person)).Text("id");
        await DatabaseRole.DoAsync(ledger.ConnectionString,
            """
            create or replace function public.no_statement() returns trigger language plpgsql as $$ begin raise 'cut off'; end $$;
            create trigger no_statement before insert on ledger_log.statement for each row when (new.kind = 4) execute function public.no_statement()
            """);
        try
        {
            (await second.ApproveErasure(person)).Status.ShouldBe(HttpStatusCode.InternalServerError);
            (await ledger.Rows($"select count(*) from vault.person where id = '{person}'")).ShouldBe(["0"]);
            (await first.GetJson($"/api/v1/persons/{person}/erasure")).Text("state").ShouldBe("approved");
        }
        finally
        {
            await DatabaseRole.DoAsync(ledger.ConnectionString, "drop trigger no_statement on ledger_log.statement");
        }

        await Calls.Eventually(() => first.GetJson($"/api/v1/persons/{person}/erasure"), shown => shown.Text("state") == "erased");
        await Sealed(id);
        (await ledger.Rows($"select count(*) from ledger_log.statement where body ->> 'person' = '{person}'")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task is_done_again_when_a_backup_of_the_vault_brings_the_person_back()
    {
        var (_, person) = await ledger.Held();
        await ledger.Rows($"create table public.backup as select * from vault.person where id = '{person}'");
        await first.AskErasure(person);
        await second.ApproveErasure(person);
        await ledger.Rows("insert into vault.person select * from public.backup");
        await ledger.Alba.Services.GetRequiredService<Erasures>().EraseRevivedAsync(TestContext.Current.CancellationToken);
        (await ledger.Rows($"select count(*) from vault.person where id = '{person}'")).ShouldBe(["0"]);
    }

    private Task<string[]> Events(string plot) =>
        ledger.Rows($"select row_to_json(e)::text from ledger.mt_events e where stream_id = '{plot}' order by version");

    private Task<string[]> Sealed(string id) => Calls.Eventually(
        () => ledger.Rows($"select leaf_index from ledger_log.statement where id = '{id}' and leaf_index is not null"), rows => rows.Length == 1);

    private async Task<string> ProvedAsync(string plot) => (await Calls.Eventually(
        () => registrar.GetJson($"/api/v1/proofs/plots/{plot}"), found => found.Status == HttpStatusCode.OK)).Body!.ToJsonString();

    private async Task VerifiedAsync(string plot, string proof)
    {
        using var folder = KeysFolder();
        File.WriteAllText(folder.At("proof"), proof);
        var ended = await VerifyProgram.RunAsync("plot", folder.At("proof"), "--keys", folder.At("keys"));
        ended.Code.ShouldBe(0, $"{plot} {ended.Output}{ended.Errors}");
    }

    private async Task SoundAsync()
    {
        using var folder = KeysFolder();
        var log = ledger.Alba.Services.GetRequiredService<ProofSettings>().Folder;
        var ended = await VerifyProgram.RunAsync("database", "--connection", ledger.ConnectionString, "--log", log, "--keys", folder.At("keys"));
        ended.Code.ShouldBe(0, ended.Output + ended.Errors);
    }

    private Folder KeysFolder()
    {
        var folder = new Folder();
        File.WriteAllText(folder.At("keys"), ledger.Alba.Services.GetRequiredService<ProofKeys>().Trusted.ToString());
        return folder;
    }
}
