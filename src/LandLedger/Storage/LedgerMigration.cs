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
    /// <summary>Waits until nobody else migrates this database, and keeps others waiting until what it gives is disposed.</summary>
    public async Task<IAsyncDisposable> TurnAsync(CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        await connection.BeginTransactionAsync(cancellation);
        await using var wait = new NpgsqlCommand($"select pg_advisory_xact_lock(hashtext('{schema.Name} migration'))", connection)
        {
            CommandTimeout = 0,
        };
        await wait.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    /// <summary>Applies what is missing. Run under the owner role; safe to run again.</summary>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await vault.EnsureSchemaAsync(cancellation);
        await RunAsync(vaultConnection.Source, RejectList.TableSql, cancellation);
        string[] concerns =
        [
            ReadLog.TableSql(schema.Name), LogTables.Sql(schema), ReplayTables.Sql(schema), NothingAnonymous(),
            AuditTrail.FillSql(schema.Name),
        ];
        foreach (var concern in concerns)
            await RunAsync(database, concern, cancellation);
    }

    /// <summary>Gives the service's role what it needs in the ledger's database; the vault's is another concern.</summary>
    /// <param name="role">The role, a plain name.</param>
    /// <param name="cancellation">Stops between statements.</param>
    public Task GrantServiceAsync(string role, CancellationToken cancellation) =>
        RunAsync(database, LedgerGrants.Service(schema, Quoted(role)), cancellation);

    /// <summary>Gives the service's role what it needs in the vault's database.</summary>
    /// <inheritdoc cref="GrantServiceAsync"/>
    public Task GrantVaultAsync(string role, CancellationToken cancellation) =>
        RunAsync(vaultConnection.Source, LedgerGrants.Vault(Quoted(role)), cancellation);

    /// <summary>Gives the sequencer's role what it needs.</summary>
    /// <inheritdoc cref="GrantServiceAsync"/>
    public Task GrantSequencerAsync(string role, CancellationToken cancellation) =>
        RunAsync(database, LedgerGrants.Sequencer(schema, Quoted(role)), cancellation);

    /// <summary>Gives a role the right to read everything but the vault.</summary>
    /// <inheritdoc cref="GrantServiceAsync"/>
    public Task GrantReaderAsync(string role, CancellationToken cancellation) =>
        RunAsync(database, LedgerGrants.Reader(schema, Quoted(role)), cancellation);

    private string NothingAnonymous() =>
        $"""
        do $$ begin
            if not exists (select from pg_constraint
                where conname = 'nothing_anonymous' and conrelid = '{schema.Name}.mt_events'::regclass) then
                alter table {schema.Name}.mt_events add constraint nothing_anonymous
                    check (type = 'tombstone' or (user_name is not null and user_name <> ''));
            end if;
        end $$;
        """;

    private static string Quoted(string role) => new NpgsqlCommandBuilder().QuoteIdentifier(role);

    private static async Task RunAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        // A province's tables take their time.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>In development a service that owns its schema brings it up at each start, before anything else runs.</summary>
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
