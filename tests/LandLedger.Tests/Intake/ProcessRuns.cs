using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Npgsql;

namespace LandLedger.Tests.Intake;

/// <summary>A ledger on a database of its own that is started as a process, as often as a test needs.</summary>
public sealed class ProcessRuns : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("landledger-runs-").FullName;
    private string? database;

    /// <summary>Settings beside the usual ones.</summary>
    public Dictionary<string, string> More { get; } = [];

    /// <summary>A file beside the ledger's own.</summary>
    public string this[string name] => Path.Combine(folder, name);

    public async Task<LedgerProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        database ??= await TestCluster.NewDatabaseAsync();
        return await LedgerProcess.StartAsync(new Dictionary<string, string>(More)
        {
            ["ConnectionStrings__ledger"] = database,
            ["Vault__KeyFile"] = this["vault.key"],
            ["Documents__Folder"] = this["documents"],
            // Small batches, so that a run has a middle.
            ["Intake__BatchPlots"] = "200",
        }.Concat(settings.Select(each => KeyValuePair.Create(each.Name, each.Value))));
    }

    /// <inheritdoc cref="Facts.NothingIsRecorded"/>
    public Task<IAsyncDisposable> NothingIsRecorded() => Facts.NothingIsRecorded(database!);

    /// <summary>Runs statements on a connection that stays open, with the locks it took, until it is disposed of.</summary>
    public async Task<IAsyncDisposable> Held(string sql)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>The first column of a query, as text, in order.</summary>
    public async Task<string[]> Rows(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await row.ReadAsync())
            rows.Add(row.GetValue(0).ToString()!);
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    /// <summary>All that an import leaves behind that does not differ between two ledgers by itself.</summary>
    public async Task<string[]> LeftBehind() =>
    [
        .. await Rows("select type || ' ' || count(*) from ledger.mt_events where type <> 'tombstone' group by type"),
        .. await Rows("select (data ->> 'plotNumber') || (data ->> 'version') from ledger.mt_doc_plotcard"),
        .. await Rows("select row_number || field || code from vault.import_reject"),
        .. await Rows("select 'persons ' || count(*) from vault.person"),
    ];

    public static Task<JsonNode> Ended(HttpClient client, string run) => Calls.Eventually(
        async () => (await client.GetJson($"/api/v1/imports/{run}")).Body!, seen => seen["state"]!.ToString() is "finished" or "failed", 120);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
