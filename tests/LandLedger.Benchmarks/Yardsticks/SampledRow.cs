using Npgsql;

namespace LandLedger.Benchmarks.Yardsticks;

/// <summary>A row that the ledger wrote, to be written again by a yardstick: the same columns, as many bytes.</summary>
internal sealed record SampledRow(string Table, IReadOnlyList<SampledColumn> Columns)
{
    /// <summary>Takes one row.</summary>
    /// <param name="database">The ledger's database.</param>
    /// <param name="table">The table with its schema.</param>
    /// <param name="where">What picks exactly one row.</param>
    public static async Task<SampledRow> TakeAsync(NpgsqlDataSource database, string table, string where)
    {
        var columns = new List<(string Name, string Type)>();
        await using (var describe = database.CreateCommand(
            $"""
            select attname, format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
            """))
        await using (var described = await describe.ExecuteReaderAsync())
        {
            while (await described.ReadAsync())
                columns.Add((described.GetString(0), described.GetString(1)));
        }

        await using var pick = database.CreateCommand(
            $"select {string.Join(", ", columns.Select(column => $"\"{column.Name}\"::text"))} from {table} where {where}");
        await using var row = await pick.ExecuteReaderAsync();
        if (!await row.ReadAsync())
            throw new InvalidOperationException($"{table} has no row where {where}.");
        return new(table, [.. columns.Select((column, i) => new SampledColumn(column.Name, column.Type, row.IsDBNull(i) ? null : row.GetString(i)))]);
    }

    /// <summary>The text of a column.</summary>
    public string this[string column] => Columns.First(one => one.Name == column).Text!;

    /// <summary>An insert of this row, values as variables of a script, some of them replaced by expressions.</summary>
    /// <param name="variables">Receives the values.</param>
    /// <param name="from">What follows the values when rows come from a set, such as <c>from generate_series(1, 9) k</c>.</param>
    /// <param name="replaced">Expressions by column.</param>
    public string Insert(IDictionary<string, string> variables, string from, params (string Column, string Expression)[] replaced)
    {
        var values = Columns.Select(column => replaced.FirstOrDefault(one => one.Column == column.Name).Expression ?? Variable(variables, column));
        return $"insert into {Table} ({string.Join(", ", Columns.Select(column => $"\"{column.Name}\""))}) select {string.Join(", ", values)} {from}";
    }

    private static string Variable(IDictionary<string, string> variables, SampledColumn column)
    {
        if (column.Text is null)
            return $"null::{column.Type}";
        var name = $"v{variables.Count}";
        variables[name] = column.Text;
        return $":{name}::{column.Type}";
    }
}

/// <summary>A column with its value as text.</summary>
internal sealed record SampledColumn(string Name, string Type, string? Text);
