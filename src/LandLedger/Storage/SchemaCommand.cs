using JasperFx.Resources;
using Npgsql;

namespace LandLedger.Storage;

/// <summary>
/// <c>schema [--role NAME] [--sequencer NAME] [--reader NAME]</c>: brings the database to the present schema under the owner's connection
/// string, and gives the roles of the service, of the sequencer and of whoever verifies their rights. Run after each new version of the
/// program, with the roles: a migration may have made tables that they cannot see yet.
/// </summary>
public static class SchemaCommand
{
    private const int Usage = 64;
    private static readonly string[] Roles = ["--role", "--sequencer", "--reader"];

    /// <summary>Runs the command; the application is built, never started.</summary>
    /// <returns>0; 64 for unknown arguments (EX_USAGE); 1 when the database refuses.</returns>
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        if (args.Length % 2 != 0 || args.Chunk(2).Any(pair => !Roles.Contains(pair[0]) || pair[1].Length == 0))
        {
            await Console.Error.WriteLineAsync("Usage: schema [--role NAME] [--sequencer NAME] [--reader NAME]");
            return Usage;
        }

        try
        {
            var migration = app.Services.GetRequiredService<LedgerMigration>();
            await using var turn = await migration.TurnAsync(CancellationToken.None);
            await app.SetupResources();
            await migration.ApplyAsync(CancellationToken.None);
            Console.WriteLine("The schema is up to date.");
            foreach (var pair in args.Chunk(2))
            {
                await (pair[0] switch
                {
                    "--role" => migration.GrantServiceAsync(pair[1], CancellationToken.None),
                    "--sequencer" => migration.GrantSequencerAsync(pair[1], CancellationToken.None),
                    _ => migration.GrantReaderAsync(pair[1], CancellationToken.None),
                });
                if (pair[0] == "--role")
                    await migration.GrantVaultAsync(pair[1], CancellationToken.None);
                Console.WriteLine($"The role {pair[1]} has its rights.");
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
