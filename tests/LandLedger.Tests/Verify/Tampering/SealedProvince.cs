using System.Globalization;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Intake;
using LandLedger.Tests.Persons;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify.Tampering;

/// <summary>An event of the sealed ledger.</summary>
public sealed record SealedEvent(long Sequence, Guid Id, Guid Plot, long Version, string Type);

/// <summary>
/// A ledger that recorded, sealed and was stopped. What an attacker with all rights in the database does is done to a copy of it.
/// <c>LEDGER_TAMPER_EVENTS</c> says how many events it has at least.
/// </summary>
public sealed class SealedProvince : IAsyncLifetime
{
    private readonly Folder folder = new();
    private string source = "";

    /// <summary>The public files of its log.</summary>
    public string Log => folder.At("home/log");

    /// <summary>The public keys.</summary>
    public string Keys => folder.At("keys");

    /// <summary>The private key of the log, which an attacker may have.</summary>
    public string LogKey => folder.At("home/log.key");

    /// <summary>A checkpoint that somebody took home before the last events were sealed.</summary>
    public string OldCheckpoint => folder.At("old");

    /// <summary>Plots with at least two events, in the order of their first.</summary>
    public IReadOnlyList<IReadOnlyList<SealedEvent>> Plots { get; private set; } = [];

    /// <summary>Ids of the read log that a sealed batch covers, in order.</summary>
    public IReadOnlyList<long> Readings { get; private set; } = [];

    /// <summary>An id of the read log that no reading has, between others that do.</summary>
    public long ReadGap { get; private set; }

    /// <summary>A person whose key was destroyed.</summary>
    public Guid Erased { get; private set; }

    /// <summary>A sequence number that no event has, between others that do.</summary>
    public long Gap { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await using (var ledger = new Province(folder.At("home/log")))
        {
            await ledger.InitializeAsync();
            await FillAsync(ledger);
            source = ledger.ConnectionString;
            File.WriteAllText(Keys, ledger.Keys.ToString());
        }

        NpgsqlConnection.ClearAllPools();
        var events = await Tables.RowsAsync(source,
            "select seq_id, id, stream_id, version, type from ledger.mt_events where type <> 'tombstone' order by seq_id",
            row => new SealedEvent(row.GetInt64(0), row.GetGuid(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4)));
        Plots = [.. events.GroupBy(one => one.Plot).Where(plot => plot.Count() > 1).Select(plot => plot.OrderBy(one => one.Version).ToArray())];
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>A copy of the database that may be ruined.</summary>
    public async Task<string> CopyAsync()
    {
        var from = new NpgsqlConnectionStringBuilder(source);
        var name = $"c_{Guid.NewGuid():N}";
        var elsewhere = new NpgsqlConnectionStringBuilder(source) { Database = "postgres", Pooling = false }.ConnectionString;
        await Tables.DoAsync(elsewhere, $"create database {name} template \"{from.Database}\"");
        return new NpgsqlConnectionStringBuilder(source) { Database = name, Pooling = false }.ConnectionString;
    }

    /// <summary>A copy of the log's files that may be ruined.</summary>
    public Folder CopyOfLog()
    {
        var copy = new Folder();
        foreach (var file in Directory.EnumerateFiles(Log, "*", SearchOption.AllDirectories))
        {
            var to = copy.At(Path.GetRelativePath(Log, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }

    /// <summary>Judges a database with the real program.</summary>
    public async Task<Judged> JudgeAsync(string connection, string? log = null, params string[] more) =>
        Judged.Of(await VerifyProgram.RunAsync(
            ["database", "--connection", connection, "--log", log ?? Log, "--keys", Keys, "--workers", "2", "--json", .. more]));

    /// <summary>Does something to a copy and judges it.</summary>
    public async Task<Judged> AfterAsync(params string[] attacks)
    {
        var copy = await CopyAsync();
        foreach (var attack in attacks)
            await Tables.DoAsync(copy, attack);
        return await JudgeAsync(copy);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task FillAsync(Province ledger)
    {
        var wanted = int.Parse(Environment.GetEnvironmentVariable("LEDGER_TAMPER_EVENTS") ?? "600", CultureInfo.InvariantCulture);
        var registrar = ledger.As("registrar");
        var run = await ImportCalls.Import(registrar, "VNPT-iLIS", ImportCalls.Csv(wanted / 2, "tamper"), 900);
        run["state"]!.ToString().ShouldBe("finished", run.ToJsonString());
        var number = Calls.NewPlotNumber();
        await registrar.Register(number);
        (await registrar.PostJson("/api/v1/plots", Calls.Registration(number))).Code.ShouldBe("plot-number-taken");
        await ledger.SealedAsync();
        File.Copy(Path.Combine(Log, TilePath.Checkpoint), OldCheckpoint);
        Gap = await DatabaseRole.AskAsync<long>(ledger.ConnectionString, "select nextval('ledger.mt_events_sequence')");
        for (var at = 0; at < 20; at++)
        {
            var plot = await registrar.Register();
            (await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"")).Body!.ToJsonString().ShouldNotBeEmpty();
        }

        await ReadAsync(ledger);
        var (_, person) = await ledger.Held();
        await ledger.As("data-protection-officer", "dpo-1").AskErasure(person);
        (await ledger.As("data-protection-officer", "dpo-2").ApproveErasure(person)).Text("state").ShouldBe("erased");
        Erased = Guid.Parse(person);
        await Calls.Eventually(() => DatabaseRole.AskAsync<long>(ledger.ConnectionString,
            "select count(*) from ledger_log.statement where kind = 4 and leaf_index is not null"), count => count == 1);
        await ledger.CaughtUp();
        await ledger.SealedAsync();
    }

    private async Task ReadAsync(Province ledger)
    {
        var officer = ledger.As("security-officer");
        for (var at = 0; at < 8; at++)
        {
            if (at == 4)
            {
                ReadGap = await DatabaseRole.AskAsync<long>(
                    ledger.ConnectionString, "select nextval(pg_get_serial_sequence('ledger.read_log', 'id'))");
            }

            (await officer.GetAsync($"/api/v1/audit/export?actor=nobody-{at}")).EnsureSuccessStatusCode();
        }

        Readings = await Tables.RowsAsync(ledger.ConnectionString, "select id from ledger.read_log order by id", row => row.GetInt64(0));
        await Calls.Eventually(() => DatabaseRole.AskAsync<long>(ledger.ConnectionString,
            "select coalesce(max((body ->> 'to')::bigint), 0) from ledger_log.statement where kind = 3 and leaf_index is not null"),
            to => to == Readings[^1], 60);
    }

    private sealed class Province(string log) : LedgerHost, IAsyncDisposable
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Proof:Every"] = "00:00:00.050", ["Proof:Publish"] = "00:00:00.050", ["Proof:GapGrace"] = "00:00:00.100",
            ["Proof:Folder"] = log, ["Proof:StateEvery"] = "00:00:01",
        };

        public TrustedKeys Keys => Alba.Services.GetRequiredService<ProofKeys>().Trusted;

        public Task<LogState> SealedAsync() => Calls.Eventually(() => Task.FromResult(Alba.Services.GetRequiredService<LogState>()),
            state => state is { Waiting: 0, Held: 0, Size: > 0 } && state.Published == state.Size, 120);
    }
}

/// <summary>Classes of this collection share one sealed ledger.</summary>
[CollectionDefinition(Name)]
public sealed class OneProvince : ICollectionFixture<SealedProvince>
{
    public const string Name = "sealed province";
}
