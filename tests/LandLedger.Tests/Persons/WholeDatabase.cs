using System.Diagnostics;
using System.Text;
using LandLedger.Tests.Harness;
using Npgsql;

namespace LandLedger.Tests.Persons;

/// <summary>Everything that a database holds, as text.</summary>
internal static class WholeDatabase
{
    /// <summary>By pg_dump; table by table where the machine has none.</summary>
    public static async Task<string> DumpAsync(LedgerHost ledger)
    {
        var tool = (await TestCluster.RunningAsync()).ToolPath("pg_dump");
        return tool is null ? await SelectAsync(ledger) : await RunAsync(tool, ledger.ConnectionString);
    }

    /// <summary>Every table, row by row.</summary>
    public static async Task<string> SelectAsync(LedgerHost ledger)
    {
        var text = new StringBuilder();
        var tables = await ledger.Rows(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
        foreach (var table in tables)
        {
            text.AppendLine(table);
            foreach (var row in await ledger.Rows($"select row_to_json(t)::text from {table} t"))
                text.AppendLine(row);
        }

        return text.ToString();
    }

    private static async Task<string> RunAsync(string tool, string connection)
    {
        var to = new NpgsqlConnectionStringBuilder(connection);
        var port = to.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(tool, ["-h", to.Host!, "-p", port, "-U", to.Username!, "-w", to.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PGPASSWORD"] = to.Password;
        using var dump = Process.Start(start)!;
        var (output, errors) = (dump.StandardOutput.ReadToEndAsync(), dump.StandardError.ReadToEndAsync());
        await dump.WaitForExitAsync();
        return dump.ExitCode == 0 ? await output : throw new InvalidOperationException($"pg_dump: {await errors}");
    }
}
