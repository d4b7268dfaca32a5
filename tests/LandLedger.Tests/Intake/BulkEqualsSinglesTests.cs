using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LandLedger.Sources.Samples;
using LandLedger.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>A ledger that records every batch by COPY.</summary>
public sealed class BulkLedger : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Intake:BulkFrom"] = "1", ["Intake:BatchPlots"] = "700",
    };
}

/// <summary>A ledger that records every plot through the store.</summary>
public sealed class SinglesLedger : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Intake:BulkFrom"] = "1000000", ["Intake:BatchPlots"] = "700",
    };
}

/// <summary>
/// Five thousand plots from one system and then from the other, once by COPY and once through the store: the same streams, events, cards,
/// audit trail and persons. Ids are made up anew in each ledger, so they are named by the order in which they come.
/// </summary>
public sealed class Recording_in_bulk(BulkLedger bulk, SinglesLedger singles) : IClassFixture<BulkLedger>, IClassFixture<SinglesLedger>
{
    private const string ByPlot = "from ledger.mt_doc_plotcard card join ledger.mt_events e on e.stream_id = card.id order by "
        + "card.data -> 'plotNumber' ->> 'sheet', card.data -> 'plotNumber' ->> 'plot', e.version";

    private static readonly string[] Looks =
    [
        $"""
        select e.type, e.mt_dotnet_type, e.stream_id, e.version, e.data, e.headers - 'session' - 'import-run' as headers, e.user_name,
            e.tenant_id, e.is_archived, e.bdata, e.causation_id, e.correlation_id is not null as correlated {ByPlot}
        """,
        """
        select s.id, s.type, s.version, s.tenant_id, s.is_archived, s.compacted_version
        from ledger.mt_streams s join ledger.mt_doc_plotcard card on card.id = s.id
        order by card.data -> 'plotNumber' ->> 'sheet', card.data -> 'plotNumber' ->> 'plot'
        """,
        """
        select id, data, mt_version, mt_dotnet_type from ledger.mt_doc_plotcard
        order by data -> 'plotNumber' ->> 'sheet', data -> 'plotNumber' ->> 'plot'
        """,
        """
        select t.plot_id, t.version, t.event, t.actor, t.actor_name, t.roles, t.office, t.client, t.reason, t.decided,
            t.commune from ledger.audit_trail t join ledger.mt_doc_plotcard card on card.id = t.plot_id
        order by card.data -> 'plotNumber' ->> 'sheet', card.data -> 'plotNumber' ->> 'plot', t.version
        """,
        "select (select count(*) from vault.person) persons, (select count(*) from vault.person_index) entries, "
            + "(select count(*) from ledger.mt_streams) streams, (select count(*) from ledger.mt_events where type = 'tombstone') refused",
    ];

    [Fact]
    public async Task gives_the_same_rows_as_recording_one_by_one()
    {
        var folder = Directory.CreateTempSubdirectory("commune-").FullName;
        SampleCommune.Write(new() { Plots = 5_000, Seed = 11 }, folder);
        var files = new[] { ("PL3", SampleCommune.Pl3File), ("VNPT-iLIS", SampleCommune.IlisFile), ("VNPT-iLIS", SampleCommune.IlisFile) }
            .Select(file => (System: file.Item1, Bytes: File.ReadAllBytes(Path.Combine(folder, file.Item2)))).ToArray();
        Directory.Delete(folder, recursive: true);

        foreach (var (system, bytes) in files)
        {
            var reports = new List<string>();
            foreach (var ledger in (LedgerHost[])[bulk, singles])
            {
                var run = await ledger.As("registrar", "reg-bulk", "24781").Import(system, bytes, 600);
                run["state"]!.ToString().ShouldBe("finished", run.ToJsonString());
                foreach (var own in (string[])["id", "queuedAt", "startedAt", "finishedAt", "seconds", "rowsPerSecond"])
                    run.AsObject().Remove(own);
                reports.Add(run.ToJsonString());
            }

            reports[0].ShouldBe(reports[1]);
        }

        await bulk.CaughtUp();
        await singles.CaughtUp();
        foreach (var look in Looks)
        {
            var (ours, theirs) = (await RowsAsync(bulk, look), await RowsAsync(singles, look));
            ours.Count.ShouldBe(theirs.Count);
            for (var at = 0; at < ours.Count; at++)
                ours[at].ShouldBe(theirs[at], look);
        }

        (await RowsAsync(bulk, "select 1 from ledger.mt_events where type = 'conflict_found'")).Count.ShouldBeGreaterThan(100);
    }

    // Ids by their order, clocks left out.
    private static async Task<List<string>> RowsAsync(LedgerHost ledger, string look)
    {
        var names = new Dictionary<string, string>();
        await using var source = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var command = source.CreateCommand($"select to_jsonb(found)::text from ({look}) found");
        command.CommandTimeout = 120;
        var rows = new List<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var text = Regex.Replace(row.GetString(0), "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                id => names.TryGetValue(id.Value, out var name) ? name : names[id.Value] = $"id-{names.Count}");
            text = Regex.Replace(text, "\"recordHash\": \"[0-9a-f]{64}\"", "\"recordHash\": \"keyed\"");
            text = Regex.Replace(text, "\"origin\": \"[0-9a-f]{8} [0-9]+ ([0-9]+) [^\"]{88}( [0-9]+ [0-9]+ [^\"]+)?\"", "\"origin\": \"over $1\"");
            rows.Add(Regex.Replace(text, "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "then"));
        }

        return rows;
    }
}
