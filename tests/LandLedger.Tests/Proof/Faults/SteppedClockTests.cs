using System.Net;
using System.Text.Json;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Intake;
using LandLedger.Tests.Verify;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof.Faults;

/// <summary>A ledger with a witness, whose clock is set forth and back.</summary>
public sealed class SteppedLedger : WitnessedLedger
{
    public SteppedClock Clock { get; } = new();

    public LogState State => Alba.Services.GetRequiredService<LogState>();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings)
    {
        ["Proof:StateEvery"] = "00:00:00.200", ["Proof:Folder"] = Home.At("log"),
    };

    protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);
}

public sealed class A_ledger_whose_clock_is_set(SteppedLedger ledger) : IClassFixture<SteppedLedger>
{
    [Fact]
    public async Task seals_and_publishes_what_is_recorded_at_any_time()
    {
        foreach (var hours in (int[])[0, 1, -1, 0])
        {
            ledger.Clock.Offset = TimeSpan.FromHours(hours);
            var registrar = ledger.As("registrar", "reg-42", "24781");
            var plot = await registrar.Register();
            (await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"")).Status.ShouldBe(HttpStatusCode.OK);
            await Calls.Eventually(() => registrar.GetJson($"/api/v1/proofs/plots/{plot}"), proof => proof.Status == HttpStatusCode.OK);
            ledger.State.Broken.ShouldBeNull();
            ledger.State.Published.ShouldBeGreaterThan(0);
        }

        ledger.Clock.Offset = TimeSpan.Zero;
        var verdict = LandLedger.Verify.Logs.LogCommand.Judge(
            ledger.Home.At("log"), TrustedKeys.Parse(string.Join('\n', File.ReadLines(ledger.Home.At("keys")).Where(line => line[0] is 'l' or 'o'))), null);
        verdict.Outcome.ShouldBe(Outcome.Sound, string.Join('\n', verdict.Findings.Select(found => found.En)));
    }

    [Fact]
    public async Task counts_a_cosignature_from_when_it_came_and_never_for_longer()
    {
        await ledger.As("registrar", "reg-42", "24781").Register();
        // The witness's clock is ten days ahead.
        await CosignedAsync(TimeSpan.FromDays(10));
        (await TakenAsync()).ShouldBeTrue();
        ledger.Clock.Offset = TimeSpan.FromHours(2);
        (await TakenAsync()).ShouldBeFalse("the witness has been silent for two hours");
        ledger.Clock.Offset = TimeSpan.FromHours(-1);
        (await TakenAsync()).ShouldBeTrue();

        // While the ledger's clock is slow the witness goes on; put right, the clock finds its last word recent.
        await ledger.As("registrar", "reg-42", "24781").Register();
        await CosignedAsync(TimeSpan.Zero);
        ledger.Clock.Offset = TimeSpan.Zero;
        (await TakenAsync()).ShouldBeTrue();

        // What another process of the ledger was told counts here too.
        ledger.State.CosignedAt = ledger.Clock.GetUtcNow() - TimeSpan.FromDays(1);
        (await TakenAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task states_each_reading_and_each_change_of_rights_although_the_clock_went_back()
    {
        // As if the database's clock had been an hour ahead when these were written.
        var ahead = await AskAsync(
            """
            insert into ledger.read_log (read_at, actor, actor_name, roles, office, session, client, kind)
            values (now() + interval '1 hour', 'reg-1', 'Officer', 'registrar', '', 's', '127.0.0.1', 'scan') returning id
            """);
        await StatedAsync(ahead);
        await StatedAsync(await AskAsync(
            """
            insert into ledger.read_log (read_at, actor, actor_name, roles, office, session, client, kind)
            values (now(), 'reg-1', 'Officer', 'registrar', '', 's', '127.0.0.1', 'scan') returning id
            """));

        await Calls.Eventually(() => AskAsync("select count(*) from ledger_log.statement where kind = 6 and leaf_index is not null"), count => count > 0);
        await DatabaseRole.DoAsync(ledger.ConnectionString, "update ledger_log.statement set made_at = made_at + interval '1 hour' where kind = 6");
        var before = await AskAsync("select count(*) from ledger_log.statement where kind = 6");
        await DatabaseRole.DoAsync(ledger.ConnectionString, "grant delete on ledger.mt_events to public");
        await Calls.Eventually(() => AskAsync("select count(*) from ledger_log.statement where kind = 6"), count => count > before);
        // Two more looks at the rights, of which readings tell.
        foreach (var _ in (int[])[1, 2])
        {
            await StatedAsync(await AskAsync(
                """
                insert into ledger.read_log (read_at, actor, actor_name, roles, office, session, client, kind)
                values (now(), 'reg-1', 'Officer', 'registrar', '', 's', '127.0.0.1', 'scan') returning id
                """));
        }

        (await AskAsync("select count(*) from ledger_log.statement where kind = 6")).ShouldBe(before + 1);
    }

    private Task<long> StatedAsync(long reading) => Calls.Eventually(() => AskAsync(
        $"select count(*) from ledger_log.statement where kind = 3 and {reading} between (body ->> 'from')::bigint and (body ->> 'to')::bigint"),
        count => count == 1);

    private async Task<bool> TakenAsync()
    {
        using var answer = await ImportCalls.Upload(ledger.As("registrar", "reg-42", "24781"), "PL3", [1]);
        return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
    }

    private async Task CosignedAsync(TimeSpan ahead)
    {
        await Calls.Eventually(() => Task.FromResult(ledger.State), state => state.Published > 0 && state.Published == state.Size);
        var officer = ledger.As("security-officer");
        var request = await officer.GetStringAsync(new Uri("/api/v1/proofs/witness-request?old=0", UriKind.Relative));
        using var witness = SigningKey.Parse(await File.ReadAllTextAsync(ledger.Home.At("witness.key")));
        var cosignature = CosignedNotes.SentNote(request).Cosignature(witness, TimeProvider.System.GetUtcNow() + ahead).ToString();
        (await officer.PostJson("/api/v1/proofs/cosignatures", JsonSerializer.Serialize(new { request, cosignatures = cosignature })))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    private Task<long> AskAsync(string sql) => DatabaseRole.AskAsync<long>(ledger.ConnectionString, sql);
}
