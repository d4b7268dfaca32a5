using JasperFx.Resources;
using Npgsql;

namespace LandLedger.Plumbing;

/// <summary>
/// <c>schema [--role NAME]</c>: brings the database to the present schema under the owner's connection string, and gives the service's role its
/// rights. Run after each new version of the program, with <c>--role</c>: a migration may have made tables that the role cannot see yet.
/// </summary>
public static class SchemaCommand
{
    private const int Usage = 64;

    /// <summary>Runs the command; the application is built, never started.</summary>
    /// <returns>0; 64 for unknown arguments (EX_USAGE); 1 when the database refuses.</returns>
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        if (args is not ([] or ["--role", { Length: > 0 }]))
        {
            await Console.Error.WriteLineAsync("Usage: schema [--role NAME]");
            return Usage;
        }

        try
        {
            var migration = app.Services.GetRequiredService<LedgerMigration>();
            await app.SetupResources();
            await migration.ApplyAsync(CancellationToken.None);
            Console.WriteLine("The schema is up to date.");
            if (args is [_, var role])
            {
                await migration.GrantAsync(role, CancellationToken.None);
                Console.WriteLine($"The role {role} has its rights.");
            }

            return 0;
        }
        catch (PostgresException refused)
        {
            await Console.Error.WriteLineAsync($"The database refused: {refused.SqlState} {refused.MessageText}");
            return 1;
        }
    }
}
