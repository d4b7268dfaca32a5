using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace LandLedger.Benchmarks.Yardsticks;

/// <summary>
/// The yardstick of loading: the rows that the ledger wrote, copied by raw COPY into tables of the same definition, with the same keys and
/// indexes, in a database beside it. Reading them is not counted.
/// </summary>
internal sealed class RowCopy
{
    // Events hang on their streams, so these two are emptied together; all others as soon as they are measured.
    private static readonly string[][] Tables =
    [
        ["vault.person"], ["vault.person_index"], ["ledger.mt_streams", "ledger.mt_events"], ["ledger.mt_doc_plotcard"],
        ["ledger.audit_trail"],
    ];

    private readonly List<(string Table, long Rows, long Bytes, double Seconds)> copied = [];

    /// <summary>All tables together.</summary>
    public double Seconds => copied.Sum(table => table.Seconds);

    /// <summary>Copies every table; the copies are emptied afterwards.</summary>
    public static async Task<RowCopy> MeasureAsync(string from, string to)
    {
        var result = new RowCopy();
        var spool = Path.GetTempFileName();
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(from) { CommandTimeout = 0 });
        await using var target = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(to) { CommandTimeout = 0 });
        try
        {
            await using var reading = await source.OpenConnectionAsync();
            await using var writing = await target.OpenConnectionAsync();
            foreach (var together in Tables)
            {
                foreach (var table in together)
                    result.copied.Add(await CopyAsync(table, spool, reading, writing));
                await using var empty = new NpgsqlCommand($"truncate {string.Join(", ", together)} cascade", writing);
                await empty.ExecuteNonQueryAsync();
            }

            return result;
        }
        finally
        {
            File.Delete(spool);
        }
    }

    private static async Task<(string Table, long Rows, long Bytes, double Seconds)> CopyAsync(
        string table, string spool, NpgsqlConnection reading, NpgsqlConnection writing)
    {
        await using (var file = File.Create(spool))
        await using (var rows = await reading.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)"))
            await rows.CopyToAsync(file, 1 << 20);
        await using (var checkpoint = new NpgsqlCommand("checkpoint", writing))
            await checkpoint.ExecuteNonQueryAsync();
        var watch = Stopwatch.StartNew();
        await using (var file = File.OpenRead(spool))
        await using (var rows = await writing.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)"))
            await file.CopyToAsync(rows, 1 << 20);
        var seconds = watch.Elapsed.TotalSeconds;
        await using var count = new NpgsqlCommand($"select count(*) from {table}", writing);
        return (table, (long)(await count.ExecuteScalarAsync())!, new FileInfo(spool).Length, seconds);
    }

    /// <summary>A line each.</summary>
    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"Yardstick: raw COPY",-28}{"rows",12}{"MB",10}{"seconds",10}{"rows/s",10}");
        foreach (var (table, rows, bytes, seconds) in copied)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {table,-26}{rows,12}{bytes >> 20,10}{seconds,10:0.0}{rows / seconds,10:0}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"all",-26}{copied.Sum(table => table.Rows),12}"
            + $"{copied.Sum(table => table.Bytes) >> 20,10}{Seconds,10:0.0}{copied.Sum(table => table.Rows) / Seconds,10:0}"));
    }
}
