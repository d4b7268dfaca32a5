using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Intake;
using LandLedger.Tests.Harness;
using NodaTime;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>A ledger that imports in small batches, so that a run has a middle, and soon asks a second person about owners.</summary>
public sealed class SmallBatches : LedgerHost
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Intake:BatchPlots"] = "200", ["Intake:OwnerChangeFrom"] = "50", ["Intake:OwnerChangeLimit"] = "0.2",
    };
}

/// <summary>Stopping a run, going on with it, letting it go on, and finding it among others.</summary>
public sealed class Steering_imports(SmallBatches ledger) : IClassFixture<SmallBatches>
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-steer", "24781");

    [Fact]
    public async Task a_cancelled_run_stops_and_a_resumed_one_goes_on_where_it_stopped()
    {
        const int Rows = 3_000;
        using var queued = await registrar.Upload("VNPT-iLIS", ImportCalls.Csv(Rows, "Cancelled"));
        var path = queued.Headers.Location!.ToString();
        await Calls.Eventually(() => Run(path), run => run.Count("plots", "new") > 0, 60);
        await using (await Facts.NothingIsRecorded(ledger.ConnectionString))
            (await registrar.PostJson($"{path}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        var stopped = await Calls.Eventually(() => Run(path), run => run["state"]!.ToString() != "running", 60);
        stopped["state"]!.ToString().ShouldBe("cancelled");
        stopped.Count("plots", "new").ShouldBeInRange(1, Rows - 1);
        stopped["finishedAt"].ShouldNotBeNull();
        stopped["progress"]!.GetValue<int>().ShouldBeInRange(1, 99);
        (await Cards()).ShouldBe(stopped.Count("plots", "new"));
        (await registrar.PostJson($"{path}/cancel", "{}")).Code.ShouldBe("import-not-running");

        (await registrar.PostJson($"{path}/resume", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
        var finished = await Calls.Eventually(() => Run(path), run => run["state"]!.ToString() is "finished" or "failed", 120);
        finished.Count("plots", "new").ShouldBe(Rows);
        finished.Count("plots", "unchanged").ShouldBe(0);
        finished.Count("rows", "read").ShouldBe(Rows);
        finished["progress"]!.GetValue<int>().ShouldBe(100);
        (await Cards()).ShouldBe(Rows);

        async Task<int> Cards() => (await ledger.Rows(
            $"select id from ledger.mt_doc_plotcard where data -> 'plotNumber' ->> 'plot' like '{ImportCalls.PlotsOf("Cancelled")}-%'"))
            .Length;
    }

    [Fact]
    public async Task a_held_run_goes_on_when_another_person_lets_it()
    {
        var run = await registrar.Import("VNPT-iLIS", ImportCalls.Csv(40, "Held"));
        await HoldAsync(run);
        var path = $"/api/v1/imports/{run["id"]}";
        var held = await Run(path);
        (held["state"]!.ToString(), held["heldFor"]!.ToString(), held["heldBecause"]!["en"]!.ToString())
            .ShouldBe(("held", "too-much", "Too much."));
        const string Reason = """{"reason":"the commune was measured anew"}""";

        (await registrar.PostJson($"{path}/release", Reason)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await ledger.As("registrar,approver", "reg-steer", "24781").PostJson($"{path}/release", Reason)).Code.ShouldBe("four-eyes");
        (await ledger.As("approver", "far", "24787").PostJson($"{path}/release", Reason)).Code.ShouldBe("import-not-found");
        var approver = ledger.As("approver", "app-steer", "24781", "24787");
        (await approver.PostJson($"{path}/release", """{"reason":""}""")).Code.ShouldBe("validation-failed");
        (await Run(path))["state"]!.ToString().ShouldBe("held");
        var released = await approver.PostJson($"{path}/release", Reason);
        released.Status.ShouldBe(HttpStatusCode.Accepted, released.Body?.ToJsonString());
        released.Text("state").ShouldBe("queued");

        var finished = await Calls.Eventually(() => Run(path), seen => seen["state"]!.ToString() == "finished", 60);
        finished["releasedBy"]!["subject"]!.ToString().ShouldBe("app-steer");
        finished["releasedBy"]!["reason"]!.ToString().ShouldBe("the commune was measured anew");
        finished["releasedBy"]!["at"].ShouldNotBeNull();
        (await approver.PostJson($"{path}/release", Reason)).Code.ShouldBe("import-not-held");
    }

    [Fact]
    public async Task a_file_that_contradicts_too_many_owners_waits_and_records_nothing_until_another_person_lets_it()
    {
        await registrar.Import("VNPT-iLIS", ImportCalls.Csv(300, "Owners"));
        var others = Encoding.UTF8.GetString(ImportCalls.Csv(300, "Owners"));
        for (var row = 1; row <= 90; row++)
            others = others.Replace($";0681850{row:00000};", $";0681950{row:00000};", StringComparison.Ordinal);
        others = others.Replace("Nguyễn Thị Thuý", "Trần Thị Lựu", StringComparison.Ordinal);

        var held = await registrar.Import("VNPT-iLIS", Encoding.UTF8.GetBytes(others));
        (held["state"]!.ToString(), held["heldFor"]!.ToString()).ShouldBe(("held", "owners-would-change"), held.ToJsonString());
        held["heldBecause"]!["en"]!.ToString().ShouldContain("200 of 200");
        held["conflicts"]!.GetValue<int>().ShouldBe(0);
        var plots = ImportCalls.PlotsOf("Owners");
        (await ConflictsAsync()).ShouldBe(0);

        var path = $"/api/v1/imports/{held["id"]}";
        var released = await ledger.As("approver", "app-owners", "24781").PostJson($"{path}/release", """{"reason":"sold, papers seen"}""");
        released.Status.ShouldBe(HttpStatusCode.Accepted, released.Body?.ToJsonString());
        var finished = await Calls.Eventually(() => Run(path), seen => seen["state"]!.ToString() is "finished" or "failed", 60);
        finished["conflictsByField"]!["holders"]!.GetValue<int>().ShouldBe(300);
        (await ConflictsAsync()).ShouldBe(300);

        async Task<int> ConflictsAsync() => (await ledger.Rows("select id from ledger.mt_doc_plotcard "
            + $"where data -> 'plotNumber' ->> 'plot' like '{plots}-%' and data ->> 'inConflict' = 'true'")).Length;
    }

    [Fact]
    public async Task old_commune_codes_are_read_as_such_only_where_the_upload_says_so()
    {
        var client = ledger.As("registrar", "reg-old", "24616", "22972", "22978");
        var file = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ImportCalls.Csv(2, "Old"))
            .Replace("24781;12;" + ImportCalls.PlotsOf("Old") + "-1;", "24616;12;1;", StringComparison.Ordinal)
            .Replace("24781;12;" + ImportCalls.PlotsOf("Old") + "-2;", "22978;12;2;", StringComparison.Ordinal));
        var (refused, _) = await UploadAsync("maybe");
        refused.ShouldBe("import-commune-codes");

        var run = (await UploadAsync("old")).Run!;
        run.Count("plots", "new").ShouldBe(1);
        run["rejectsByCode"]![0]!["code"]!.ToString().ShouldBe("commune-ambiguous");
        (await UploadAsync("new")).Run!.Count("plots", "new").ShouldBe(1);

        async Task<(string? Code, JsonNode? Run)> UploadAsync(string codes)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent("VNPT-iLIS"), "system" }, { new StringContent(codes), "communeCodes" },
                { new ByteArrayContent(file), "file", "file" },
            };
            using var answer = await client.PostAsync("/api/v1/imports", form);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            return answer.IsSuccessStatusCode
                ? (null, await Calls.Eventually(async () => (await client.GetJson(answer.Headers.Location!.ToString())).Body!,
                    seen => seen["state"]!.ToString() is "finished" or "failed", 60))
                : (body["code"]!.ToString(), null);
        }
    }

    [Fact]
    public async Task the_list_shows_ones_own_runs_newest_first_page_by_page()
    {
        var lister = ledger.As("registrar", "reg-list", "24781");
        var runs = new List<string>();
        for (var at = 0; at < 5; at++)
            runs.Insert(0, (await lister.Import("VNPT-iLIS", ImportCalls.Csv(1 + at, $"List{at}")))["id"]!.ToString());
        await registrar.Import("VNPT-iLIS", ImportCalls.Csv(1, "Other"));

        var seen = new List<string>();
        for (var page = "/api/v1/imports?limit=2"; page.Length > 0;)
        {
            var answer = (await lister.GetJson(page)).Body!;
            seen.AddRange(answer["items"]!.AsArray().Select(item => item!["id"]!.ToString()));
            page = answer["next"] is { } next ? $"/api/v1/imports?limit=2&cursor={next}" : "";
        }

        seen.ShouldBe(runs);
        (await Ids(ledger.As("approver", "app-list", "24781"))).ShouldBeSubsetOf(await Ids(ledger.As("registrar", "all")));
        (await Ids(ledger.As("approver", "app-list", "24781"))).ShouldContain(runs[0]);
        (await Ids(ledger.As("approver", "app-far", "24787"))).ShouldBeEmpty();
        (await Ids(ledger.As("registrar", "reg-none", "24781"))).ShouldBeEmpty();
        (await lister.GetJson("/api/v1/imports?state=finished&limit=200")).Body!["items"]!.AsArray().Count.ShouldBe(5);
        (await lister.GetJson("/api/v1/imports?state=failed")).Body!["items"]!.AsArray().ShouldBeEmpty();
        foreach (var wrong in (string[])["state=gone", "state=1", "cursor=x", "limit=0"])
            (await lister.GetJson($"/api/v1/imports?{wrong}")).Code.ShouldBe("query-invalid");
    }

    private static async Task<string[]> Ids(HttpClient reader) =>
        [.. (await reader.GetJson("/api/v1/imports?limit=200")).Body!["items"]!.AsArray().Select(item => item!["id"]!.ToString())];

    private async Task<JsonNode> Run(string path) => (await registrar.GetJson(path)).Body!;

    private async Task HoldAsync(JsonNode run)
    {
        await using var session = ledger.Store.LightweightSession();
        var stored = (await session.LoadAsync<ImportRun>(Guid.Parse(run["id"]!.ToString())))!;
        session.Store(stored with { State = ImportState.Held, HeldFor = "too-much", HeldBecause = new("Quá nhiều.", "Too much.") });
        await session.SaveChangesAsync();
    }
}

