using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using LandLedger.Access;
using LandLedger.Intake;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Plumbing;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>A run watched over real HTTP while it goes on.</summary>
public sealed class Following_an_import(KestrelLedger ledger) : IClassFixture<KestrelLedger>
{
    private readonly HttpClient starter = Client(ledger, "reg-follow");

    private ImportProgress Progress => ledger.Services.GetRequiredService<ImportProgress>();

    [Fact]
    public async Task tells_each_batch_and_ends_with_the_run()
    {
        var held = await Facts.NothingIsRecorded(ledger.Services.GetRequiredService<IConfiguration>().GetConnectionString("ledger")!);
        using var queued = await starter.Upload("VNPT-iLIS", ImportCalls.Csv(1_200, "Following"));
        queued.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var seen = new List<(string Kind, JsonNode Run)>();
        using var answer = await starter.GetAsync($"{queued.Headers.Location}/events", HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await foreach (var item in Events(await answer.Content.ReadAsStreamAsync()))
        {
            // The first is how it stands; from now on there is something to tell.
            if (seen.Count == 0)
                await held.DisposeAsync();
            seen.Add((item.EventType, item.Data));
        }

        seen[^1].Kind.ShouldBe("end");
        seen.SkipLast(1).ShouldAllBe(item => item.Kind == "progress");
        seen.Count.ShouldBeGreaterThan(3);
        var last = seen[^1].Run;
        last["state"]!.ToString().ShouldBe("finished");
        last.Count("plots", "new").ShouldBe(1_200);
        last["progress"]!.GetValue<int>().ShouldBe(100);
        int[] read = [.. seen.Select(item => item.Run.Count("rows", "read"))];
        read.ShouldBe(read.Order());
        int[] progress = [.. seen.Select(item => item.Run["progress"]!.GetValue<int>())];
        progress.ShouldBe(progress.Order());
        progress.SkipLast(1).ShouldAllBe(percent => percent < 100);
        await Calls.Eventually(() => Task.FromResult(Progress.Watching), watching => watching == 0);
        (await starter.GetJson(queued.Headers.Location!.ToString())).Body!.ToJsonString().ShouldBe(last.ToJsonString());
    }

    [Fact]
    public async Task that_has_ended_says_so_at_once()
    {
        var run = await starter.Import("VNPT-iLIS", ImportCalls.Csv(3, "Ended"));
        using var answer = await starter.GetAsync($"/api/v1/imports/{run["id"]}/events");
        var items = new List<SseItem<JsonNode>>();
        await foreach (var item in Events(await answer.Content.ReadAsStreamAsync()))
            items.Add(item);
        items.ShouldHaveSingleItem().EventType.ShouldBe("end");
    }

    [Fact]
    public async Task stops_when_the_watcher_goes_away_and_nothing_is_left_of_it()
    {
        var run = await NeverEndingAsync();
        for (var watchers = 0; watchers < 3; watchers++)
        {
            using (var answer = await starter.GetAsync($"/api/v1/imports/{run}/events", HttpCompletionOption.ResponseHeadersRead))
            {
                await using var items = Events(await answer.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
                (await items.MoveNextAsync()).ShouldBeTrue();
                items.Current.EventType.ShouldBe("progress");
                Progress.Watching.ShouldBe(1);
            }

            await Calls.Eventually(() => Task.FromResult(Progress.Watching), watching => watching == 0);
        }

        // What another process does to the run is seen as well, a little later.
        using var again = await starter.GetAsync($"/api/v1/imports/{run}/events", HttpCompletionOption.ResponseHeadersRead);
        await using var rest = Events(await again.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        await rest.MoveNextAsync();
        await StoreAsync(new() { Id = run, State = ImportState.Cancelled, Actor = Someone("reg-follow") });
        (await rest.MoveNextAsync()).ShouldBeTrue();
        rest.Current.EventType.ShouldBe("end");
        rest.Current.Data["state"]!.ToString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task is_for_those_who_may_read_the_run()
    {
        var run = await starter.Import("VNPT-iLIS", ImportCalls.Csv(2, "Private"));
        var path = $"/api/v1/imports/{run["id"]}/events";
        (await Client(ledger, "reg-other").GetJson(path)).Code.ShouldBe("import-not-found");
        (await Client(ledger, "op", Roles.Operator).GetJson(path)).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var nobody = new HttpClient { BaseAddress = ledger.Url };
        (await nobody.GetJson(path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<Guid> NeverEndingAsync()
    {
        // As another process would have it: no runner of this one was told.
        var id = Guid.CreateVersion7();
        await StoreAsync(new() { Id = id, State = ImportState.Running, Actor = Someone("reg-follow") });
        return id;
    }

    private async Task StoreAsync(ImportRun run)
    {
        await using var session = ledger.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Store(run);
        await session.SaveChangesAsync();
    }

    private static ImportActor Someone(string subject) => new(subject, subject, "registrar", "24781", "s", "", false, ["24781"]);

    private static IAsyncEnumerable<SseItem<JsonNode>> Events(Stream stream) =>
        SseParser.Create(stream, (_, bytes) => JsonNode.Parse(bytes)!).EnumerateAsync();

    private static HttpClient Client(KestrelLedger ledger, string user, string role = Roles.Registrar)
    {
        var token = ledger.Services.GetRequiredService<DevelopmentIssuer>().TokenFor(new(user, user, [role], ["24781"]));
        return new() { BaseAddress = ledger.Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }
}
