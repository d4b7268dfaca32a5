using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify.Tampering;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine.Runtime;
using Xunit;
using Calls = LandLedger.Tests.Harness.Calls;

namespace LandLedger.Tests.PopulationRegister;

public sealed class A_message_that_no_queue_remembers(A_message_that_no_queue_remembers.Ledger ledger)
    : IClassFixture<A_message_that_no_queue_remembers.Ledger>
{
    private const string Messages = "ledger_wolverine.wolverine_incoming_envelopes";

    /// <summary>Asks again long after the test is over.</summary>
    public sealed class Ledger : LedgerHost
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Counterparts:RetrySeconds:0"] = "600", ["PopulationRegister:TimeoutSeconds"] = "30", ["Messages:ForgottenSeconds"] = "3",
        };
    }

    [Fact]
    public async Task is_taken_up_again_after_a_while()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var person = Citizen.New();
        await ledger.Counterparts.Know(person);
        var (plot, holder) = await registrar.Owned(person.AsHolder());
        await ledger.Counterparts.Order(Outside.PopulationRegister, "status", 503);
        await registrar.AskRegister(plot, holder);
        await Calls.Eventually(() => ledger.Rows($"select id::text from {Messages} where status = 'Scheduled'"), waiting => waiting.Length == 1);

        // As it is left by a queue that pauses between the commit and the moment in which the queue would have been told.
        var node = ledger.Alba.Services.GetRequiredService<IWolverineRuntime>().DurabilitySettings.AssignedNodeNumber;
        await Tables.DoAsync(ledger.ConnectionString,
            $"update {Messages} set status = 'Incoming', execution_time = null, owner_id = {node} where status = 'Scheduled'");
        await registrar.Match(plot, "matched", 60);
    }

    [Fact]
    public async Task is_not_one_that_takes_long()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var before = await ledger.Counterparts.Started(Outside.PopulationRegister);
        await ledger.Counterparts.Order(Outside.PopulationRegister, "latency", 12_000);
        await registrar.Clean(ledger.Counterparts);
        (await Outside.StaysFor(4, () => ledger.Counterparts.Started(Outside.PopulationRegister))).ShouldBeTrue();
        (await ledger.Counterparts.Started(Outside.PopulationRegister) - before).ShouldBe(1);
    }
}
