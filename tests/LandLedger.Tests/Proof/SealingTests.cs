using System.Net;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>A ledger whose sequencer does not keep a test waiting.</summary>
public sealed class SealingLedger : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Proof:Every"] = "00:00:00.050", ["Proof:Publish"] = "00:00:00.050", ["Proof:GapGrace"] = "00:00:00.100",
    };

    public TrustedKeys Keys => Alba.Services.GetRequiredService<ProofKeys>().Trusted;

    public LogState State => Alba.Services.GetRequiredService<LogState>();

    public TileFolder PublicFiles => new(Alba.Services.GetRequiredService<ProofSettings>().Folder);

    /// <summary>The proof of a plot, as soon as it is sealed.</summary>
    public async Task<PlotProof> Proof(Guid plot, int events, string role = "registrar")
    {
        var client = As(role);
        var answer = await Calls.Eventually(() => client.GetJson($"/api/v1/proofs/plots/{plot}"),
            found => found.Status == HttpStatusCode.OK && found.Body!["events"]!.AsArray().Count == events);
        return PlotProof.Parse(answer.Body!.ToJsonString());
    }
}

public sealed class A_recorded_event(SealingLedger ledger) : IClassFixture<SealingLedger>
{
    [Fact]
    public async Task is_sealed_and_proved_with_nothing_but_public_keys()
    {
        var plot = await Registered();
        var proof = await ledger.Proof(plot, 1);
        proof.Check(ledger.Keys).Outcome.ShouldBe(Outcome.Sound, string.Join('\n', proof.Check(ledger.Keys).Findings.Select(found => found.En)));
        proof.Events[0].Leaf.Type.ShouldBe("plot_registered");
        proof.Events[0].Provenance.ShouldBeNull("who may not search the audit trail sees no more of it here");
        proof.Events[0].Origin.ShouldNotBeNull();
    }

    [Fact]
    public async Task shows_its_provenance_to_who_may_search_the_audit_trail()
    {
        var plot = await Registered();
        var proof = await ledger.Proof(plot, 1, "security-officer");
        proof.Check(ledger.Keys).Outcome.ShouldBe(Outcome.Sound);
        proof.Events[0].Provenance!.Actor.ShouldBe("reg-40");
    }

    [Fact]
    public async Task of_a_later_commit_is_chained_to_the_first()
    {
        var plot = await Registered();
        var registrar = ledger.As("registrar", "reg-40", "24781");
        (await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"")).Status.ShouldBe(HttpStatusCode.OK);
        var proof = await ledger.Proof(plot, 2);
        proof.Check(ledger.Keys).Outcome.ShouldBe(Outcome.Sound);
        proof.Events[1].Leaf.Previous.ShouldBe(proof.Events[0].Leaf.Hash());
    }

    [Fact]
    public async Task of_a_refused_commit_is_sealed_as_a_number_without_content()
    {
        var number = Calls.NewPlotNumber();
        var registrar = ledger.As("registrar", "reg-40", "24781");
        (await registrar.PostJson("/api/v1/plots", Calls.Registration(number))).Status.ShouldBe(HttpStatusCode.Created);
        (await registrar.PostJson("/api/v1/plots", Calls.Registration(number))).Code.ShouldBe("plot-number-taken");
        await ledger.Proof(await Registered(), 1);
        (await DatabaseRole.AskAsync<long>(ledger.ConnectionString,
            "select count(*) from ledger.mt_events e join ledger_log.leaf l using (seq_id) where e.type = 'tombstone'")).ShouldBe(1);
        ledger.State.Broken.ShouldBeNull();
    }

    [Fact]
    public async Task inserted_past_the_program_is_held_back_and_named()
    {
        var plot = await Registered();
        await ledger.Proof(plot, 1);
        var before = ledger.State.Held;
        await DatabaseRole.DoAsync(ledger.ConnectionString,
            $"""
            update ledger.mt_streams set version = 2 where id = '{plot}';
            insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, user_name, headers)
            select nextval('ledger.mt_events_sequence'), gen_random_uuid(), stream_id, 2, data, 'plot_corrected', now(), tenant_id,
                mt_dotnet_type, 'reg-40', headers from ledger.mt_events where stream_id = '{plot}'
            """);
        (await Calls.Eventually(() => Task.FromResult(ledger.State.Held), held => held > before)).ShouldBe(before + 1);
        (await DatabaseRole.AskAsync<string>(ledger.ConnectionString,
            $"select why from ledger_log.held where stream_id = '{plot}'")).ShouldBe("origin-missing");
        (await ledger.As("registrar").GetJson($"/api/v1/proofs/plots/{plot}")).Code.ShouldBe("plot-not-sealed");
    }

    private async Task<Guid> Registered()
    {
        var answer = await ledger.As("registrar", "reg-40", "24781").PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber()));
        answer.Status.ShouldBe(HttpStatusCode.Created);
        return Guid.Parse(answer.Text("id"));
    }
}
