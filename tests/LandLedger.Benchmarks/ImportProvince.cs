using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using LandLedger.Benchmarks.Stage;
using LandLedger.Benchmarks.Yardsticks;
using LandLedger.Sources.CodeLists;
using LandLedger.Sources.Samples;
using CommuneList = LandLedger.Sources.CodeLists.Communes;

namespace LandLedger.Benchmarks;

/// <summary>
/// A province from both land systems over HTTP, commune by commune, until the audit trail has followed; against raw COPY of the rows that
/// this wrote, vault and audit trail included. Then the same files again with one plot in a hundred changed.
/// </summary>
internal static class ImportProvince
{
    public const string Name = "import";
    private const double Changed = 0.01;
    private static readonly (string System, string File)[] Systems =
        [("VNPT-iLIS", SampleCommune.IlisFile), ("VBDLIS", SampleCommune.VbdlisFile)];

    public static async Task<double> RunAsync(Settings settings)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-province-").FullName;
        try
        {
            await using var ledger = await MeasuredLedger.StartAsync(settings, _ => Task.CompletedTask, ServerSettings);
            Console.WriteLine(await ledger.DescribeAsync());
            var communes = Write(settings.Plots, folder, changed: 0);
            Console.WriteLine($"{settings.Plots} plots in {communes.Count} communes, {Megabytes(folder)} MB in {communes.Count * 2} files");
            var first = await LoadAsync(ledger, communes, "First load");
            var rows = await RowCopy.MeasureAsync(ledger.Database, ledger.YardstickDatabase);
            rows.Print();

            Write(settings.Plots, folder, Changed);
            var second = await LoadAsync(ledger, communes, "Second load, 1 % changed");
            Console.WriteLine(FormattableString.Invariant(
                $"second load against the first: {second.TotalSeconds / first.TotalSeconds:0.00}; most memory of the ledger: {ledger.PeakMegabytes} MB"));
            return first.TotalSeconds / rows.Seconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What a server of its own would be given; both sides have it.
    private static readonly Dictionary<string, string> ServerSettings = new()
    {
        ["shared_buffers"] = "2GB", ["max_wal_size"] = "6GB", ["checkpoint_timeout"] = "15min", ["wal_compression"] = "on",
    };

    private static List<string> Write(int plots, string folder, double changed)
    {
        var communes = new List<string>();
        var left = plots;
        var all = CommuneList.All.Select(commune => commune.Code).ToArray();
        for (var at = 0; at < all.Length && left > 0; at++)
        {
            var own = Math.Min(left, ((plots - 1) / all.Length) + 1);
            var target = Path.Combine(folder, all[at]);
            SampleCommune.Write(
                new() { Plots = own, Commune = all[at], Seed = 1_000 + at, First = plots - left, Pl3 = false, Changed = changed }, target);
            communes.Add(target);
            left -= own;
        }

        return communes;
    }

    private static async Task<TimeSpan> LoadAsync(MeasuredLedger ledger, List<string> communes, string what)
    {
        Console.WriteLine();
        Console.WriteLine($"{what,-28}{"plots new",12}{"changed",10}{"unchanged",11}{"conflicts",11}{"seconds",10}{"plots/s",10}"
            + $"{"CPU s: ledger",15}{"PostgreSQL",12}");
        var clock = ledger.Clock;
        var watch = Stopwatch.StartNew();
        foreach (var (system, file) in Systems)
        {
            var (started, before) = (watch.Elapsed, clock.Read());
            var runs = new List<string>();
            foreach (var commune in communes)
            {
                runs.Add(await UploadAsync(ledger, system, Path.Combine(commune, file)));
                // A province of files, copies and yardstick fills a disk: what was sent is not needed any more.
                File.Delete(Path.Combine(commune, file));
            }

            var figures = await FinishedAsync(ledger, runs);
            var (seconds, after) = ((watch.Elapsed - started).TotalSeconds, clock.Read());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {system,-26}{figures.New,12}{figures.Changed,10}{figures.Unchanged,11}{figures.Conflicts,11}{seconds,10:0.0}"
                + $"{(figures.New + figures.Changed + figures.Unchanged) / seconds,10:0}"
                + $"{after?.Server - before?.Server,15:0}{after?.Database - before?.Database,12:0}"));
        }

        var loaded = watch.Elapsed;
        await ledger.CaughtUpAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  audit trail caught up {(watch.Elapsed - loaded).TotalSeconds:0.0} s later; {watch.Elapsed.TotalSeconds:0.0} s in all"));
        return watch.Elapsed;
    }

    private static async Task<string> UploadAsync(MeasuredLedger ledger, string system, string file)
    {
        using var http = await ClientAsync(ledger);
        await using var content = File.OpenRead(file);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(system), "system" }, { new StreamContent(content), "file", Path.GetFileName(file) },
        };
        using var answer = await http.PostAsync(new Uri("/api/v1/imports", UriKind.Relative), form);
        return answer.IsSuccessStatusCode
            ? answer.Headers.Location!.ToString()
            : throw new InvalidOperationException($"{system} was refused: {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<(int New, int Changed, int Unchanged, int Conflicts)> FinishedAsync(MeasuredLedger ledger, List<string> runs)
    {
        var (@new, changed, unchanged, conflicts) = (0, 0, 0, 0);
        foreach (var run in runs)
        {
            var ended = await EndOfAsync(ledger, run);
            @new += ended.GetProperty("plots").GetProperty("new").GetInt32();
            changed += ended.GetProperty("plots").GetProperty("changed").GetInt32();
            unchanged += ended.GetProperty("plots").GetProperty("unchanged").GetInt32();
            conflicts += ended.GetProperty("conflicts").GetInt32();
        }

        return (@new, changed, unchanged, conflicts);
    }

    private static async Task<JsonElement> EndOfAsync(MeasuredLedger ledger, string run)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            using var http = await ClientAsync(ledger);
            var shown = JsonDocument.Parse(await http.GetStringAsync(new Uri(run, UriKind.Relative))).RootElement;
            switch (shown.GetProperty("state").GetString())
            {
                case "finished": return shown;
                case "queued" or "running": continue;
                default: throw new InvalidOperationException($"An import did not finish: {shown}");
            }
        }
        while (await tick.WaitForNextTickAsync());
        throw new InvalidOperationException("The clock stopped.");
    }

    // A load takes longer than a token lives.
    private static async Task<HttpClient> ClientAsync(MeasuredLedger ledger)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ledger.Port}"), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await ledger.TokenAsync("importer-1", "registrar"));
        return http;
    }

    private static long Megabytes(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) >> 20;
}
