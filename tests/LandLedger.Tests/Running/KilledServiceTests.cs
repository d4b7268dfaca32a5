using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LandLedger.Tests.Counterparts;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Npgsql;
using Shouldly;
using Xunit;
using Calls = LandLedger.Tests.Harness.Calls;

namespace LandLedger.Tests.Running;

/// <summary>The service as a real process, killed (SIGKILL) at the worst moment and started again.</summary>
public sealed class A_killed_service : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("landledger-killed-").FullName;
    private CounterpartsProcess counterparts = null!;
    private string database = "";

    public async ValueTask InitializeAsync()
    {
        database = await TestCluster.NewDatabaseAsync();
        counterparts = await CounterpartsProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await counterparts.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task makes_its_calls_after_it_is_back_and_they_take_effect_once()
    {
        string unasked, asked, unsent, sent;
        await using (var ledger = await StartAsync())
        {
            var registrar = await ledger.As("registrar", "reg-1", "24781");
            var clean = new Queue<string>();
            // Behind a call that hangs nothing goes in the same queue; of so many plots some are in another.
            while (clean.Count < 12)
                clean.Enqueue(await registrar.Clean(counterparts));
            (unasked, asked) = (await AskInVain(registrar, "timeout"), await AskInVain(registrar, "latency"));
            unsent = await SendInVain(registrar, clean, "timeout");
            sent = await SendInVain(registrar, clean, "latency");
            ledger.Kill();
        }

        // Behind a slow network the work is done although the caller is gone: VnLIS has it, the ledger does not know.
        await Calls.Eventually(() => counterparts.Received(sent), received => received.Length == 1);
        await counterparts.Mend();
        (await EventsOf(asked)).ShouldBe(["plot_registered", "holder_recorded"]);
        (await EventsOf(sent)).ShouldBe(["plot_registered", "holder_recorded", "owner_matched"]);

        await using var again = await StartAsync();
        var reader = await again.As("registrar", "reg-2", "24781");
        foreach (var plot in (string[])[unasked, asked])
        {
            await reader.Match(plot, "matched", 60);
            (await EventsOf(plot)).ShouldBe(["plot_registered", "holder_recorded", "owner_matched"]);
        }

        var matched = (await reader.GetJson($"/api/v1/plots/{asked}/history")).Body!["items"]!.AsArray()
            .Single(item => item!["event"]!.ToString() == "owner_matched")!;
        matched["actor"]!["subject"]!.ToString().ShouldBe("reg-1");
        matched["reason"]!.ToString().ShouldBe("asked before the kill");

        foreach (var (plot, arrivals) in ((string, int)[])[(unsent, 1), (sent, 2)])
        {
            var sync = await reader.Sync(plot, "synced", 60);
            (await EventsOf(plot)).ShouldBe(["plot_registered", "holder_recorded", "owner_matched", "synced_to_vn_lis"]);
            var received = (await counterparts.Received(plot)).ShouldHaveSingleItem();
            received["times"]!.GetValue<int>().ShouldBe(arrivals);
            received["receipt"]!.ToString().ShouldBe(sync["receipt"]!.ToString());
        }
    }

    [Fact]
    public async Task finishes_the_import_it_was_at_with_no_plot_twice_and_none_lost()
    {
        const int Plots = 1500;
        string import;
        await using (var ledger = await StartAsync())
        {
            var registrar = await ledger.As("registrar", "reg-1", "24781");
            import = await Upload(registrar, Workbook(Plots));
            await Calls.Eventually(() => Run(registrar, import), run => run["plots"]!["new"]!.GetValue<int>() > 0, 60);
            ledger.Kill();
        }

        var recorded = await CountAsync("select count(*) from ledger.mt_doc_plotcard");
        recorded.ShouldBeInRange(1, Plots - 1);
        await using var again = await StartAsync();
        var reader = await again.As("registrar", "reg-1", "24781");
        var run = await Finished(reader, import);
        run["plots"]!["new"]!.GetValue<int>().ShouldBe(Plots);
        run["rows"]!["read"]!.GetValue<int>().ShouldBe(Plots);
        run["rows"]!["rejected"]!.GetValue<int>().ShouldBe(0);
        (await CountAsync("select count(*) from ledger.mt_doc_plotcard")).ShouldBe(Plots);
        (await CountAsync("select count(*) from ledger.mt_events where type = 'plot_registered'")).ShouldBe(Plots);
        (await CountAsync("select count(*) from ledger.mt_events where type = 'holder_recorded'")).ShouldBe(Plots);

        var twice = await Finished(reader, await Upload(reader, Workbook(Plots)));
        twice["plots"]!["unchanged"]!.GetValue<int>().ShouldBe(Plots);
        (await CountAsync("select count(*) from ledger.mt_doc_plotcard")).ShouldBe(Plots);
    }

    // A question that was taken and is on its way when nobody answers. Plots share a few queues: one that stands behind another plot's
    // question has to wait, so the next plot is asked about.
    private async Task<string> AskInVain(HttpClient registrar, string kind)
    {
        while (true)
        {
            var person = Citizen.New();
            await counterparts.Know(person);
            var (plot, holder) = await registrar.Owned(person.AsHolder());
            var before = await counterparts.Started(Outside.PopulationRegister);
            await counterparts.Order(Outside.PopulationRegister, kind, 60_000);
            await registrar.AskRegister(plot, holder, "asked before the kill");
            if (await Started(Outside.PopulationRegister, before))
                return plot;
        }
    }

    private async Task<string> SendInVain(HttpClient registrar, Queue<string> plots, string kind)
    {
        while (true)
        {
            var plot = plots.Dequeue();
            var before = await counterparts.Started(Outside.VnLis);
            await counterparts.Order(Outside.VnLis, kind, 60_000, match: plot);
            (await registrar.AskSync(plot)).Status.ShouldBe(HttpStatusCode.Accepted);
            if (await Started(Outside.VnLis, before))
                return plot;
        }
    }

    private async Task<bool> Started(string counterpart, int before)
    {
        try
        {
            await Calls.Eventually(() => counterparts.Started(counterpart), started => started > before, seconds: 8);
            return true;
        }
        catch (ShouldAssertException)
        {
            return false;
        }
    }

    private static byte[] Workbook(int plots) => new XlsxFile
    {
        Rows = Pl3File.NumberRow() + string.Concat(Enumerable.Range(0, plots).Select(at => Pl3File.Row(
            7 + at, ("A", null), ("C", $"BK {200_000 + at}"), ("K", $"068085{at:000000}"), ("V", "12"), ("W", $"{1 + at}")))),
    }.Bytes();

    private static async Task<string> Upload(HttpClient registrar, byte[] workbook)
    {
        using var form = new MultipartFormDataContent { { new StringContent("PL3"), "system" } };
        var file = new ByteArrayContent(workbook);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "file", "commune.xlsx");
        using var answer = await registrar.PostAsync("/api/v1/imports", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!.ToString();
    }

    private static async Task<JsonNode> Run(HttpClient registrar, string import) =>
        (await registrar.GetJson($"/api/v1/imports/{import}")).Body!;

    private static Task<JsonNode> Finished(HttpClient registrar, string import) =>
        Calls.Eventually(() => Run(registrar, import), run => run["state"]!.ToString() is "finished" or "failed", 120);

    private Task<LedgerProcess> StartAsync() => LedgerProcess.StartAsync(new Dictionary<string, string>
    {
        ["ConnectionStrings__ledger"] = database,
        ["Vault__KeyFile"] = Path.Combine(folder, "vault.key"),
        ["Documents__Folder"] = Path.Combine(folder, "documents"),
        ["PopulationRegister__Url"] = counterparts.Url.ToString(),
        ["PopulationRegister__TimeoutSeconds"] = "60",
        ["VnLis__Url"] = counterparts.Url.ToString(),
        ["VnLis__TimeoutSeconds"] = "60",
        // Small batches, so that there is a middle in which to be killed.
        ["Intake__BatchPlots"] = "150",
    });

    private async Task<string[]> EventsOf(string plot)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select array_agg(type order by version) from ledger.mt_events where stream_id = $1");
        command.Parameters.AddWithValue(Guid.Parse(plot));
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
