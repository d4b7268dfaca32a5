namespace LandLedger.Plumbing;

/// <summary>The name of the database schema in which the ledger lives, for the few statements written by hand.</summary>
/// <param name="Name">A plain lower-case name, checked at start.</param>
public sealed record LedgerSchema(string Name);
