using JasperFx.Resources;
using LandLedger.Access;

namespace LandLedger.Storage;

/// <summary>
/// What the <c>schema</c> command does in production, development does at each start: the schema is brought up under its owner, by an
/// application that is built and never started. The service then works under roles that own nothing.
/// </summary>
public static class SchemaAtStart
{
    /// <summary>Does nothing when the service's own role owns the schema; it then sees to it itself.</summary>
    /// <param name="service">Its settings count here too; afterwards it no longer migrates.</param>
    /// <param name="database">Knows the owner.</param>
    public static async Task BringUpAsync(WebApplicationBuilder service, LedgerDatabase database)
    {
        if (database.Owner is not { } owner || !service.MayMigrate())
            return;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = service.Environment.EnvironmentName });
        builder.Configuration.AddConfiguration(service.Configuration);
        builder.AddAccess();
        builder.AddLedgerStore(database.AsOwner());
        builder.AddLedgerMessages();
        await using (var app = builder.Build())
        {
            var migration = app.Services.GetRequiredService<LedgerMigration>();
            await using var turn = await migration.TurnAsync(CancellationToken.None);
            await app.SetupResources();
            await migration.ApplyAsync(CancellationToken.None);
            await migration.GrantServiceAsync(owner.Roles.Service, CancellationToken.None);
            await migration.GrantSequencerAsync(owner.Roles.Sequencer, CancellationToken.None);
            if (owner.Roles.Reader is { } reader)
                await migration.GrantReaderAsync(reader, CancellationToken.None);
            // A vault with a connection string of its own belongs to whoever that string signs in as.
            if (service.Configuration.GetConnectionString("vault") is not { Length: > 0 })
                await migration.GrantVaultAsync(owner.Roles.Service, CancellationToken.None);
        }

        service.Configuration["Ledger:Migrate"] = bool.FalseString;
    }

    /// <summary>Whether this start may touch the schema: in development, unless <c>Ledger__Migrate</c> is off.</summary>
    public static bool MayMigrate(this WebApplicationBuilder service) =>
        service.Environment.IsDevelopment() && service.Configuration.GetValue("Ledger:Migrate", true);
}
