using JasperFx;
using LandLedger.Audit;
using LandLedger.Intake;
using LandLedger.Persons;
using LandLedger.Proof;
using LandLedger.Replay;
using Marten;
using Npgsql;

namespace LandLedger.Storage;

/// <summary>
/// Brings a database to the present schema: the store's own tables, the vault's, and the rules that only the database can hold for
/// every path.
/// </summary>
public sealed class LedgerMigration(
    IDocumentStore store, NpgsqlDataSource database, VaultConnection vaultConnection, PersonVault vault, LedgerSchema schema)
{
    /// <summary>Applies what is missing. Run under the owner role; safe to run again.</summary>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await vault.EnsureSchemaAsync(cancellation);
        await RunAsync(vaultConnection.Source, RejectList.TableSql, cancellation);
        await RunAsync(database, ReadLog.TableSql(schema.Name), cancellation);
        await RunAsync(database, LogTables.Sql(schema), cancellation);
        await RunAsync(database, ReplayTables.Sql(schema), cancellation);
        await RunAsync(database,
            $"""
            do $$ begin
                if not exists (select from pg_constraint
                    where conname = 'nothing_anonymous' and conrelid = '{schema.Name}.mt_events'::regclass) then
                    alter table {schema.Name}.mt_events add constraint nothing_anonymous
                        check (type = 'tombstone' or (user_name is not null and user_name <> ''));
                end if;
            end $$;
            """, cancellation);
        await RunAsync(database, AuditTrail.FillSql(schema.Name), cancellation);
    }

    /// <summary>Gives the service's role what it needs and no more: it may add events, never change or delete one.</summary>
    /// <param name="role">The role, a plain name.</param>
    /// <param name="cancellation">Stops between statements.</param>
    public async Task GrantAsync(string role, CancellationToken cancellation)
    {
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(role);
        var messages = $"{schema.Name}_wolverine";
        await RunAsync(database,
            $"""
            grant usage on schema {schema.Name}, {messages} to {quoted};
            grant select, insert, update, delete on all tables in schema {schema.Name}, {messages} to {quoted};
            revoke update, delete, truncate on {schema.Name}.mt_events, {schema.Name}.read_log from {quoted};
            revoke delete, truncate on {schema.Name}.mt_streams from {quoted};
            grant usage, select on all sequences in schema {schema.Name}, {messages} to {quoted};
            grant usage on schema {schema.Name}_log to {quoted};
            grant select on all tables in schema {schema.Name}_log to {quoted};
            grant insert on {schema.Name}_log.statement to {quoted};
            grant insert, update on {schema.Name}_log.cosigned to {quoted};
            {ReplayTables.Grants(schema, quoted)}
            """, cancellation);
        await RunAsync(vaultConnection.Source,
            $"""
            grant usage on schema vault to {quoted};
            grant select, insert, update, delete on all tables in schema vault to {quoted};
            """, cancellation);
    }

    /// <summary>Gives the sequencer's role what it needs: it reads events and writes the log, and nothing else.</summary>
    /// <inheritdoc cref="GrantAsync"/>
    public Task GrantSequencerAsync(string role, CancellationToken cancellation)
    {
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(role);
        var log = LogTables.SchemaOf(schema);
        return RunAsync(database,
            $"""
            grant usage on schema {schema.Name}, {log} to {quoted};
            grant select on {schema.Name}.mt_events, {schema.Name}.mt_events_sequence to {quoted};
            grant select on all tables in schema {log} to {quoted};
            grant insert on {log}.leaf to {quoted};
            grant insert, update on {log}.head to {quoted};
            grant insert, update, delete on {log}.gap, {log}.held to {quoted};
            grant update (leaf_index) on {log}.statement to {quoted};
            """, cancellation);
    }

    /// <summary>Gives a role the right to read everything but the vault, as who verifies the ledger needs.</summary>
    /// <inheritdoc cref="GrantAsync"/>
    public Task GrantReaderAsync(string role, CancellationToken cancellation)
    {
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(role);
        var log = LogTables.SchemaOf(schema);
        return RunAsync(database,
            $"""
            grant usage on schema {schema.Name}, {log} to {quoted};
            grant select on all tables in schema {schema.Name}, {log} to {quoted};
            grant select on all sequences in schema {schema.Name} to {quoted};
            """, cancellation);
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>In development the schema is brought up at each start, before anything else runs.</summary>
public sealed class MigrateAtStart(LedgerMigration migration) : IHostedLifecycleService
{
    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => migration.ApplyAsync(cancellationToken);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
