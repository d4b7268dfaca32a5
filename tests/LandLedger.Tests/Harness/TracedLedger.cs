using Xunit;

namespace LandLedger.Tests.Harness;

/// <summary>A ledger that logs all there is to log, and that nobody else changes while its views are rebuilt.</summary>
public sealed class TracedLedger : LedgerHost
{
    public const string Name = "traced ledger";

    protected override IReadOnlyDictionary<string, string> Settings { get; } = ((string[])
    [
        "Default", "Microsoft", "Microsoft.Hosting.Lifetime", "System.Net.Http", "Wolverine", "JasperFx", "Marten", "Npgsql", "LandLedger",
        "LandLedger.Intake.ImportRunner",
    ]).ToDictionary(category => $"Logging:LogLevel:{category}", _ => "Trace");
}

/// <summary>Classes of this collection share one traced ledger and run one after the other.</summary>
[CollectionDefinition(TracedLedger.Name)]
public sealed class OneTracedLedger : ICollectionFixture<TracedLedger>;
