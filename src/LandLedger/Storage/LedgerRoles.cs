using Npgsql;

namespace LandLedger.Storage;

/// <summary>Who does what in the database; docs/operating.md has the table.</summary>
/// <param name="Service">Adds events and writes views.</param>
/// <param name="Sequencer">Adds to the log.</param>
/// <param name="Reader">Reads everything but the vault; null where nobody was named.</param>
public sealed record LedgerRoles(string Service, string Sequencer, string? Reader)
{
    /// <summary>The names in the private cluster, and everywhere else by custom.</summary>
    public static LedgerRoles Usual { get; } = new("ledger_app", "ledger_seq", "ledger_read");

    /// <summary>Whoever the connection strings of the service and of the sequencer sign in as.</summary>
    public static LedgerRoles In(string service, string sequencer) => new(NameIn(service), NameIn(sequencer), null);

    // Without a name PostgreSQL takes the account's.
    private static string NameIn(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Username ?? Environment.UserName;
}
