using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace LandLedger.EmbeddedPostgres;

/// <summary>The roles beside the owner. Each has a password of its own, in a file that only the person's account may read.</summary>
internal static partial class ClusterRoles
{
    public static string PasswordOf(string role, ClusterFolders folders)
    {
        var file = folders.SecretFileOf(Plain(role));
        return File.Exists(file)
            ? File.ReadAllText(file)
            : throw new EmbeddedPostgresException($"The role {role} has no password yet: {file} is missing. Start the program once more.");
    }

    /// <summary>Called under the cluster's lock: two sessions that alter one role at a time would trip over each other.</summary>
    public static async Task SettleAsync(
        string owner, IReadOnlyCollection<string> roles, ClusterFolders folders, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { Pooling = false });
        await using var connection = await source.OpenConnectionAsync(cancellation);
        foreach (var role in roles)
        {
            var file = folders.SecretFileOf(Plain(role));
            if (!File.Exists(file))
                ClusterFolders.WriteClosed(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
            // Somebody may have made a role of this name by hand, with any right and any password.
            await using var command = new NpgsqlCommand(
                $"""
                do $$ begin
                    if not exists (select from pg_roles where rolname = '{role}') then
                        create role {role};
                    end if;
                end $$;
                alter role {role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
                    password '{PasswordOf(role, folders)}';
                reassign owned by {role} to {ServerAddress.Owner};
                """, connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static string Plain(string role) => PlainName().IsMatch(role)
        ? role
        : throw new ArgumentException("A role of the private cluster has a plain name: lower-case letters, digits and _.", nameof(role));

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z")]
    private static partial Regex PlainName();
}
