using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify.Tampering;

[Collection(OneProvince.Name)]
public sealed class An_untouched_database(SealedProvince province)
{
    [Fact]
    public async Task is_sound()
    {
        var judged = await province.JudgeAsync(await province.CopyAsync());
        judged.ShouldBeSound();
        province.Plots.Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task is_sound_however_its_rows_are_stored() =>
        (await province.AfterAsync(
            "update ledger.mt_events set data = data, headers = headers || '{}'", "update ledger.mt_events set data = data::text::jsonb",
            "vacuum full")).ShouldBeSound();

    [Fact]
    public async Task is_not_judged_when_it_cannot_be_reached()
    {
        var copy = await province.CopyAsync();
        foreach (var wrong in (string[])[
            new NpgsqlConnectionStringBuilder(copy) { Database = "nowhere", Password = "geheim" }.ConnectionString,
            new NpgsqlConnectionStringBuilder(copy) { Host = "127.0.0.1", Port = 1, Password = "geheim" }.ConnectionString,
            "Host=;geheim"])
        {
            var ended = await VerifyProgram.RunAsync("database", "--connection", wrong, "--log", province.Log, "--keys", province.Keys, "--json");
            ended.Code.ShouldBe(3, ended.Errors);
            (ended.Output + ended.Errors).ShouldNotContain("geheim");
        }
    }

    [Fact]
    public async Task goes_on_where_a_run_was_ended()
    {
        using var folder = new Folder();
        var copy = await province.CopyAsync();
        (await province.JudgeAsync(copy, null, "--resume", folder.At("done"))).ShouldBeSound();
        File.Exists(folder.At("done")).ShouldBeFalse("a run that came to its end leaves nothing");
    }
}