/// <summary>What a client is told of a run.</summary>
public sealed class Shown_imports
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 1, 0);

    private readonly ImportRun run = new()
    {
        Id = Guid.CreateVersion7(), State = ImportState.Running, StartedAt = Start, FileBytes = 10_000, BytesRead = 2_500, Rows = new(500, 7),
        RejectsByCode = new() { ["required-missing"] = 2, ["commune-out-of-scope"] = 5, ["no-longer-known"] = 2 },
    };

    [Fact]
    public void tell_progress_pace_and_time_left()
    {
        var shown = ShownImport.Of(run, Start + Duration.FromSeconds(20));
        (shown.Progress, shown.SecondsLeft, shown.Seconds, shown.RowsPerSecond).ShouldBe((25, 60, "20.00", "25"));
    }

    [Theory]
    [InlineData(ImportState.Queued, 0, 0, null)]
    [InlineData(ImportState.Running, 0, 0, null)]
    [InlineData(ImportState.Running, 9_999, 99, 1)]
    [InlineData(ImportState.Running, 10_000, 99, 0)]
    [InlineData(ImportState.Finished, 10_000, 100, null)]
    [InlineData(ImportState.Finished, 0, 100, null)]
    [InlineData(ImportState.Failed, 10_000, 99, null)]
    [InlineData(ImportState.Cancelled, 5_000, 50, null)]
    [InlineData(ImportState.Held, 5_000, 50, null)]
    public void never_promise_what_is_not_done(ImportState state, long read, int progress, int? left)
    {
        var shown = ShownImport.Of(run with { State = state, BytesRead = read }, Start + Duration.FromSeconds(20));
        (shown.Progress, shown.SecondsLeft).ShouldBe((progress, left));
    }

    [Fact]
    public void say_what_each_reason_means_the_most_frequent_first()
    {
        var shown = ShownImport.Of(run, Start);
        shown.RejectsByCode.Select(each => (each.Code, each.Count)).ShouldBe(
            [("commune-out-of-scope", 5), ("no-longer-known", 2), ("required-missing", 2)]);
        shown.RejectsByCode[0].Meaning!.Vi.ShouldNotBe(shown.RejectsByCode[0].Meaning!.En);
        shown.RejectsByCode[1].Meaning.ShouldBeNull();
        shown.RejectsByCode[2].Meaning!.Vi.ShouldNotBeEmpty();
    }
}
