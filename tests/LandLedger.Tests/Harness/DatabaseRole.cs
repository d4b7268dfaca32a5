using Npgsql;

namespace LandLedger.Tests.Harness;

/// <summary>A role of the test cluster that may sign in.</summary>
public sealed record DatabaseRole(string Name, string ConnectionString)
{
    /// <summary>Makes a role of its own name.</summary>
    /// <param name="owner">Connects to the database as its owner.</param>
    /// <param name="attributes">Such as <c>superuser</c>; none for a role that may do nothing.</param>
    public static async Task<DatabaseRole> CreateAsync(string owner, string attributes)
    {
        var name = $"r_{Guid.NewGuid():N}";
        await DoAsync(owner, $"create role {name} login password 'test' {attributes}");
        return new(name, new NpgsqlConnectionStringBuilder(owner) { Username = name, Password = "test" }.ConnectionString);
    }

    /// <summary>Runs a statement.</summary>
    public static async Task DoAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks for one value.</summary>
    public static async Task<T> AskAsync<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
