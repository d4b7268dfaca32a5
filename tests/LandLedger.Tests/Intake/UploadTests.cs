using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Intake;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>A ledger that takes small files only, so that a test can send a larger one.</summary>
public sealed class SmallFilesLedger : LedgerHost
{
    public const int Largest = 3 * 1024 * 1024;

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Intake:MaxFileBytes"] = $"{Largest}",
    };
}

/// <summary>What becomes of the form of an upload, whatever the order of its parts.</summary>
public sealed class Uploads(SmallFilesLedger ledger) : IClassFixture<SmallFilesLedger>
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-upload", "24781");

    private ImportFiles Files => ledger.Alba.Services.GetRequiredService<ImportFiles>();

    [Theory]
    [InlineData("system", "file")]
    [InlineData("file", "system")]
    [InlineData("file", "unknown", "system")]
    public async Task are_taken_with_their_parts_in_any_order(params string[] parts)
    {
        var run = await Rest(await Send(parts.Select(part => (part, part == "file" ? File(1, parts[1]) : Bytes("VNPT-iLIS")))));
        run["state"]!.ToString().ShouldBe("finished", run.ToJsonString());
        run.Count("rows", "read").ShouldBe(1);
    }

    [Theory]
    [InlineData("import-system-unknown", "system=ELIS", "file")]
    [InlineData("import-system-unknown", "file", "system=ELIS")]
    [InlineData("import-system-unknown", "file")]
    [InlineData("import-file-missing", "system=PL3")]
    [InlineData("import-file-missing", "file=", "system=PL3")]
    [InlineData("request-malformed", "file", "file", "system=PL3")]
    [InlineData("body-too-large", "large", "system=PL3")]
    [InlineData("body-too-large", "system=PL3", "large")]
    public async Task that_are_refused_leave_nothing_behind(string code, params string[] parts)
    {
        var before = Kept();
        using var answer = await Send(parts.Select(part => part.Split('=') is [var name, var text] ? (name, Bytes(text))
            : part == "large" ? ("file", new byte[SmallFilesLedger.Largest + 1]) : (part, File(3))));
        (await Said(answer))["code"]!.ToString().ShouldBe(code);
        Kept().ShouldBe(before);
    }

    [Fact]
    public async Task are_described_to_clients()
    {
        var described = (await registrar.GetJson("/openapi/v1.json")).Body!["paths"]!["/api/v1/imports"]!["post"]!["requestBody"]!;
        described["content"]!["multipart/form-data"]!["schema"]!["properties"]!.AsObject().Select(part => part.Key)
            .ShouldBe(["system", "file", "manifest", "signature"]);
    }

    [Fact]
    public async Task of_something_else_than_a_form_are_refused()
    {
        (await registrar.PostJson("/api/v1/imports", "{}")).Code.ShouldBe("unsupported-media-type");
        using var cut = new StringContent("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc");
        cut.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "edge") } };
        using var answer = await registrar.PostAsync("/api/v1/imports", cut);
        (await Said(answer))["code"]!.ToString().ShouldBe("request-malformed");
    }

    [Fact]
    public async Task of_one_file_at_the_same_moment_make_one_run_and_later_another()
    {
        var file = File(300, "same");
        var (first, answers) = (File(600, "first"), new List<JsonNode>());
        var colleague = ledger.As("registrar", "reg-colleague", "24781");
        JsonNode going, theirs;
        // What goes on first keeps the two waiting.
        await using (await Facts.NothingIsRecorded(ledger.ConnectionString))
        {
            going = await Said(await registrar.Upload("VNPT-iLIS", first));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                var said = await Said(await registrar.Upload("VNPT-iLIS", file));
                lock (answers)
                    answers.Add(said);
            }));
            theirs = await Said(await colleague.Upload("VNPT-iLIS", file));
        }

        answers.Select(answer => answer["id"]!.ToString()).Distinct().Count().ShouldBe(1);
        theirs["id"]!.ToString().ShouldNotBe(answers[0]["id"]!.ToString());
        await Ended(going);
        (await Ended(answers[0]))["state"]!.ToString().ShouldBe("finished");
        await Calls.Eventually(async () => (await colleague.GetJson($"/api/v1/imports/{theirs["id"]}")).Body!,
            run => run["state"]!.ToString() == "finished", 60);

        var later = await Said(await registrar.Upload("VNPT-iLIS", file));
        later["id"]!.ToString().ShouldNotBe(answers[0]["id"]!.ToString());
        (await Ended(later)).Count("plots", "unchanged").ShouldBe(300);
    }

    [Fact]
    public async Task whose_stored_file_was_touched_fail_and_say_so()
    {
        var run = await registrar.Import("VNPT-iLIS", File(5, "touched"));
        foreach (var (code, touch) in ((string, Action<string>)[])
            [("import-file-damaged", Change), ("import-file-lost", global::System.IO.File.Delete)])
        {
            touch(Files.PathOf(Guid.Parse(run["id"]!.ToString())));
            await using (var session = ledger.Store.LightweightSession())
            {
                var stored = (await session.LoadAsync<ImportRun>(Guid.Parse(run["id"]!.ToString())))!;
                session.Store(stored with { State = ImportState.Cancelled });
                await session.SaveChangesAsync();
            }

            (await registrar.PostJson($"/api/v1/imports/{run["id"]}/resume", "{}")).Status.ShouldBe(HttpStatusCode.Accepted);
            var failed = await Ended(run);
            failed["state"]!.ToString().ShouldBe("failed");
            failed["failedFor"]!.ToString().ShouldBe(code);
            failed["failedBecause"]!["vi"]!.ToString().ShouldNotBeEmpty();
        }

        static void Change(string path)
        {
            var bytes = global::System.IO.File.ReadAllBytes(path);
            bytes[^1] ^= 1;
            global::System.IO.File.WriteAllBytes(path, bytes);
        }
    }

    private int Kept() => Directory.Exists(Path.GetDirectoryName(Files.PathOf(Guid.Empty)))
        ? Directory.GetFiles(Path.GetDirectoryName(Files.PathOf(Guid.Empty))!).Length
        : 0;

    private async Task<HttpResponseMessage> Send(IEnumerable<(string Name, byte[] Content)> parts)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in parts)
        {
            if (name == "file")
                form.Add(new ByteArrayContent(content), name, "file.csv");
            else
                form.Add(new ByteArrayContent(content), name);
        }

        return await registrar.PostAsync("/api/v1/imports", form);
    }

    private async Task<JsonNode> Rest(HttpResponseMessage answer) => await Ended(await Said(answer));

    private Task<JsonNode> Ended(JsonNode run) => Calls.Eventually(
        async () => (await registrar.GetJson($"/api/v1/imports/{run["id"]}")).Body!,
        seen => seen["state"]!.ToString() is not ("queued" or "running"), 60);

    private static async Task<JsonNode> Said(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] File(int rows, string name = "u") => ImportCalls.Csv(rows, name);
}
