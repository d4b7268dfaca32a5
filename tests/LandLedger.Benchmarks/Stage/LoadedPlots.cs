using System.Diagnostics;
using System.Globalization;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Proof;
using LandLedger.Storage;
using Marten;
using Marten.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace LandLedger.Benchmarks.Stage;

/// <summary>The ledger's own store, opened as its owner: makes the schema, and puts plots in without HTTP.</summary>
internal sealed class LoadedPlots : IAsyncDisposable
{
    private const int PlotsInOneCommit = 250;
    private const int PlotsInOneCopy = 2_000;
    private static readonly LocalDate Since = new(2025, 10, 1);
    private static readonly string[] Families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "K'", "Đặng"];
    private readonly WebApplication app;

    private LoadedPlots(WebApplication app) => this.app = app;

    /// <summary>Brings a database to the present schema.</summary>
    /// <param name="connectionString">The owner's.</param>
    /// <param name="keyFile">The vault's key; the log's keys lie beside it.</param>
    /// <param name="sequences">Whether what is put in is sealed at once.</param>
    public static async Task<LoadedPlots> MigrateAsync(string connectionString, string keyFile, bool sequences = true)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:ledger"] = connectionString,
            ["Vault:KeyFile"] = keyFile,
            ["Documents:Folder"] = Path.GetDirectoryName(keyFile),
            ["Proof:Sequencer"] = sequences.ToString(),
            // Its shadow would take the place of the one that is measured.
            ["Replay:PatrolAt"] = "never",
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddLedgerStore(await LedgerDatabase.OpenAsync(builder.Configuration, []));
        builder.AddLedgerMessages();
        var app = builder.Build();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>A part of the ledger.</summary>
    public T Find<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Makes the role under which the service runs.</summary>
    public async Task GrantAsync(string role, string password)
    {
        await using (var command = app.Services.GetRequiredService<Npgsql.NpgsqlDataSource>()
            .CreateCommand($"create role {role} login password '{password}'"))
            await command.ExecuteNonQueryAsync();
        var migration = app.Services.GetRequiredService<LedgerMigration>();
        await migration.GrantServiceAsync(role, CancellationToken.None);
        await migration.GrantVaultAsync(role, CancellationToken.None);
    }

    /// <summary>Puts in plots as the campaign leaves them: registered, with a certificate and one or two owners, matched.</summary>
    /// <param name="plots">How many.</param>
    /// <param name="asRegistered">Only registered, nothing more.</param>
    /// <param name="behind">How many there are already.</param>
    /// <returns>Their ids.</returns>
    public async Task<IReadOnlyList<Guid>> AddAsync(int plots, bool asRegistered = false, int behind = 0)
    {
        var ids = new List<Guid>(plots);
        var (store, vault) = (app.Services.GetRequiredService<IDocumentStore>(), app.Services.GetRequiredService<PersonVault>());
        for (var first = 0; first < plots; first += PlotsInOneCommit)
        {
            var numbers = Enumerable.Range(behind + first, Math.Min(PlotsInOneCommit, plots - first)).ToArray();
            var kept = await vault.KeepManyAsync(asRegistered ? [] : [.. numbers.SelectMany(Owners)], CancellationToken.None);
            var persons = new Queue<Guid>(kept.Select(one => one.PersonId));
            await using var session = store.LightweightSession();
            session.LastModifiedBy = "benchmark";
            foreach (var number in numbers)
            {
                var id = Guid.CreateVersion7();
                session.Events.StartStream<Plot>(id, asRegistered ? [Registered(number)] : Life(number, persons));
                ids.Add(id);
            }

            await session.SaveChangesAsync();
        }

        return ids;
    }

    /// <summary>
    /// Puts in the same plots by COPY, for measurements at the size of a province. Their persons are not in the vault, and no view
    /// behind the events follows; see <see cref="FollowAsync"/>.
    /// </summary>
    /// <returns>Their ids.</returns>
    public async Task<IReadOnlyList<Guid>> AddManyAsync(int plots)
    {
        var ids = new List<Guid>(plots);
        await app.PauseAllDaemonsAsync();
        var bulk = Find<BulkAppend>();
        await using var connection = await Find<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();
        for (var first = 0; first < plots; first += PlotsInOneCopy)
        {
            PlotFacts[] some =
            [
                .. Enumerable.Range(first, Math.Min(PlotsInOneCopy, plots - first)).Select(number => new PlotFacts(null, Guid.CreateVersion7(),
                    Life(number, new(Owners(number).Select(_ => Guid.NewGuid()))))),
            ];
            await using var transaction = await connection.BeginTransactionAsync();
            await bulk.WriteAsync(connection, some, new("benchmark", "benchmark", new Dictionary<string, string> { ["name"] = "Benchmark" }),
                CancellationToken.None);
            await transaction.CommitAsync();
            ids.AddRange(some.Select(plot => plot.Id));
        }

        return ids;
    }

    /// <summary>Lets the views behind the events follow, and waits until they have.</summary>
    public async Task FollowAsync()
    {
        await app.ResumeAllDaemonsAsync();
        await app.WaitForNonStaleProjectionDataAsync(TimeSpan.FromHours(3));
    }

    /// <summary>When the first and the last event were recorded, and the highest number of an event.</summary>
    public async Task<(Instant First, Instant Last, long Highest)> SpanAsync()
    {
        await using var command = Find<Npgsql.NpgsqlDataSource>().CreateCommand("select min(timestamp), max(timestamp), max(seq_id) from ledger.mt_events");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetFieldValue<Instant>(0), row.GetFieldValue<Instant>(1), row.GetInt64(2));
    }

    /// <summary>What it costs to hash and sign a registration, as each commit over HTTP does before it is written.</summary>
    /// <param name="times">How often it is done; as often for nothing before.</param>
    /// <returns>Microseconds of one.</returns>
    public async Task<double> SigningAsync(int times)
    {
        var origin = Find<SignedAtOrigin>();
        await using var session = Find<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "benchmark";
        session.CorrelationId = Guid.NewGuid().ToString("N");
        var stream = session.Events.StartStream<Plot>(Guid.CreateVersion7(), Registered(1));
        foreach (var (name, value) in ((string, string)[])[("name", "Benchmark"), ("roles", "registrar"), ("office", "province"),
            ("session", "benchmark"), ("client", "127.0.0.1"), ("reason", "first registration")])
            stream.Events[0].SetHeader(name, value);
        var started = 0L;
        for (var at = -times; at < times; at++)
        {
            if (at == 0)
                started = Stopwatch.GetTimestamp();
            await origin.BeforeSaveChangesAsync(session, CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / times;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static PlotRegistered Registered(int number) => new(
        new("24781", PlotDescription.Empty.Number.CodeListDate, "90", Text(number)), null, 240.5m,
        [new("ODT", 240.5m, "CNQ-CTT", "private", "long-term")], new("Thôn 5"), Since, "BA 123456");

    private static object[] Life(int number, Queue<Guid> persons)
    {
        var owners = Owners(number).Count();
        var facts = new List<object>
        {
            Registered(number),
            new CertificateRecorded($"BA {number:000000}", Since, null),
        };
        for (var i = 0; i < owners; i++)
        {
            var holder = Guid.CreateVersion7();
            facts.Add(new HolderRecorded(holder, persons.Dequeue(), PersonKind.Individual, HolderRole.Owner, $"1/{owners}", [], Since,
                "BA 123456"));
            facts.Add(new OwnerMatched(holder, Guid.CreateVersion7(), 100));
        }

        return [.. facts];
    }

    // A couple on every third plot; invented, each with a number of their own.
    private static IEnumerable<Person> Owners(int number) => Enumerable.Range(0, number % 3 == 0 ? 2 : 1).Select(i => new Person
    {
        Kind = PersonKind.Individual,
        FullName = $"{Families[number % Families.Length]} {(i == 0 ? "Văn" : "Thị")} {Given(number)}",
        BirthDate = new(1960 + number % 40, 1 + number % 12, 1 + number % 28),
        Sex = i == 0 ? Sex.Male : Sex.Female,
        CitizenId = $"068{i}{(60 + number % 40).ToString("00", CultureInfo.InvariantCulture)}"
            + number.ToString("000000", CultureInfo.InvariantCulture),
    });

    private static string Given(int number) => ((string[])["An", "Bình", "Cường", "Dung", "Hạnh", "Lan", "Minh"])[number % 7];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
