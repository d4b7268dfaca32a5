using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Verify.Copies;
using LandLedger.Verify.Logs;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

public sealed class A_copy_at_home : IDisposable
{
    private readonly MadeLog log = new(1400);
    private readonly Folder published = new();
    private readonly Folder home = new();
    private readonly StaticServer server;

    public A_copy_at_home()
    {
        server = new(published.Path);
        log.Write(published.Path, 1000);
    }

    [Fact]
    public async Task is_the_whole_log_and_nothing_else()
    {
        var verdict = await Copy();
        (verdict.Outcome, verdict.Findings.Count).ShouldBe((Outcome.Sound, 0));
        Files(home).ShouldBe(Files(published));
        Sound(1000);
    }

    [Fact]
    public async Task takes_only_what_is_new_as_the_log_grows()
    {
        foreach (var size in (int[])[1, 200, 256, 257, 1000])
        {
            log.Write(published.Path, size);
            (await Copy()).Outcome.ShouldBe(Outcome.Sound);
            Sound(size);
        }

        server.Asked.Clear();
        log.Write(published.Path, 1400);
        (await Copy()).Outcome.ShouldBe(Outcome.Sound);
        Sound(1400);
        foreach (var full in (string[])["000", "001", "002"])
            server.Asked.ShouldNotContain(path => path == "tile/0/" + full || path == "tile/entries/" + full);
        foreach (var gone in (string[])["tile/0/003.p", "tile/entries/003.p", "tile/1/000.p/3"])
            (Directory.Exists(home.At(gone)) || File.Exists(home.At(gone))).ShouldBeFalse(gone);
        server.Asked.Clear();
        (await Copy()).Outcome.ShouldBe(Outcome.Sound);
        server.Asked.ShouldAllBe(path => path == "checkpoint" || path.Contains(".p/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task fetches_again_what_was_lost_at_home()
    {
        await Copy();
        File.Delete(home.At("tile/0/001"));
        File.Delete(home.At("tile/entries/002"));
        (await Copy()).Outcome.ShouldBe(Outcome.Sound);
        Sound(1000);
    }

    [Fact]
    public async Task takes_whole_tiles_where_the_log_has_grown_meanwhile()
    {
        log.Write(published.Path, 1400);
        File.Delete(published.At("tile/0/003.p/232"));
        File.Delete(published.At("tile/entries/003.p/232"));
        published.Put("checkpoint", log.Note(1000).ToString());
        (await Copy()).Outcome.ShouldBe(Outcome.Sound);
        Sound(1000);
        File.Exists(home.At("tile/0/003.p/232")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(1000)]
    [InlineData(600)]
    public async Task refuses_a_fork_and_stays_as_it_was(int size)
    {
        await Copy();
        var before = Files(home);
        using var other = new MadeLog(1400, seed: 1);
        other.Write(published.Path, size, log.Note(size, MadeLog.Root(other.Hashes(size))));
        var verdict = await Copy();
        (verdict.Outcome, verdict.Findings.Single().Code).ShouldBe((Outcome.Altered, LogFindingCodes.Fork));
        Files(home).ShouldBe(before);
    }

    [Fact]
    public async Task says_that_a_server_lags_behind()
    {
        await Copy();
        published.Put("checkpoint", log.Note(600).ToString());
        var verdict = await Copy();
        (verdict.Outcome, verdict.Findings.Single().Code).ShouldBe((Outcome.Incomplete, LogFindingCodes.OlderThanCopy));
        Sound(1000);
    }

    [Theory]
    [InlineData("tile/0/001", LogFindingCodes.LeavesRewritten)]
    [InlineData("tile/entries/001", LogFindingCodes.EntryChanged)]
    [InlineData("tile/entries/003.p/232", LogFindingCodes.EntryChanged)]
    [InlineData("tile/0/003.p/232", LogFindingCodes.RootWrong)]
    [InlineData("tile/1/000.p/3", LogFindingCodes.RootWrong)]
    public async Task keeps_no_file_that_does_not_lead_to_the_root(string file, string code)
    {
        published.Flip(file, 100 % (int)new FileInfo(published.At(file)).Length);
        var verdict = await Copy();
        (verdict.Outcome, verdict.Findings.Single().Code).ShouldBe((Outcome.Altered, code));
        (File.Exists(home.At("checkpoint")), File.Exists(home.At(file))).ShouldBe((false, false));
        published.Flip(file, 100 % (int)new FileInfo(published.At(file)).Length);
        (await Copy()).Outcome.ShouldBe(Outcome.Sound);
        Sound(1000);
    }

    [Fact]
    public async Task replaces_what_an_unfinished_copy_of_a_fork_has_left()
    {
        using var other = new MadeLog(1400, seed: 1);
        other.Write(home.Path, 700);
        File.Delete(home.At("checkpoint"));
        (await Copy()).Outcome.ShouldBe(Outcome.Sound);
        Sound(1000);
    }

    [Fact]
    public async Task is_not_finished_without_all_files_and_a_signature()
    {
        File.Delete(published.At("tile/entries/001"));
        var verdict = await Copy();
        (verdict.Outcome, verdict.Findings.Single().Code).ShouldBe((Outcome.Incomplete, LogFindingCodes.NotFetched));
        File.Exists(home.At("checkpoint")).ShouldBeFalse();
        published.Put("checkpoint", log.Note(1000, cosigned: false).ToString().Replace("— land", "— sand", StringComparison.Ordinal));
        (await Copy()).Findings[0].Code.ShouldBe(FindingCodes.LogSignature);
        File.Delete(published.At("checkpoint"));
        (await Copy()).Findings.Single().Code.ShouldBe(LogFindingCodes.CheckpointMissing);
    }

    [Fact]
    public async Task without_keys_says_that_nobodys_signature_was_checked()
    {
        using var source = new LogSource(server.Url, TimeProvider.System);
        var verdict = await new LogCopy(source, new(home.Path), null).TakeAsync(CancellationToken.None);
        (verdict.Outcome, verdict.Findings.Single().Code).ShouldBe((Outcome.Sound, LogFindingCodes.LogUnchecked));
        Sound(1000);
    }

    public void Dispose()
    {
        server.Dispose();
        log.Dispose();
        published.Dispose();
        home.Dispose();
    }

    private async Task<Verdict> Copy()
    {
        using var source = new LogSource(server.Url, TimeProvider.System);
        return await new LogCopy(source, new(home.Path), log.Keys).TakeAsync(CancellationToken.None);
    }

    private void Sound(int size)
    {
        var verdict = LogCommand.Judge(home.Path, log.Keys, null);
        verdict.Findings.ShouldBeEmpty();
        verdict.Checkpoint!.Size.ShouldBe(size);
    }

    private static (string Path, string Content)[] Files(Folder folder) =>
        [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder.Path, file), Convert.ToBase64String(File.ReadAllBytes(file))))];
}
