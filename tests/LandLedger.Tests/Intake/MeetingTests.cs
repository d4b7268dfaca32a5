using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>Which plot of the ledger a record is about, where its number alone does not say.</summary>
[Collection(OneLedger.Name)]
public sealed class Records_meet_plots(LedgerHost ledger)
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-meet", "24781", "24787");

    [Fact]
    public async Task by_their_number_however_it_is_written()
    {
        var first = await ImportAsync(IlisFile.Line("M41", serial: "BC 100041", id: "068185100041"));
        first.Count("plots", "new").ShouldBe(1);
        var again = await ImportAsync(IlisFile.Line("m041", serial: "BC 100041", id: "068185100041"));
        (again.Count("plots", "new"), again.Count("plots", "changed"), again["conflicts"]!.GetValue<int>()).ShouldBe((0, 1, 0));
    }

    [Fact]
    public async Task by_a_number_that_the_plot_had_before()
    {
        await ImportAsync(IlisFile.Line("M51", serial: "BC 100051", id: "068185100051"));
        var card = await registrar.Card("24781.12.M51");
        var corrected = await registrar.PostJson($"/api/v1/plots/{card["id"]}/corrections",
            """{"changes":[{"field":"plotNumber","to":"24781.12.M52"}],"reason":"r","instrument":"i","effectiveOn":"2025-10-02"}""",
            $"\"{card["version"]}\"");
        corrected.Status.ShouldBe(System.Net.HttpStatusCode.OK);
        var again = await ImportAsync(IlisFile.Line("M51", serial: "BC 100099", id: "068185100051"));
        (again.Count("plots", "new"), again.Count("plots", "changed"), again["conflicts"]!.GetValue<int>()).ShouldBe((0, 1, 0));
        (await registrar.Card("24781.12.M52"))["certificates"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task by_certificate_with_sheet_and_plot_and_the_other_number_is_a_conflict()
    {
        await ImportAsync(IlisFile.Line("M61", serial: "BC 100061", id: "068185100061"));
        var again = await ImportAsync(IlisFile.Line("M61", serial: "BC 100061", id: "068185100061")
            .Replace("24781;", "24787;", StringComparison.Ordinal));
        (again.Count("plots", "new"), again.Count("plots", "changed")).ShouldBe((0, 1), again.ToJsonString());
        again["conflictsByField"]!["plotNumber"]!.GetValue<int>().ShouldBe(1);
        var conflict = (await registrar.Card("24781.12.M61"))["conflicts"]!.AsArray().ShouldHaveSingleItem()!;
        (conflict["held"]!["value"]!.ToString(), conflict["offered"]!["value"]!.ToString()).ShouldBe(("24781.12.M61", "24787.12.M61"));

        var another = await ImportAsync(IlisFile.Line("M62", serial: "BC 100061", id: "068185100061"));
        another.Count("plots", "new").ShouldBe(1, "another plot on the same certificate is another plot");
    }

    [Fact]
    public async Task and_two_that_qualify_are_left_to_a_person()
    {
        await ImportAsync(IlisFile.Line("M71", serial: "BC 100071", id: "068185100071"));
        await ImportAsync(IlisFile.Line("M71", serial: "BC 100072", id: "068185100072")
            .Replace("24781;", "24787;", StringComparison.Ordinal));
        var codes = IlisFile.Header.Replace("DIEN_TICH;SO_PHAT", "MA_THUA_DAT;DIEN_TICH;SO_PHAT", StringComparison.Ordinal);
        await UploadAsync(codes + Coded("M71", "24787", "w6j5uj94pm71", "BC 100072", "068185100072"));
        var run = await UploadAsync(codes + Coded("M71", "24781", "w6j5uj94pm71", "BC 100071", "068185100071"));
        (run.Count("plots", "new"), run.Count("plots", "changed"), run.Count("rows", "rejected")).ShouldBe((0, 0, 1));
        run["rejectsByCode"]![0]!["code"]!.ToString().ShouldBe("plot-taken-by-another");
    }

    private static string Coded(string plot, string commune, string code, string serial, string id) =>
        IlisFile.Line(plot, serial: serial, id: id).Replace("24781;", $"{commune};", StringComparison.Ordinal)
            .Replace($";{plot};", $";{plot};{code};", StringComparison.Ordinal);

    private Task<JsonNode> ImportAsync(string line) => UploadAsync(IlisFile.Header + line);

    private async Task<JsonNode> UploadAsync(string file)
    {
        var run = await registrar.Import("VNPT-iLIS", Encoding.UTF8.GetBytes(file));
        run["state"]!.ToString().ShouldBe("finished", run.ToJsonString());
        return run;
    }
}
