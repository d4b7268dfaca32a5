using System.Diagnostics;
using LandLedger.Benchmarks.Stage;
using LandLedger.EmbeddedPostgres;
using LandLedger.Plots;
using LandLedger.Replay;
using Marten;
using Npgsql;

namespace LandLedger.Benchmarks;

/// <summary>
/// Building the clean view anew: the shadow with its keys and indexes, against the store's own rebuild of the same view from the same
/// events. Afterwards both are compared, document by document; a single difference fails the measurement. Then the shadow takes the place of
/// the living view, and the list of a commune is asked for as it was.
/// </summary>
internal static class RebuildViews
{
    public const string Name = "rebuild";

    // A quarter of the machine's memory, as whoever looks after a server of its own would give it.
    private static readonly string Buffers = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / 1024 / 1024}MB";

    public static async Task<double> RunAsync(Settings settings)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-rebuild-").FullName;
        try
        {
            await using var cluster = await EmbeddedPostgresCluster.StartAsync(new()
            {
                Root = folder + "-postgres",
                ServerSettings = new Dictionary<string, string> { ["shared_buffers"] = Buffers, ["max_wal_size"] = "16GB" },
            });
            await using var plots = await LoadedPlots.MigrateAsync(cluster.ConnectionString, Path.Combine(folder, "vault.key"), sequences: false);
            var watch = Stopwatch.StartNew();
            await plots.AddManyAsync(settings.Plots);
            Console.WriteLine(FormattableString.Invariant($"{settings.Plots} plots put in, {settings.Plots / watch.Elapsed.TotalSeconds:0} plots/s"));
            await DoAsync(cluster.ConnectionString, "vacuum analyze");
            // As every few minutes: what was put in before is written by now, and the write-ahead log goes into files that there are already.
            var ratio = await MeasureAsync(plots, settings.Plots > 500_000 ? 1 : 3, () => DoAsync(cluster.ConnectionString, "checkpoint"));
            await plots.FollowAsync();
            // As the database does by itself within a minute.
            await DoAsync(cluster.ConnectionString, "analyze");
            await PastPages.PrintAsync(plots);
            return ratio;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(folder + "-postgres", recursive: true);
        }
    }

    private static async Task<double> MeasureAsync(LoadedPlots plots, int times, Func<Task> settleAsync)
    {
        var (shadow, build, chunks) = (plots.Find<ShadowTable>(), plots.Find<ShadowBuild>(), plots.Find<Chunks>());
        var view = ReplayedView.Find("clean-view")!;
        var rebuild = new Rebuild { Id = Guid.CreateVersion7(), View = view.Name };
        var progress = new RebuildProgress();
        // Once for nothing, so that no side pays for what the other finds in memory and compiled.
        await OursAsync();
        // In turns, for a machine has better and worse minutes; the middle one counts.
        var (turns, most) = (new List<(double Ours, double Theirs)>(), 0L);
        for (var turn = 0; turn < times; turn++)
        {
            await settleAsync();
            using var memory = new MostMemory();
            var own = await OursAsync();
            most = Math.Max(most, await memory.EndAsync());
            await settleAsync();
            turns.Add((own, await TheirsAsync()));
        }

        var (ours, theirs) = (Middle(turns.Select(turn => turn.Ours)), Middle(turns.Select(turn => turn.Theirs)));
        var watch = Stopwatch.StartNew();
        var compared = await plots.Find<Comparison>().RunAsync(rebuild, view, progress, CancellationToken.None);
        var comparing = watch.Elapsed.TotalSeconds;
        if (compared.Differences > 0 || compared.LiveRoot != compared.RebuiltRoot)
            throw new InvalidOperationException($"{compared.Differences} documents differ: the two rebuilds do not give the same view.");

        var events = (await chunks.AllAsync(rebuild.Id, CancellationToken.None)).Sum(chunk => chunk.Events);
        Console.WriteLine($"{events} events of {compared.Equal} plots, {Environment.ProcessorCount} processors");
        Print("shadow with keys and indexes", ours, events, compared.Equal);
        Print("RebuildProjectionAsync", theirs, events, compared.Equal);
        Print("comparing both, every document equal", comparing, events, compared.Equal);
        Console.WriteLine($"most memory while the shadow was built: {most / 1_000_000} MB");
        await SwitchAsync(plots, view, compared.Equal);
        return theirs / ours;

        async Task<double> TheirsAsync()
        {
            var their = Stopwatch.StartNew();
            using var daemon = await plots.Find<IDocumentStore>().BuildProjectionDaemonAsync();
            await daemon.RebuildProjectionAsync<PlotCard>(TimeSpan.FromHours(3), CancellationToken.None);
            return their.Elapsed.TotalSeconds;
        }

        async Task<double> OursAsync()
        {
            var own = Stopwatch.StartNew();
            await shadow.OpenAsync(view, CancellationToken.None);
            await chunks.CutAsync(rebuild.Id, null, CancellationToken.None);
            await build.RunAsync(rebuild.Id, view, progress, CancellationToken.None);
            await shadow.IndexAsync(view, unique: true, CancellationToken.None);
            return own.Elapsed.TotalSeconds;
        }
    }

    // With what one registrar's commit leaves to catch up with.
    private static async Task SwitchAsync(LoadedPlots plots, ReplayedView view, long there)
    {
        var mark = await plots.Find<ShadowTable>().MarkAsync(CancellationToken.None);
        await plots.AddAsync(1, behind: (int)there);
        var watch = Stopwatch.StartNew();
        var waited = await plots.Find<SwitchOver>().RunAsync(view, mark, CancellationToken.None);
        Console.WriteLine(FormattableString.Invariant(
            $"switching to the shadow: {watch.Elapsed.TotalMilliseconds:0} ms, of which writers wait {waited.TotalMilliseconds:0} ms"));
    }

    private static double Middle(IEnumerable<double> seconds)
    {
        double[] all = [.. seconds];
        Console.WriteLine($"in turns: {string.Join(", ", all.Select(each => FormattableString.Invariant($"{each:0.0}")))} s");
        return all.Order().ElementAt(all.Length / 2);
    }

    private static void Print(string what, double seconds, long events, long plots) => Console.WriteLine(FormattableString.Invariant(
        $"{what,-40}{seconds,8:0.0} s{events / seconds,12:0} events/s{plots / seconds,10:0} plots/s"));

    private static async Task DoAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0 });
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    // The most that the process held at one time, looked at ten times a second.
    private sealed class MostMemory : IDisposable
    {
        private readonly CancellationTokenSource end = new();
        private readonly Task<long> watching;

        public MostMemory() => watching = WatchAsync();

        public async Task<long> EndAsync()
        {
            await end.CancelAsync();
            return await watching;
        }

        public void Dispose() => end.Dispose();

        private async Task<long> WatchAsync()
        {
            var most = 0L;
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            try
            {
                while (await tick.WaitForNextTickAsync(end.Token))
                    most = Math.Max(most, Environment.WorkingSet);
            }
            catch (OperationCanceledException)
            {
                return most;
            }

            return most;
        }
    }
}
