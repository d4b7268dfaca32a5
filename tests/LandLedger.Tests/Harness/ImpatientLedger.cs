using Xunit;

namespace LandLedger.Tests.Harness;

/// <summary>
/// A ledger that asks its counterparts again at once and gives up soon, so that a test need not wait hours for a dead letter.
/// </summary>
public sealed class ImpatientLedger : LedgerHost
{
    public const string Name = "impatient ledger";

    /// <summary>How often it asks before it gives up.</summary>
    public const int Attempts = 5;

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Counterparts:RetrySeconds:0"] = "0.1",
        ["Counterparts:RetrySeconds:1"] = "0.1",
        ["Counterparts:RetrySeconds:2"] = "0.1",
        ["Counterparts:RetrySeconds:3"] = "0.1",
        ["Counterparts:FailuresBeforePause"] = "3",
        ["Counterparts:PauseSeconds"] = "4",
        // Calls are counted: none may be made again because the machine was busy.
        ["PopulationRegister:TimeoutSeconds"] = "5",
        ["VnLis:TimeoutSeconds"] = "5",
    };
}

/// <summary>Classes of this collection share one impatient ledger and run one after the other: faults strike whoever calls next.</summary>
[CollectionDefinition(ImpatientLedger.Name)]
public sealed class OneImpatientLedger : ICollectionFixture<ImpatientLedger>;
