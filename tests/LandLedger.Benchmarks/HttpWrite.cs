using System.Globalization;
using System.Text.Json;
using LandLedger.Benchmarks.Load;
using LandLedger.Benchmarks.Stage;
using LandLedger.Benchmarks.Yardsticks;
using Npgsql;

namespace LandLedger.Benchmarks;

/// <summary>
/// Registering and correcting plots over HTTP with token and <c>Idempotency-Key</c>, against pgbench writing the same rows, with the bytes
/// that the ledger wrote, in one transaction.
/// </summary>
internal static class HttpWrite
{
    public const string Name = "http-write";
    private const string SampleNumber = "90000001";

    public static async Task<double> RunAsync(Settings settings)
    {
        var plots = Math.Max(settings.Plots / settings.Clients, 1) * settings.Clients;
        IReadOnlyList<Guid> loaded = [];
        await using var ledger = await MeasuredLedger.StartAsync(settings, async store => loaded = await store.AddAsync(plots, asRegistered: true));
        var token = await ledger.TokenAsync("registrar-1", "registrar");
        await ledger.CaughtUpAsync();

        var sample = new WriteScript.SamplePlot(RegisterOne(ledger.Port, token), SampleNumber);
        await using var database = NpgsqlDataSource.Create(ledger.Database);
        await using var yardstick = NpgsqlDataSource.Create(ledger.YardstickDatabase);
        var registration = await WriteScript.RegistrationAsync(database, sample);
        await WriteScript.PrepareAsync(database, yardstick, sample, plots);
        Ask(ledger.Port, new Corrector(token, [sample.Id]));
        var correction = await WriteScript.CorrectionAsync(database, sample);
        var runner = new ScriptRunner(ledger.Cluster.ToolPath("pgbench"), ledger.YardstickDatabase, settings.Clients, plots);
        Console.WriteLine(await ledger.DescribeAsync());
        Console.WriteLine($"{settings.Clients} clients, {plots} plots there before, both sides warmed {settings.Warm} s");

        Exchange[] registrars = [.. Enumerable.Range(0, settings.Clients).Select(client => new Registrar(token, $"{client}-"))];
        Exchange[] correctors = [.. loaded.Chunk(plots / settings.Clients).Select(own => new Corrector(token, own))];
        var (ours, theirs) = await CompareAsync(settings, ledger, registrars, runner, registration);
        Report.Print("Registering a plot", ("ledger: POST /api/v1/plots", ours), ($"yardstick: {runner.Name}", theirs));
        var (corrected, written) = await CompareAsync(settings, ledger, correctors, runner, correction);
        Report.Print("Correcting a plot", ("ledger: POST /api/v1/plots/{id}/corrections", corrected), ($"yardstick: {runner.Name}, reads included", written));
        Console.WriteLine(FormattableString.Invariant(
            $"corrections ratio: {corrected.Rate / written.Rate:0.00}; p99 against the yardstick's: ")
            + FormattableString.Invariant($"registering {ours.Milliseconds(0.99) / theirs.Milliseconds(0.99):0.0} x, ")
            + FormattableString.Invariant($"correcting {corrected.Milliseconds(0.99) / written.Milliseconds(0.99):0.0} x"));
        return ours.Rate / theirs.Rate;
    }

    private static async Task<(Tally Ours, Tally Theirs)> CompareAsync(
        Settings settings, MeasuredLedger ledger, Exchange[] clients, ScriptRunner runner, WriteScript script)
    {
        var (ours, theirs, clock) = (new Tally(), new Tally(), ledger.Clock);
        await runner.RunAsync(script, TimeSpan.FromSeconds(settings.Warm), new Tally());
        HttpLoad.Drive(ledger.Port, clients, TimeSpan.FromSeconds(settings.Warm), new Tally());
        for (var round = 0; round < settings.Rounds; round++)
        {
            HttpLoad.Drive(ledger.Port, clients, settings.Turn, ours, clock);
            // The audit trail follows the events; the yardstick has none, and must not share the machine with ours.
            await ledger.CaughtUpAsync();
            await runner.RunAsync(script, settings.Turn, theirs, clock);
        }

        return (ours, theirs);
    }

    private static Guid RegisterOne(int port, string token)
    {
        var answer = Ask(port, new Registrar(token, SampleNumber[..^1]));
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("id").GetGuid();
    }

    private static HttpAnswer Ask(int port, Exchange exchange)
    {
        using var wire = new Wire(port);
        var answer = wire.Ask(exchange.Next());
        exchange.Answered(answer);
        return answer;
    }

    // Goes round its own plots, each time on top of the version it made last.
    private sealed class Corrector(string token, Guid[] plots) : Exchange
    {
        private readonly int[] versions = [.. plots.Select(_ => 1)];
        private int at;

        public override ReadOnlyMemory<byte> Next()
        {
            var area = $"240.{1 + versions[at] % 4}";
            return Registrar.Post($"/api/v1/plots/{plots[at]}/corrections", token,
                $$"""
                {"changes":[{"field":"areaSquareMetres","to":"{{area}}"}],"reason":"measured again","instrument":"BA 123456","effectiveOn":"2025-10-02"}
                """, versions[at].ToString(CultureInfo.InvariantCulture));
        }

        public override void Answered(HttpAnswer answer)
        {
            answer.Expect(200);
            versions[at]++;
            at = (at + 1) % plots.Length;
        }
    }
}
