using System.Net;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Documents;

[Collection(OneLedger.Name)]
public sealed class Attaching_documents_over_http(LedgerHost ledger)
{
    private static int lastFile;

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    // Each file is another one.
    private static byte[] Pdf(int length = 2_000) =>
        [.. "%PDF-1.7\n"u8, .. BitConverter.GetBytes(Interlocked.Increment(ref lastFile)), .. new byte[length]];

    [Fact]
    public async Task a_scan_comes_back_byte_for_byte_under_the_type_of_its_bytes()
    {
        var (plot, file) = (await registrar.Register(), Pdf());
        var attached = await registrar.Attach(plot, file, "\"1\"", reason: "the owner brought it");
        (attached.Status, attached.ETag).ShouldBe((HttpStatusCode.OK, "\"2\""), attached.Body?.ToJsonString());

        var fact = (await ledger.EventsOf(plot))[1].ShouldBeOfType<DocumentAttached>();
        (fact.Kind, fact.MediaType, fact.Bytes, fact.DocumentId.ToString())
            .ShouldBe(("certificate", "application/pdf", file.Length, attached.Text("made")));
        using var read = await registrar.GetAsync($"/api/v1/plots/{plot}/documents/{attached.Text("made")}/content");
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        read.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        read.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        read.Headers.CacheControl!.NoStore.ShouldBeTrue();
        read.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await read.Content.ReadAsByteArrayAsync()).ShouldBe(file);
        var history = await registrar.GetJson($"/api/v1/plots/{plot}/history");
        history.Body!["items"]![1]!["reason"]!.GetValue<string>().ShouldBe("the owner brought it");
    }

    [Fact]
    public async Task the_same_file_is_recognised_and_changes_nothing()
    {
        var (plot, file) = (await registrar.Register(), Pdf());
        var first = await registrar.Attach(plot, file, "\"1\"");
        var again = await registrar.Attach(plot, file, "\"2\"", "other", name: "another-name.pdf");
        (again.Status, again.ETag, again.Text("made")).ShouldBe((HttpStatusCode.OK, "\"2\"", first.Text("made")));
        again.Body!["warnings"]!.AsArray().Select(code => code!.GetValue<string>()).ShouldBe(["document-already-attached"]);
        (await ledger.EventsOf(plot)).Length.ShouldBe(2);
        Stored(ledger).Count(path => path.Contains(first.Text("made").Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal))
            .ShouldBe(1);

        var other = await registrar.Register();
        (await registrar.Attach(other, file, "\"1\"")).Text("made").ShouldNotBe(first.Text("made"));
    }

    [Theory]
    [InlineData("89504E470D0A1A0A", "image/png")]
    [InlineData("FFD8FFE000104A46", "image/jpeg")]
    [InlineData("49492A0008000000", "image/tiff")]
    [InlineData("4D4D002A00000008", "image/tiff")]
    public async Task the_four_types_are_known_by_their_first_bytes(string head, string type)
    {
        var plot = await registrar.Register();
        var attached = await registrar.Attach(plot,
            [.. Convert.FromHexString(head), .. BitConverter.GetBytes(Interlocked.Increment(ref lastFile))], "\"1\"");
        attached.Status.ShouldBe(HttpStatusCode.OK, attached.Body?.ToJsonString());
        (await registrar.Card(plot))["documents"]![0]!["mediaType"]!.GetValue<string>().ShouldBe(type);
    }

    [Theory]
    [InlineData("504B0304")]
    [InlineData("4D5A9000")]
    [InlineData("3C68746D6C3E")]
    [InlineData("00")]
    [InlineData("255044")]
    public async Task anything_else_is_refused_whatever_it_calls_itself(string bytes)
    {
        var plot = await registrar.Register();
        var before = Stored(ledger).Length;
        var answer = await registrar.Attach(plot, Convert.FromHexString(bytes), "\"1\"", name: "scan.png");
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.UnsupportedMediaType, "document-type-unknown"));
        (await ledger.EventsOf(plot)).Length.ShouldBe(1);
        Stored(ledger).Length.ShouldBe(before);
    }

    [Fact]
    public async Task a_form_without_file_or_with_a_wrong_kind_or_reason_is_refused()
    {
        var plot = await registrar.Register();
        foreach (var (answer, path) in ((Answer, string)[])
        [
            (await registrar.Attach(plot, null, "\"1\""), "file"), (await registrar.Attach(plot, [], "\"1\""), "file"),
            (await registrar.Attach(plot, Pdf(), "\"1\"", "passport"), "kind"),
            (await registrar.Attach(plot, Pdf(), "\"1\"", reason: "của 068185000001"), "reason"),
        ])
        {
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "validation-failed"));
            answer.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe([path]);
        }
    }

    [Fact]
    public async Task twenty_mebibytes_are_the_most()
    {
        var plot = await registrar.Register();
        var full = Pdf(20 * 1024 * 1024 - 13);
        full.Length.ShouldBe(20 * 1024 * 1024);
        (await registrar.Attach(plot, full, "\"1\"")).Status.ShouldBe(HttpStatusCode.OK);
        var over = await registrar.Attach(plot, [.. full, 0], "\"2\"");
        (over.Status, over.Code).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "body-too-large"));
    }

    [Fact]
    public async Task a_scan_that_was_altered_on_disk_is_never_shown()
    {
        var (plot, file) = (await registrar.Register(), Pdf());
        var document = (await registrar.Attach(plot, file, "\"1\"")).Text("made");
        var path = Stored(ledger).Single(path =>
            path.Contains(document.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        await ShouldBeDamaged();
        File.Delete(path);
        await ShouldBeDamaged();

        async Task ShouldBeDamaged()
        {
            var answer = await registrar.GetJson($"/api/v1/plots/{plot}/documents/{document}/content");
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.InternalServerError, "document-damaged"));
            answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            answer.Response.Content.Headers.ContentDisposition.ShouldBeNull();
        }
    }

    [Fact]
    public async Task every_reading_is_in_the_read_log_and_another_plots_document_is_not_found()
    {
        var (plot, other) = (await registrar.Register(), await registrar.Register());
        var document = (await registrar.Attach(plot, Pdf(), "\"1\"")).Text("made");
        (await registrar.GetJson($"/api/v1/plots/{other}/documents/{document}/content")).Code.ShouldBe("document-not-found");
        (await ledger.As("approver", "app-7", "24781").GetAsync($"/api/v1/plots/{plot}/documents/{document}/content"))
            .StatusCode.ShouldBe(HttpStatusCode.OK);

        var officer = ledger.As("security-officer", "sec-1", "24781");
        var reads = (await officer.GetJson($"/api/v1/audit/reads?plot={plot}")).Body!["items"]!.AsArray();
        reads.Count.ShouldBe(1);
        (reads[0]!["actor"]!["subject"]!.ToString(), reads[0]!["kind"]!.ToString(), reads[0]!["document"]!.ToString(),
            reads[0]!["commune"]!.ToString())
            .ShouldBe(("app-7", "scan", document, "24781"));
        (await officer.GetJson("/api/v1/audit/reads?actor=app-7")).Body!["items"]!.AsArray().Count.ShouldBe(1);
        (await ledger.As("security-officer", "sec-2", "24787").GetJson($"/api/v1/audit/reads?plot={plot}")).Body!["items"]!.AsArray()
            .ShouldBeEmpty();
        (await officer.GetJson("/api/v1/audit/reads?plot=nonsense")).Code.ShouldBe("query-invalid");
    }

    [Fact]
    public async Task a_reading_that_cannot_be_logged_does_not_happen()
    {
        var plot = await registrar.Register();
        var document = (await registrar.Attach(plot, Pdf(), "\"1\"")).Text("made");
        await ledger.Rows("alter table ledger.read_log rename to read_log_away");
        try
        {
            using var answer = await registrar.GetAsync($"/api/v1/plots/{plot}/documents/{document}/content");
            answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("%PDF");
        }
        finally
        {
            await ledger.Rows("alter table ledger.read_log_away rename to read_log");
        }
    }

    private static string[] Stored(LedgerHost ledger)
    {
        var folder = ledger.Alba.Services.GetRequiredService<IConfiguration>()["Documents:Folder"]!;
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }
}
