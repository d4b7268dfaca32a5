using System.Net;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify;
using LandLedger.Tests.Verify.Tampering;
using LandLedger.Verify.Logs;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof.Faults;

/// <summary>A ledger whose log's folder and keys are at hand to be spoiled; the log's key is cut when it starts.</summary>
public sealed class SpoiledLedger : LedgerHost
{
    private string wholeKey = "";

    public Folder Home { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Proof:Every"] = "00:00:00.050", ["Proof:Publish"] = "00:00:00.050", ["Proof:GapGrace"] = "00:00:00.100",
        ["Proof:Folder"] = Home.At("log"), ["Proof:LogKeyFile"] = Home.At("log.key"), ["Proof:OriginKeyFile"] = Home.At("origin.key"),
    };

    public LogState State => Alba.Services.GetRequiredService<LogState>();

    protected override Task<string> DatabaseAsync()
    {
        wholeKey = SigningKey.NewLine("land.development.invalid/ledger/1", NoteAlgorithm.Ed25519);
        Home.Put("log.key", wholeKey[..^9]);
        return base.DatabaseAsync();
    }

    public void MendKey() => Home.Put("log.key", wholeKey);

    /// <summary>Waits until everything is published, and judges it.</summary>
    public async Task<long> SoundAsync()
    {
        await Calls.Eventually(() => Task.FromResult((State.Broken, State.Size, State.Published, State.Waiting)),
            now => now is { Broken: null, Size: > 0, Waiting: 0 } && now.Published == now.Size, 30);
        var verdict = LogCommand.Judge(Home.At("log"), Alba.Services.GetRequiredService<ProofKeys>().Trusted, null);
        verdict.Outcome.ShouldBe(Outcome.Sound, string.Join('\n', verdict.Findings.Select(found => found.En)));
        return verdict.Checked;
    }

    /// <summary>Records something, and waits until the log says what is wrong with it.</summary>
    public async Task<string> BrokenAsync()
    {
        var before = State.Size;
        await As("registrar").Register();
        var why = await Calls.Eventually(() => Task.FromResult(State.Broken), broken => broken is not null, 30);
        using (var ready = await Anonymous().GetAsync(new Uri("/health/ready", UriKind.Relative)))
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await As("security-officer").GetJson("/api/v1/proofs/log")).Body!["broken"].ShouldNotBeNull();
        await As("registrar").Register();
        return why!;
    }

    public byte[] Checkpoint() => File.ReadAllBytes(Home.At("log/checkpoint"));
}

/// <summary>Whatever is in its way, the service goes on recording, signs nothing, says why, and goes on by itself.</summary>
public sealed class A_running_ledger(SpoiledLedger ledger) : IClassFixture<SpoiledLedger>
{
    [Fact]
    public async Task waits_for_its_key_for_room_on_the_disk_and_for_its_own_head()
    {
        (await ledger.BrokenAsync()).ShouldContain("private key");
        File.Exists(ledger.Home.At("log/checkpoint")).ShouldBeFalse();
        ledger.MendKey();
        await ledger.SoundAsync();

        await FullAsync("the checkpoint", [$"{TilePath.Checkpoint}.draft"]);
        var size = (int)await ledger.SoundAsync();
        await FullAsync("a tile", Enumerable.Range(size + 1, 200 - size).Select(width => $"{TilePath.Of(0, 0, width)}.draft"));
        size = (int)await ledger.SoundAsync();
        await FullAsync("a bundle", Enumerable.Range(size + 1, 200 - size).Select(width => $"{TilePath.OfEntries(0, width)}.draft"));
        await NotAFolderAsync();
        await AnotherHeadAsync();
    }

    // The device is full whoever writes; where it stands under the name of a draft, the writer's disk is.
    private async Task FullAsync(string what, IEnumerable<string> drafts)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        var before = ledger.Checkpoint();
        string[] links = [.. drafts.Select(draft => ledger.Home.At($"log/{draft}"))];
        foreach (var link in links)
            File.CreateSymbolicLink(link, "/dev/full");
        (await ledger.BrokenAsync()).ShouldContain("No space left", Case.Insensitive, what);
        ledger.Checkpoint().ShouldBe(before);
        foreach (var link in links)
            File.Delete(link);
        await ledger.SoundAsync();
        ledger.Checkpoint().ShouldNotBe(before);
    }

    private async Task NotAFolderAsync()
    {
        var before = ledger.Checkpoint();
        Directory.Move(ledger.Home.At("log/tile"), ledger.Home.At("elsewhere"));
        ledger.Home.Put("log/tile", "");
        (await ledger.BrokenAsync()).ShouldContain("cannot be read or written");
        ledger.Checkpoint().ShouldBe(before);
        File.Delete(ledger.Home.At("log/tile"));
        await ledger.SoundAsync();
    }

    // Somebody with all rights rewrites a leaf and the head with it, while the sequencer is at work.
    private async Task AnotherHeadAsync()
    {
        var before = ledger.Checkpoint();
        var genuine = (await RecordsAsync())[0];
        await RewriteAsync((Leaf.Decode(genuine) with { Microseconds = 1 }).Encode());
        await ledger.BrokenAsync();
        await Calls.Eventually(() => Task.FromResult(ledger.State.Broken), broken => broken?.Contains("another one", StringComparison.Ordinal) == true);
        ledger.Checkpoint().ShouldBe(before);
        await RewriteAsync(genuine);
        await ledger.SoundAsync();
    }

    private async Task RewriteAsync(byte[] first) => await Calls.Eventually(async () =>
    {
        var records = await RecordsAsync();
        records[0] = first;
        var tree = new MerkleFrontier();
        foreach (var record in records)
            tree.Add(MerkleHash.OfLeaf(record));
        return await DatabaseRole.AskAsync<long>(ledger.ConnectionString,
            $"""
            with moved as (update ledger_log.head set root = '\x{Convert.ToHexString(tree.Root())}', edge = '\x{Convert.ToHexString(tree.State())}'
                where size = {records.Count} returning 1),
            changed as (update ledger_log.leaf set record = '\x{Convert.ToHexString(first)}' where leaf_index = 0 and exists (select from moved) returning 1)
            select count(*) from changed
            """);
    }, changed => changed == 1);

    private Task<List<byte[]>> RecordsAsync() => Tables.RowsAsync(ledger.ConnectionString,
        "select record from ledger_log.leaf order by leaf_index", row => row.GetFieldValue<byte[]>(0));
}
