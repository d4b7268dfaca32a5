using System.Text.Json.Nodes;
using LandLedger.Tests.Verify.Tampering;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay.Moving;

[Collection(OneProvince.Name)]
public sealed class An_export_that_is_not_whole(SealedProvince province) : IDisposable
{
    private readonly MovingHouse house = new(province);

    [Fact]
    public async Task is_refused_by_name_and_nothing_is_loaded()
    {
        var whole = await house.Exported(null, "--width", "100", "--vault", house["vault"]);
        var to = await MovingHouse.Empty();
        await Refused(export => File.Delete(Path.Combine(export, "mt_events-000002.copy.gz")), "mt_events-000002.copy.gz (thiếu/missing)");
        await Refused(export => Flip(Path.Combine(export, "leaf-000001.copy.gz")), "leaf-000001.copy.gz (hỏng/damaged)");
        await Refused(export => File.Copy(Path.Combine(export, "leaf-000001.copy.gz"), Path.Combine(export, "leaf-000002.copy.gz"), true),
            "leaf-000002.copy.gz (hỏng/damaged)");
        await Refused(export => File.WriteAllText(Path.Combine(export, "mt_events-000999.copy.gz"), ""), "mt_events-000999.copy.gz (lạ/foreign)");
        await Refused(export => Flip(Path.Combine(export, "manifest.json")), "was changed");
        await Refused(export => MovingHouse.Edit(export, manifest => manifest["format"] = 2), "newer version");
        await Refused(export => MovingHouse.Edit(export, manifest => manifest["chunks"]![0]!["file"] = "../x"), "strange file");
        await Refused(export => MovingHouse.Edit(export, manifest => manifest["eventTypes"]!["plot_divided"] = 1), "plot_divided");
        await Refused(export => MovingHouse.Edit(export, manifest => manifest["tables"]!.AsArray()
            .Single(table => table!["name"]!.ToString() == "mt_events")!["columns"]!.AsArray().Add((JsonNode)"colour")), "mt_events.colour");
        (await house.Run(to, "load", "--from", house["vault"])).ShouldRefuse("an export of the vault");
        (await house.Run(to, "load", "--from", house["nowhere"])).ShouldRefuse("no export");

        async Task Refused(Action<string> harm, string named)
        {
            var copy = house[Guid.NewGuid().ToString("N")];
            Directory.CreateDirectory(copy);
            foreach (var file in Directory.EnumerateFiles(whole))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            harm(copy);
            (await house.Run(to, "load", "--from", copy)).ShouldRefuse(named);
            (await MovingHouse.One(to, "select to_regclass('ledger_moving.chunk')::text")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task and_was_made_so_by_somebody_who_knows_how_is_seen_by_its_root()
    {
        var (from, to) = (await province.CopyAsync(), await MovingHouse.Empty());
        var forged = province.Plots[3][0];
        await Tables.DoAsync(from, $"update ledger.mt_events set user_name = 'nobody' where seq_id = {forged.Sequence}");
        (await house.Run(to, "load", "--from", await house.Exported(from))).ShouldRefuse($"(seq {forged.Sequence})", "Drop this database");
    }

    [Fact]
    public async Task a_target_with_rows_is_refused()
    {
        var other = await province.CopyAsync();
        await Tables.DoAsync(other, "truncate ledger.mt_streams cascade");
        (await house.Run(other, "load", "--from", await house.Exported())).ShouldRefuse("not empty", "has rows");
    }

    [Fact]
    public async Task a_folder_that_cannot_take_it_is_refused()
    {
        var from = await province.CopyAsync();
        Directory.CreateDirectory(house["export"]);
        File.WriteAllText(house["export/letter.txt"], "mine");
        (await house.Run(from, "export", "--out", house["export"])).ShouldRefuse("not empty");
        File.ReadAllText(house["export/letter.txt"]).ShouldBe("mine");
        (await house.Run(from, "export")).Code.ShouldBe(64);
    }

    [Fact]
    public async Task a_full_disk_is_told_and_the_same_command_goes_on()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        var from = await province.CopyAsync();
        string[] words = ["export", "--out", house["export"], "--width", "200"];
        // Begins, and cannot write one of the files.
        Directory.CreateDirectory(house["export"]);
        File.WriteAllText(house["export/export.journal"], "");
        File.CreateSymbolicLink(house["export/mt_events-000002.copy.gz"], "/dev/full");
        (await house.Run(from, words)).ShouldRefuse("The disk is full");
        File.Delete(house["export/mt_events-000002.copy.gz"]);
        (await house.Run(from, words)).ShouldBeDone();
        (await house.Run(await MovingHouse.Empty(), "load", "--from", house["export"], "--without-views")).ShouldBeDone();
    }

    public void Dispose() => house.Dispose();

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
