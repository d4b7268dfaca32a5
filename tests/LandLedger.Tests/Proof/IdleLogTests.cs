using System.Net;
using LandLedger.Proof;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>A ledger whose log is sealed by hand.</summary>
public sealed class HandSealedLedger : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Proof:Sequencer"] = "false", ["Proof:StateEvery"] = "1.00:00:00", ["Proof:GapGrace"] = "00:00:05",
    };

    /// <summary>One round.</summary>
    public async Task<SealedRound> Sealed()
    {
        await using var connection = await Alba.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        return await Alba.Services.GetRequiredService<Sequencing>().OnceAsync(connection, TestContext.Current.CancellationToken);
    }

    /// <summary>One round.</summary>
    /// <returns>How many leaves it made.</returns>
    public async Task<int> Round() => (await Sealed()).Leaves.Count;

    /// <summary>Which transaction wrote the head last.</summary>
    public Task<string> HeadWrittenBy() => DatabaseRole.AskAsync<string>(ConnectionString, "select xmin::text from ledger_log.head");
}

public sealed class A_round_of_sealing(HandSealedLedger ledger) : IClassFixture<HandSealedLedger>
{
    [Fact]
    public async Task with_nothing_to_seal_writes_nothing()
    {
        await Calls.Eventually(
            () => DatabaseRole.AskAsync<long>(ledger.ConnectionString, "select count(*) from ledger_log.statement"), stated => stated > 0);
        (await ledger.As("registrar", "reg-40", "24781").PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber())))
            .Status.ShouldBe(HttpStatusCode.Created);
        await Calls.Eventually(ledger.Round, sealedNow => sealedNow == 0);
        var before = await ledger.HeadWrittenBy();
        (await ledger.Round()).ShouldBe(0);
        (await ledger.HeadWrittenBy()).ShouldBe(before);
    }

    /// <summary>With registrars at work there always is such a number; whoever looks again at once never rests.</summary>
    [Fact]
    public async Task leaves_what_waits_behind_a_missing_number_for_the_next_look()
    {
        var registrar = ledger.As("registrar", "reg-41", "24781");
        await Calls.Eventually(ledger.Round, sealedNow => sealedNow == 0);
        await registrar.Register();
        await DatabaseRole.AskAsync<long>(ledger.ConnectionString, "select nextval('ledger.mt_events_sequence')");
        await registrar.Register();

        var first = await ledger.Sealed();
        first.Leaves.ShouldNotBeEmpty();
        (first.HasMore, first.Waiting).ShouldBe((false, 2));
        await Calls.Eventually(async () => (await ledger.Sealed()).Waiting, waiting => waiting == 0);
    }
}
