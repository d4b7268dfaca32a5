using System.Net;
using System.Text;
using LandLedger.Sources.Samples;
using LandLedger.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>A commune of ten thousand plots, from PL3 and again, and from the second system.</summary>
public sealed class A_commune_over_http(LedgerHost ledger) : IClassFixture<LedgerHost>
{
    private const string Commune = "24781";

    [Fact]
    public async Task ten_thousand_plots_come_in_once_and_the_second_system_raises_its_disagreements()
    {
        var folder = Directory.CreateTempSubdirectory("commune-").FullName;
        var counts = SampleCommune.Write(new() { Plots = 10_000, Seed = 7, Commune = Commune }, folder);
        var pl3 = await File.ReadAllBytesAsync(Path.Combine(folder, SampleCommune.Pl3File));
        var ilis = await File.ReadAllBytesAsync(Path.Combine(folder, SampleCommune.IlisFile));
        Directory.Delete(folder, recursive: true);
        var registrar = ledger.As("registrar", "reg-import", Commune);

        var first = await registrar.Import("PL3", pl3, 600);
        first["state"]!.ToString().ShouldBe("finished", first.ToJsonString());
        first.Count("rows", "read").ShouldBe(counts.Pl3Rows);
        first.Count("rows", "rejected").ShouldBe(counts.BadRows);
        first.Count("plots", "new").ShouldBe(counts.Plots - counts.MissingFields - counts.BadCells);
        (first.Count("plots", "new") + first.Count("plots", "changed") + first.Count("plots", "unchanged")).ShouldBe(counts.Pl3Plots);
        first.Count("plots", "changed").ShouldBe(0);
        TestContext.Current.TestOutputHelper!.WriteLine($"PL3, first time: {first["seconds"]} s, {first["rowsPerSecond"]} rows/s");

        var eventsBefore = await EventsAsync();
        var second = await registrar.Import("PL3", pl3, 600);
        second.Count("plots", "unchanged").ShouldBe(counts.Pl3Plots);
        (second.Count("plots", "new") + second.Count("plots", "changed") + second["conflicts"]!.GetValue<int>()).ShouldBe(0);
        (await EventsAsync()).ShouldBe(eventsBefore);
        TestContext.Current.TestOutputHelper!.WriteLine($"PL3, again: {second["seconds"]} s, {second["rowsPerSecond"]} rows/s");

        var other = await registrar.Import("VNPT-iLIS", ilis, 600);
        other["state"]!.ToString().ShouldBe("finished", other.ToJsonString());
        other.Count("rows", "read").ShouldBe(counts.IlisRows);
        other.Count("plots", "new").ShouldBe(counts.MissingFields + counts.BadCells);
        other["conflicts"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(counts.Disagreements * 9 / 10);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"VNPT-iLIS: {other["seconds"]} s, {other["rowsPerSecond"]} rows/s, {other["conflicts"]} conflicts of {counts.Disagreements} "
                + "disagreeing plots");
        (await InConflictAsync()).ShouldBe(counts.Disagreements, "exactly the plots that were made to disagree are in conflict");
    }

    private Task<long> EventsAsync() => ScalarAsync("select count(*) from ledger.mt_events where type <> 'tombstone'");

    private Task<long> InConflictAsync() => ScalarAsync("select count(*) from ledger.mt_doc_plotcard where data ->> 'inConflict' = 'true'");

    private async Task<long> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>Files that are wrong in one way each.</summary>
[Collection(OneLedger.Name)]
public sealed class Imports_of_odd_files(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-odd", "24781", "24787");

    [Fact]
    public async Task an_unknown_system_and_a_missing_file_are_refused()
    {
        (await registrar.Upload("ELIS", [1])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await registrar.Upload("PL3", [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task a_file_that_is_no_workbook_fails_the_run_and_says_why_in_both_languages()
    {
        var run = await registrar.Import("PL3", Encoding.UTF8.GetBytes("not a workbook at all"));
        run["state"]!.ToString().ShouldBe("failed");
        run["failedFor"]!.ToString().ShouldBe("not-a-zip");
        run["failedBecause"]!["vi"]!.ToString().ShouldNotBeNullOrEmpty();
        run["failedBecause"]!["en"]!.ToString().ShouldNotBe(run["failedBecause"]!["vi"]!.ToString());
    }

    [Fact]
    public async Task plots_of_another_commune_are_held_back_row_by_row()
    {
        var elsewhere = ledger.As("registrar", "reg-elsewhere", "24787");
        var run = await elsewhere.Import("PL3", Sample(plots: 20, seed: 31));
        run.Count("plots", "new").ShouldBe(0);
        run.Count("rows", "rejected").ShouldBe(run.Count("rows", "read"));
        (await elsewhere.Rejects(run)).ShouldContain("commune-out-of-scope");
    }

    [Fact]
    public async Task the_list_of_rejects_masks_persons_and_opens_as_text_in_a_spreadsheet()
    {
        var run = await registrar.Import("PL3", Sample(plots: 400, seed: 32));
        var rejects = await registrar.Rejects(run);
        rejects.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThan(1);
        rejects.ShouldStartWith("\"row\";\"column\";\"code\"");
        rejects.ShouldContain("required-missing");
    }

    [Fact]
    public async Task nobody_else_of_a_commune_sees_the_run()
    {
        var run = await registrar.Import("PL3", Encoding.UTF8.GetBytes("no workbook"));
        var other = ledger.As("registrar", "reg-other", "24781");
        (await other.GetJson($"/api/v1/imports/{run["id"]}")).Code.ShouldBe("import-not-found");
        (await other.GetJson($"/api/v1/imports/{run["id"]}/rejects")).Code.ShouldBe("import-not-found");
        (await other.PostJson($"/api/v1/imports/{run["id"]}/cancel", "{}")).Code.ShouldBe("import-not-found");
        (await registrar.PostJson($"/api/v1/imports/{run["id"]}/cancel", "{}")).Code.ShouldBe("import-not-running");
        (await registrar.PostJson($"/api/v1/imports/{run["id"]}/resume", "{}")).Code.ShouldBe("import-not-resumable");
    }

    private static byte[] Sample(int plots, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("sample-").FullName;
        SampleCommune.Write(new() { Plots = plots, Seed = seed, MissingFields = 0.05 }, folder);
        var bytes = File.ReadAllBytes(Path.Combine(folder, SampleCommune.Pl3File));
        Directory.Delete(folder, recursive: true);
        return bytes;
    }
}
