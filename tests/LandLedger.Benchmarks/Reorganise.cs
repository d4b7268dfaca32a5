using System.Diagnostics;
using System.Globalization;
using System.Text;
using LandLedger.Benchmarks.Stage;
using LandLedger.Communes;
using LandLedger.EmbeddedPostgres;
using LandLedger.Holders;
using LandLedger.Intake;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Sources.CodeLists;
using LandLedger.Storage;
using Marten;
using NodaTime;
using Npgsql;

namespace LandLedger.Benchmarks;

/// <summary>
/// Renumbering plots of merged communes, dry run and run, on top of the rate at which the same plots were registered in bulk a moment
/// before: registration, certificate and one or two holders each, by COPY and without the vault.
/// </summary>
internal static class Reorganise
{
    public const string Name = "reorganise";

    private const int PlotsOfSheet = 300, InOneBatch = 2_000;
    private static readonly LocalDate Since = new(2025, 7, 1);

    public static async Task<double> RunAsync(Settings settings)
    {
        var folder = Directory.CreateTempSubdirectory("landledger-reorganise-").FullName;
        try
        {
            await using var cluster = await EmbeddedPostgresCluster.StartAsync(new() { Root = folder + "-postgres" });
            await using var ledger = await LoadedPlots.MigrateAsync(cluster.ConnectionString, Path.Combine(folder, "vault.key"), sequences: false);
            // Both sides once on a few plots, so that neither pays for what has to be compiled.
            await MeasureAsync(ledger, 0, InOneBatch);
            var (registered, examined, renumbered) = await MeasureAsync(ledger, 1, settings.Plots);
            Print("registered in bulk", settings.Plots, registered);
            Print("examined (dry run)", settings.Plots, examined);
            Print("renumbered", settings.Plots, renumbered);
            Console.WriteLine(FormattableString.Invariant(
                $"{Environment.ProcessorCount} processors; most memory of this process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
            return registered / renumbered;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(folder + "-postgres", recursive: true);
        }
    }

    private static async Task<(double Registered, double Examined, double Renumbered)> MeasureAsync(LoadedPlots ledger, int turn, int plots)
    {
        var communes = OldCommunes.All.Where(old => !old.Split).ToArray();
        var (runs, store) = (ledger.Find<RenumberingRun>(), ledger.Find<IDocumentStore>());
        var watch = Stopwatch.StartNew();
        await RegisterAsync(ledger, plots, communes, turn);
        var registered = watch.Elapsed.TotalSeconds;
        await using (var analysed = ledger.Find<NpgsqlDataSource>().CreateCommand("vacuum analyze"))
            await analysed.ExecuteNonQueryAsync();

        var table = Encoding.UTF8.GetBytes(Table(plots, communes, turn));
        var run = new Reorganisation
        {
            Id = Guid.CreateVersion7(), TableName = "table.csv", TableSha256 = ReferenceTables.HashOf(table), Resolution = "NQ 1671",
            EffectiveOn = Since, State = ReorganisationState.Proposed,
        };
        await using (var session = store.LightweightSession())
        {
            session.Store(new ReferenceTable(run.TableSha256, table));
            session.Store(run);
            await session.SaveChangesAsync();
        }

        watch.Restart();
        run = await runs.ExamineAsync(run, () => false, CancellationToken.None);
        var examined = watch.Elapsed.TotalSeconds;
        var approver = new ImportActor("benchmark", "Benchmark", "approver", "province", "", "", true, []);
        watch.Restart();
        run = await runs.RunAsync(run with { Approval = new(approver, SystemClock.Instance.GetCurrentInstant(), "benchmark") },
            () => false, CancellationToken.None);
        if (run.Done.Move != plots || run.Examined.Move != plots)
            throw new InvalidOperationException($"{run.Done.Move} of {plots} plots were renumbered.");
        return (registered, examined, watch.Elapsed.TotalSeconds);
    }

    private static async Task RegisterAsync(LoadedPlots ledger, int plots, OldCommune[] communes, int turn)
    {
        var (bulk, database) = (ledger.Find<BulkAppend>(), ledger.Find<NpgsqlDataSource>());
        foreach (var batch in Enumerable.Range(0, plots).Chunk(InOneBatch))
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await bulk.WriteAsync(connection, [.. batch.Select(plot => new PlotFacts(null, Guid.CreateVersion7(), Life(plot, communes, turn)))],
                new("benchmark", "benchmark", new Dictionary<string, string> { ["name"] = "Benchmark" }), CancellationToken.None);
            await transaction.CommitAsync();
        }
    }

    private static object[] Life(int plot, OldCommune[] communes, int turn)
    {
        var (commune, sheet) = Sheet(plot, communes, turn);
        var owners = plot % 3 == 0 ? 2 : 1;
        return
        [
            new PlotRegistered(new(commune.Code, OldCommunes.ListDate, Text(sheet), Text((plot % PlotsOfSheet) + 1)), null, 240.5m,
                [new("ODT", 240.5m, "CNQ-CTT", "private", "long-term")], new("Thôn 5"), Since, "BA 123456", "VBDLIS"),
            new CertificateRecorded($"BA {turn}{plot:0000000}", Since, null),
            .. Enumerable.Range(0, owners).Select(_ => new HolderRecorded(
                Guid.CreateVersion7(), Guid.NewGuid(), PersonKind.Individual, HolderRole.Owner, $"1/{owners}", [], Since, "BA 123456")),
        ];
    }

    // Each turn has sheets of its own, a thousand apart.
    private static (OldCommune Commune, int Sheet) Sheet(int plot, OldCommune[] communes, int turn)
    {
        var nth = plot / PlotsOfSheet;
        return (communes[nth % communes.Length], (turn * 1_000) + (nth / communes.Length) + 1);
    }

    // Sheets of each new commune are numbered on through all old ones that became it.
    private static string Table(int plots, OldCommune[] communes, int turn)
    {
        var text = new StringBuilder("tinhId;xaId;tinhIdCu;xaIdCu;soHieuToBanDo;soHieuToBanDoCu;ghiChu;soThuTuThua;soThuTuThuaCu;tyLe\n");
        var last = new Dictionary<string, int>();
        for (var plot = 0; plot < plots; plot += PlotsOfSheet)
        {
            var (commune, sheet) = Sheet(plot, communes, turn);
            var number = last[commune.NewCode] = last.GetValueOrDefault(commune.NewCode, turn * 1_000) + 1;
            text.Append(CultureInfo.InvariantCulture, $"68;{commune.NewCode};68;{commune.Code};{number};{sheet};;;;1/1000\n");
        }

        return text.ToString();
    }

    private static void Print(string what, int plots, double seconds) =>
        Console.WriteLine(FormattableString.Invariant($"{what,-20}{seconds,8:0.0} s{plots / seconds,10:0} plots/s"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
