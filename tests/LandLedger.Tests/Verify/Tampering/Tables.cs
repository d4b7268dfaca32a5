using Npgsql;

namespace LandLedger.Tests.Verify.Tampering;

/// <summary>What somebody with all rights does in the database, triggers off.</summary>
public static class Tables
{
    public static async Task DoAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        if (!sql.StartsWith("create database", StringComparison.Ordinal) && !sql.StartsWith("vacuum", StringComparison.Ordinal))
            sql = $"set session_replication_role = replica; {sql}";
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<List<T>> RowsAsync<T>(string connectionString, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await row.ReadAsync())
            rows.Add(read(row));
        return rows;
    }
}
