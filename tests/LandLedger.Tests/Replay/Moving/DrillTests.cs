using System.Text.Json.Nodes;
using LandLedger.Tests.EmbeddedPostgres;
using LandLedger.Tests.Verify;
using LandLedger.Tests.Verify.Tampering;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay.Moving;

[Collection(OneProvince.Name)]
public sealed class A_restore_drill(SealedProvince province) : IDisposable
{
    private readonly MovingHouse house = new(province);
    private readonly ClusterRoot root = new();

    [Fact]
    public async Task passes_on_a_sound_ledger_and_fails_on_a_card_that_does_not_follow_from_events()
    {
        var from = await province.CopyAsync();
        (await house.Run(from, "restore-drill", "--out", root.Beside("drill"), "--verify", VerifyProgram.Location)).ShouldBeDone();
        Steps("drill").ShouldBe(["backup true", "counts true", "root true", "clean-view true", "verify true"]);
        File.ReadAllText(root.Beside("drill/drill.txt")).ShouldContain("RESTORE DRILL: PASSED");
        Directory.Exists(root.Beside("drill/postgres")).ShouldBeFalse();
        Directory.EnumerateFiles(root.Beside("drill"), "*", SearchOption.TopDirectoryOnly)
            .Select(File.ReadAllText).ShouldAllBe(text => !text.Contains("Password", StringComparison.OrdinalIgnoreCase));

        var plot = province.Plots[5][0].Plot;
        await Tables.DoAsync(from, $"update ledger.mt_doc_plotcard set data = data || '{{\"areaSquareMetres\":\"1\"}}' where id = '{plot}'");
        var failed = await house.Run(from, "restore-drill", "--out", root.Beside("second"));
        failed.Code.ShouldBe(1, failed.Output + failed.Errors);
        Steps("second").ShouldContain("clean-view false");
        File.ReadAllText(root.Beside("second/drill.txt")).ShouldContain(plot.ToString());
    }

    [Fact]
    public async Task fails_on_a_backup_that_is_damaged()
    {
        var export = await house.Exported();
        var chunk = Path.Combine(export, "leaf-000000.copy.gz");
        File.WriteAllBytes(chunk, File.ReadAllBytes(chunk)[..^1]);
        (await house.Run(await province.CopyAsync(), "restore-drill", "--out", root.Beside("drill"), "--backup", export))
            .ShouldRefuse("leaf-000000.copy.gz (hỏng/damaged)");
    }

    public void Dispose()
    {
        house.Dispose();
        root.Dispose();
    }

    private IEnumerable<string> Steps(string drill) =>
        JsonNode.Parse(File.ReadAllText(root.Beside($"{drill}/drill.json")))!["steps"]!.AsArray()
            .Select(step => $"{step!["name"]} {step["passed"]?.ToString() ?? "null"}");
}
