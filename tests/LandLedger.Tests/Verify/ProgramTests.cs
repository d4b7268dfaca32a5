using System.Text.Json.Nodes;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

public sealed class The_program : IDisposable
{
    private readonly MadeLog log = new(300);
    private readonly Folder folder = new();
    private readonly string keys;

    public The_program()
    {
        log.Write(folder.At("log"), 300);
        keys = folder.Put("keys", log.Keys.ToString());
    }

    [Fact]
    public async Task judges_a_plots_proof()
    {
        var proof = log.ProofOf(MadeLog.PlotOf(1), folder.At("log"), 300);
        var file = folder.Put("plot.json", proof.ToJson());
        var sound = await VerifyProgram.RunAsync("plot", file, "--keys", keys);
        sound.Code.ShouldBe(0, sound.Errors);
        sound.Output.ShouldStartWith("NGUYÊN VẸN / SOUND");
        folder.Put("plot.json", proof.ToJson().Replace("Thửa", "Thừa", StringComparison.Ordinal));
        var altered = await VerifyProgram.RunAsync("plot", file, "--keys", keys, "--json");
        altered.Code.ShouldBe(1);
        var found = JsonNode.Parse(altered.Output)!;
        found["outcome"]!.ToString().ShouldBe("altered");
        found["findings"]![0]!["code"]!.ToString().ShouldBe("payload-changed");
        found["findings"]![0]!["plot"]!.ToString().ShouldBe(proof.Plot.ToString());
        folder.Put("plot.json", (proof with { Checkpoint = log.Note(300, cosigned: false) }).ToJson());
        (await VerifyProgram.RunAsync("plot", file, "--keys", keys)).Code.ShouldBe(2);
        folder.Put("plot.json", "{}");
        (await VerifyProgram.RunAsync("plot", file, "--keys", keys)).Code.ShouldBe(3);
    }

    [Fact]
    public async Task judges_a_log()
    {
        var old = folder.Put("old", log.Note(256).ToString());
        (await VerifyProgram.RunAsync("log", folder.At("log"), "--keys", keys, "--since", old)).Code.ShouldBe(0);
        File.Delete(folder.At("log/tile/1/000.p/1"));
        (await VerifyProgram.RunAsync("log", folder.At("log"), "--keys", keys)).Code.ShouldBe(2);
        folder.Flip("log/tile/0/000", 0);
        var altered = await VerifyProgram.RunAsync("log", folder.At("log"), "--keys", keys);
        altered.Code.ShouldBe(1);
        altered.Output.ShouldContain("[tệp/file tile/0/000, lá/leaf 0, ");
        folder.Put("log/checkpoint", "garbage");
        (await VerifyProgram.RunAsync("log", folder.At("log"), "--keys", keys)).Code.ShouldBe(3);
    }

    [Fact]
    public async Task judges_whether_one_checkpoint_continues_another()
    {
        var (old, current) = (folder.Put("old", log.Note(100).ToString()), folder.Put("new", log.Note(300).ToString()));
        var proof = folder.Put("proof", string.Concat(log.Consistency(100, 300).Select(hash => Convert.ToBase64String(hash) + "\n")));
        (await VerifyProgram.RunAsync("consistency", old, folder.At("log"), "--keys", keys)).Code.ShouldBe(0);
        (await VerifyProgram.RunAsync("consistency", old, current, "--keys", keys, "--proof", proof)).Code.ShouldBe(0);
        (await VerifyProgram.RunAsync("consistency", old, current, "--keys", keys)).Code.ShouldBe(3);
        folder.Put("old", log.Note(100, new byte[32]).ToString());
        var altered = await VerifyProgram.RunAsync("consistency", old, folder.At("log"), "--keys", keys);
        (altered.Code, altered.Output.Contains("not-extended", StringComparison.Ordinal)).ShouldBe((1, true));
        (await VerifyProgram.RunAsync("consistency", old, current, "--keys", keys, "--proof", proof)).Code.ShouldBe(1);
        folder.Put("old", log.Note(100).ToString());
        File.Delete(folder.At("log/tile/0/000"));
        (await VerifyProgram.RunAsync("consistency", old, folder.At("log"), "--keys", keys)).Code.ShouldBe(2);
    }

    [Fact]
    public async Task takes_a_log_home()
    {
        using var server = new StaticServer(folder.At("log"));
        (await VerifyProgram.RunAsync("copy", server.Url, folder.At("home"), "--keys", keys)).Code.ShouldBe(0);
        (await VerifyProgram.RunAsync("log", folder.At("home"), "--keys", keys)).Code.ShouldBe(0);
        using var other = new MadeLog(300, seed: 1);
        other.Write(folder.At("fork"), 300, log.Note(300, MadeLog.Root(other.Hashes(300))));
        server.Folder = folder.At("fork");
        var fork = await VerifyProgram.RunAsync("copy", server.Url, folder.At("home"), "--keys", keys);
        (fork.Code, fork.Output.Contains("- fork", StringComparison.Ordinal)).ShouldBe((1, true));
        server.Dispose();
        (await VerifyProgram.RunAsync("copy", server.Url, folder.At("home"))).Code.ShouldBe(2);
        (await VerifyProgram.RunAsync("copy", "ftp://127.0.0.1/", folder.At("home"))).Code.ShouldBe(3);
    }

    [Theory]
    [InlineData("log", NoteAlgorithm.Ed25519)]
    [InlineData("witness", NoteAlgorithm.Cosignature)]
    [InlineData("origin", NoteAlgorithm.Ed25519)]
    public async Task makes_keys(string kind, NoteAlgorithm algorithm)
    {
        var file = folder.At($"{kind}.key");
        var made = await VerifyProgram.RunAsync("key", "a.example.org", "--kind", kind, "--out", file);
        made.Code.ShouldBe(0, made.Errors);
        using var key = SigningKey.Parse(File.ReadAllText(file));
        (made.Output.Trim(), key.Verifier.Algorithm).ShouldBe(($"{kind} {key.Verifier}", algorithm));
        made.Output.ShouldNotContain("PRIVATE");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var kept = File.ReadAllText(file);
        (await VerifyProgram.RunAsync("key", "a.example.org", "--kind", kind, "--out", file)).Code.ShouldBe(3);
        File.ReadAllText(file).ShouldBe(kept);
    }

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("plot")]
    [InlineData("plot", "missing.json", "--keys", "KEYS")]
    [InlineData("log", "LOG")]
    [InlineData("log", "LOG", "more", "--keys", "KEYS")]
    [InlineData("log", "LOG", "--keys", "KEYS", "--keys", "KEYS")]
    [InlineData("log", "LOG", "--keys", "KEYS", "--quick")]
    [InlineData("log", "LOG", "--keys", "LOG/checkpoint")]
    [InlineData("log", "LOG", "--keys")]
    [InlineData("log", "missing", "--keys", "KEYS")]
    [InlineData("key", "a b", "--kind", "log", "--out", "LOG/key")]
    [InlineData("key", "a", "--kind", "friend", "--out", "LOG/key")]
    [InlineData("witness", "--key", "KEYS", "--keys", "KEYS", "--state", "LOG/state", "--listen", "http://127.0.0.1:1/")]
    public async Task says_what_it_does_not_understand(params string[] words)
    {
        string Named(string word) =>
            word.Replace("LOG", folder.At("log"), StringComparison.Ordinal).Replace("KEYS", keys, StringComparison.Ordinal);
        (await LandLedger.Verify.Command.RunAsync([.. words.Select(Named)], TimeProvider.System)).ShouldBe(3);
    }

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }
}
