using LandLedger.Proof;
using LandLedger.Replay;

namespace LandLedger.Storage;

/// <summary>What each role may do, one text for each concern, as SQL that may be run again and again. Roles come quoted.</summary>
public static class LedgerGrants
{
    /// <summary>The service adds events, readings and statements and never changes or deletes one.</summary>
    public static string Service(LedgerSchema schema, string role)
    {
        var (messages, log) = ($"{schema.Name}_wolverine", LogTables.SchemaOf(schema));
        return $"""
            grant usage on schema {schema.Name}, {messages} to {role};
            grant select, insert, update, delete on all tables in schema {schema.Name}, {messages} to {role};
            revoke update, delete, truncate on {schema.Name}.mt_events, {schema.Name}.read_log from {role};
            revoke delete, truncate on {schema.Name}.mt_streams from {role};
            grant usage, select on all sequences in schema {schema.Name}, {messages} to {role};
            grant usage on schema {log} to {role};
            grant select on all tables in schema {log} to {role};
            grant insert on {log}.statement to {role};
            grant insert, update on {log}.cosigned to {role};
            {ReplayTables.Grants(schema, role)}
            """;
    }

    /// <summary>The service keeps persons.</summary>
    public static string Vault(string role) =>
        $"""
        grant usage on schema vault to {role};
        grant select, insert, update, delete on all tables in schema vault to {role};
        """;

    /// <summary>The sequencer reads events and writes the log, and nothing else.</summary>
    public static string Sequencer(LedgerSchema schema, string role)
    {
        var log = LogTables.SchemaOf(schema);
        return $"""
            grant usage on schema {schema.Name}, {log} to {role};
            grant select on {schema.Name}.mt_events, {schema.Name}.mt_events_sequence to {role};
            grant select on all tables in schema {log} to {role};
            grant insert on {log}.leaf to {role};
            grant insert, update on {log}.head to {role};
            grant insert, update, delete on {log}.gap, {log}.held to {role};
            grant update (leaf_index) on {log}.statement to {role};
            """;
    }

    /// <summary>Who verifies the ledger reads everything but the vault.</summary>
    public static string Reader(LedgerSchema schema, string role)
    {
        var log = LogTables.SchemaOf(schema);
        return $"""
            grant usage on schema {schema.Name}, {log} to {role};
            grant select on all tables in schema {schema.Name}, {log} to {role};
            grant select on all sequences in schema {schema.Name} to {role};
            """;
    }
}
