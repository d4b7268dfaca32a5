using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Intake;
using LandLedger.Sources;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>The rows that an import held back, as a spreadsheet gets them.</summary>
public sealed class Lists_of_rejects(LedgerHost ledger) : IClassFixture<LedgerHost>
{
    private const string Row = "24781;12;345;Nguyễn Thị Lan;068185000001";

    private RejectList List => ledger.Alba.Services.GetRequiredService<RejectList>();

    [Fact]
    public async Task show_the_row_in_clear_to_whoever_started_the_run_and_its_outline_to_others()
    {
        var starter = ledger.As("registrar", "reg-rejects", "24781");
        var run = await starter.Import("VNPT-iLIS", ImportCalls.Csv(1, "Rejects", IlisFile.Line("R1", area: "none")));
        var id = Guid.Parse(run["id"]!.ToString());
        await List.AddAsync(id, [new(90, "HO_TEN", "required-missing", "Nguyễn Thị Lan 068185000001", true, Row)], default);

        var mine = await Get(starter, id);
        mine.ShouldStartWith("\ufeff\"row\";\"column\";\"code\";\"vi\";\"en\";\"read\";\"original\"\r\n");
        mine.ShouldContain($"\"{Row}\"");
        foreach (var reader in (HttpClient[])[ledger.As("registrar", "head"), ledger.As("approver", "app-rejects", "24781")])
        {
            var theirs = await Get(reader, id);
            theirs.ShouldContain("\"00000;00;000;Aaaaaa Aaa Aaa;000000000000\"");
            foreach (var personal in (string[])["Nguyễn", "Lan", "068185000001"])
                theirs.ShouldNotContain(personal);
        }

        var reads = (await ledger.As("security-officer", "sec").GetJson("/api/v1/audit/reads?limit=200")).Body!["items"]!.AsArray()
            .Where(read => read!["document"]?.ToString() == id.ToString())
            .Select(read => $"{read!["actor"]!["subject"]} {read["kind"]}").ToArray();
        reads.ShouldBe(["app-rejects import-rejects", "head import-rejects", "reg-rejects import-rejects-clear"]);
    }

    [Fact]
    public async Task that_cannot_be_logged_are_not_shown()
    {
        var starter = ledger.As("registrar", "reg-unlogged", "24781");
        var run = await starter.Import("VNPT-iLIS", ImportCalls.Csv(1, "Unlogged", IlisFile.Line("R2", area: "none")));
        await ledger.Rows("alter table ledger.read_log rename to read_log_gone");
        try
        {
            using var answer = await starter.GetAsync($"/api/v1/imports/{run["id"]}/rejects");
            answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }
        finally
        {
            await ledger.Rows("alter table ledger.read_log_gone rename to read_log");
        }
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("  =1+1")]
    [InlineData("＝1+1")]
    [InlineData("\u3000＋84")]
    [InlineData("\t@SUM(A1)")]
    public async Task run_nothing_in_a_spreadsheet(string cell)
    {
        var id = Guid.CreateVersion7();
        await List.AddAsync(id, [new(1, "c", "required-missing", cell, false, cell)], default);
        (await Csv(id, clear: true)).ShouldEndWith($";\"'{cell}\";\"'{cell}\"\r\n");
    }

    [Fact]
    public async Task hold_nothing_in_clear_in_the_database_and_nothing_twice()
    {
        var id = Guid.CreateVersion7();
        Reject[] rejects = [new(1, "c", "required-missing", "Nguyễn Thị Lan", true, Row), new(1, "d", "required-missing", "x", false),
            new(1, "c", "required-missing", "again", true, Row)];
        await List.AddAsync(id, rejects, default);
        await List.AddAsync(id, rejects, default);
        await List.AddAsync(id, [], default);

        (await ledger.Rows($"select count(*) from vault.import_reject where run_id = '{id}'")).ShouldBe(["2"]);
        var stored = string.Concat(await ledger.Rows(
            $"select encode(sealed, 'escape') || encode(coalesce(original, ''), 'escape') from vault.import_reject where run_id = '{id}'"));
        stored.ShouldNotContain("068185000001");
        (await Csv(id, clear: true)).Split("\r\n").Length.ShouldBe(4);
        await ledger.Rows($"update vault.import_reject set row_number = 2 where run_id = '{id}' and field = 'c'");
        await Should.ThrowAsync<LandLedger.Persons.SealBrokenException>(() => Csv(id, clear: true));
    }

    [Fact]
    public async Task of_many_rows_go_in_and_out_quickly_and_in_order()
    {
        const int Rows = 60_000;
        var id = Guid.CreateVersion7();
        var watch = Stopwatch.StartNew();
        for (var from = 0; from < Rows; from += 20_000)
        {
            await List.AddAsync(id, [.. Enumerable.Range(from + 1, 20_000).Select(row =>
                new Reject(row, "DIEN_TICH", "required-missing", "x", false, $"{row};{Row}"))], default);
        }

        var written = watch.Elapsed;
        var lines = (await Csv(id, clear: true)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Rows} rejects: {written.TotalSeconds:F1} s in, {(watch.Elapsed - written).TotalSeconds:F1} s out");
        lines.Length.ShouldBe(Rows + 1);
        lines.Skip(1).Select(line => line.Split(';')[0]).ShouldBe(Enumerable.Range(1, Rows).Select(row => $"\"{row}\""));
        (await ledger.Rows($"select count(distinct wrapped_key) from vault.import_reject where run_id = '{id}'")).ShouldBe(["3"]);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(120));
    }

    [Theory]
    [InlineData("068185000001", "0681******01")]
    [InlineData("Nguyễn Thị Lan", "Aaaaaa Aaa Aaa")]
    [InlineData("Nguyễn Thị Lan 068185000001", "Aaaaaa Aaa Aaa **********01")]
    [InlineData("năm 1985", "aaa **85")]
    public void mask_names_and_numbers(string personal, string shown) => RejectMask.Shape(personal).ShouldBe(shown);

    private static async Task<string> Get(HttpClient reader, Guid run)
    {
        using var answer = await reader.GetAsync($"/api/v1/imports/{run}/rejects");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<string> Csv(Guid run, bool clear)
    {
        using var body = new MemoryStream();
        await List.WriteCsvAsync(run, clear, body, default);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
