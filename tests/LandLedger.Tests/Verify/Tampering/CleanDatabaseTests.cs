using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Npgsql;
using Shouldly;
using Weasel.Core;
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
    public async Task is_sound_after_the_key_of_a_person_was_destroyed()
    {
        var copy = await province.CopyAsync();
        (await Tables.RowsAsync(copy, $"select 1 from vault.person where id = '{province.Erased}'", row => 1)).ShouldBeEmpty();
        (await Tables.RowsAsync(copy, $"select 1 from ledger.mt_events where data ->> 'personId' = '{province.Erased}'", row => 1)).Count
            .ShouldBe(1);
        (await Tables.RowsAsync(copy,
            $"select 1 from ledger_log.statement where kind = 4 and leaf_index is not null and body ->> 'person' = '{province.Erased}'",
            row => 1)).Count.ShouldBe(1);
        (await province.JudgeAsync(copy)).ShouldBeSound();
        (await province.AfterAsync("delete from ledger_log.statement where kind = 4")).Findings.Single().Code.ShouldBe("statement-missing");
    }

    [Fact]
    public async Task is_sound_when_its_events_are_read_in_a_newer_shape()
    {
        var copy = await province.CopyAsync();
        using var newer = DocumentStore.For(store =>
        {
            store.Connection(copy);
            store.DatabaseSchemaName = "ledger";
            store.AutoCreateSchemaObjects = JasperFx.AutoCreate.None;
            store.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, LedgerJson.Shared);
            store.Events.StreamIdentity = StreamIdentity.AsGuid;
            store.Events.Upcast<PlotCorrected, CorrectedAnew>("plot_corrected",
                before => new(before.Instrument, [.. before.Changes.Select(change => change.Field)]));
        });
        var corrected = province.Plots.First(plot => plot.Any(one => one.Type == "plot_corrected"));
        await using (var session = newer.QuerySession())
        {
            var read = (await session.Events.FetchStreamAsync(corrected[0].Plot)).Select(one => one.Data).OfType<CorrectedAnew>().Single();
            (read.Paper, read.Fields.Single()).ShouldBe(("BA 123456", "areaSquareMetres"));
        }

        (await province.JudgeAsync(copy)).ShouldBeSound();
    }

    /// <summary>A correction as a later version of the program might want it.</summary>
    public sealed record CorrectedAnew(string Paper, string[] Fields);

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
