namespace LandLedger.EmbeddedPostgres;

/// <summary>
/// The private PostgreSQL cannot be found, made, started or used. The message is meant for the person at the terminal: it says what
/// was found and what to do, and never holds a password or anything from the database.
/// </summary>
public sealed class EmbeddedPostgresException(string message) : Exception(message);
