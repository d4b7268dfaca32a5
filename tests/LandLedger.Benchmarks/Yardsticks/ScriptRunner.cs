using System.Diagnostics;
using System.Globalization;
using LandLedger.Benchmarks.Load;
using Npgsql;

namespace LandLedger.Benchmarks.Yardsticks;

/// <summary>Runs a script from as many clients as the ledger has, by pgbench with prepared statements, or by Npgsql where there is no pgbench.</summary>
/// <param name="pgbench">Path of pgbench; null where it is missing.</param>
/// <param name="database">The yardstick's database.</param>
/// <param name="clients">Clients at the same time.</param>
/// <param name="plots">Plots prepared for corrections; a multiple of the clients.</param>
internal sealed class ScriptRunner(string? pgbench, string database, int clients, int plots)
{
    private const int MostClients = 1024;
    private long next;

    /// <summary>In words, for the report.</summary>
    public string Name => pgbench is null ? "Npgsql (no pgbench here)" : "pgbench -M prepared";

    /// <summary>Runs for some time and adds what was seen to a tally.</summary>
    /// <param name="script">The transaction.</param>
    /// <param name="duration">How long; pgbench takes whole seconds.</param>
    /// <param name="tally">Receives the latencies.</param>
    /// <param name="clock">Tells what processor time was spent.</param>
    public async Task RunAsync(WriteScript script, TimeSpan duration, Tally tally, CpuClock? clock = null)
    {
        // Each turn counts through numbers of its own.
        next += 10_000_000;
        var before = clock?.Read();
        var started = Stopwatch.GetTimestamp();
        var latencies = pgbench is null ? await NpgsqlAsync(script, duration) : await PgbenchAsync(pgbench, script, duration);
        var seconds = pgbench is null ? Stopwatch.GetElapsedTime(started).TotalSeconds : Math.Ceiling(duration.TotalSeconds);
        tally.Add(latencies, seconds, clock?.Read() is { } after && before is not null ? after - before : null);
    }

    private async Task<List<int>> PgbenchAsync(string program, WriteScript script, TimeSpan duration)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-pgbench-").FullName;
        try
        {
            var file = Path.Combine(folder, "script.sql");
            await File.WriteAllTextAsync(file, string.Join('\n',
            [
                @"\set n :n + 1",
                $@"\set seq :n * {MostClients} + :client_id",
                $@"\set own :n % {plots / clients} * {clients} + :client_id",
                "begin;", .. script.Statements.Select(statement => statement + ";"), "commit;", "",
            ]));
            var parts = new NpgsqlConnectionStringBuilder(database);
            string[] arguments =
            [
                "-n", "-M", "prepared", "-c", Text(clients), "-j", "2", "-T", Text((long)Math.Ceiling(duration.TotalSeconds)),
                "-f", file, "--log", "--log-prefix", Path.Combine(folder, "latencies"), "-D", $"n={Text(next)}",
                .. script.Variables.SelectMany(one => (string[])["-D", $"{one.Key}={one.Value}"]),
                "-h", parts.Host!, "-p", Text(parts.Port), "-U", parts.Username!, parts.Database!,
            ];
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PGPASSWORD"] = parts.Password!;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"pgbench failed: {await errors}");
            return Directory.EnumerateFiles(folder, "latencies*").SelectMany(File.ReadLines)
                .Select(line => int.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)).ToList();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<List<int>> NpgsqlAsync(WriteScript script, TimeSpan duration)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database)
        {
            NoResetOnClose = true, MaxAutoPrepare = 50, AutoPrepareMinUsages = 2, MaxPoolSize = clients,
        });
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            var latencies = new List<int>();
            await using var connection = await source.OpenConnectionAsync();
            for (var n = next; Stopwatch.GetElapsedTime(started) < duration; n++)
            {
                var asked = Stopwatch.GetTimestamp();
                await using var transaction = await connection.BeginTransactionAsync();
                foreach (var statement in script.Statements)
                {
                    await using var command = new NpgsqlCommand(statement, connection, transaction);
                    command.Parameters.AddWithValue("seq", n * MostClients + client);
                    command.Parameters.AddWithValue("own", n % (plots / clients) * clients + client);
                    foreach (var (name, value) in script.Variables)
                        command.Parameters.AddWithValue(name, value);
                    await command.ExecuteNonQueryAsync();
                }

                await transaction.CommitAsync();
                latencies.Add((int)Stopwatch.GetElapsedTime(asked).TotalMicroseconds);
            }

            return latencies;
        }));
        return [.. all.SelectMany(one => one)];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
