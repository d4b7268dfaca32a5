using System.Security.Cryptography;
using System.Text;
using LandLedger.Documents;
using LandLedger.Persons;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Documents;

public sealed class SealedFolderTests : IDisposable
{
    private static readonly Guid Deed = Guid.Parse("0198a000-0000-7000-8000-0000000000a1");
    private static readonly Guid Map = Guid.Parse("0198a000-0000-7000-8000-0000000000b2");
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("%PDF-1.7 " + string.Concat(Enumerable.Repeat("Nguyễn Thị Lan ", 500)));

    private readonly string root = Directory.CreateTempSubdirectory("scans-").FullName;
    private readonly SealedFolder folder;

    public SealedFolderTests() => folder = new SealedFolder(Scans, new FileKeyVault(Path.Combine(root, "keys")));

    private string Scans => Path.Combine(root, "scans");

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task what_was_put_is_got_back_and_the_hash_is_of_the_stored_bytes()
    {
        var stored = await folder.PutAsync(Deed, Content, None);

        (await folder.GetAsync(Deed, stored.Sha256, None)).ShouldBe(Content);
        (await folder.GetAsync(Deed, stored.Sha256.ToUpperInvariant(), None)).ShouldBe(Content);
        var bytes = await File.ReadAllBytesAsync(OnlyFile());
        stored.StoredLength.ShouldBe(bytes.Length);
        stored.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public async Task an_empty_scan_is_a_scan()
    {
        var stored = await folder.PutAsync(Deed, ReadOnlyMemory<byte>.Empty, None);

        (await folder.GetAsync(Deed, stored.Sha256, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_same_content_is_recognised_though_it_is_stored_differently()
    {
        var deed = await folder.PutAsync(Deed, Content, None);
        var map = await folder.PutAsync(Map, Content, None);

        map.ContentMac.ShouldBe(deed.ContentMac);
        map.Sha256.ShouldNotBe(deed.Sha256);
        deed.ContentMac.ShouldNotBe(Convert.ToHexStringLower(SHA256.HashData(Content)));
    }

    [Fact]
    public async Task the_file_holds_nothing_in_clear()
    {
        await folder.PutAsync(Deed, Content, None);

        var bytes = await File.ReadAllBytesAsync(OnlyFile());

        bytes.AsSpan().IndexOf("%PDF-1.7"u8).ShouldBe(-1);
        bytes.AsSpan().IndexOf("Nguyễn Thị Lan"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task a_flipped_bit_anywhere_is_noticed()
    {
        var stored = await folder.PutAsync(Deed, "%PDF-"u8.ToArray(), None);
        var file = OnlyFile();
        var bytes = await File.ReadAllBytesAsync(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x10;
            await File.WriteAllBytesAsync(file, changed);
            (await Should.ThrowAsync<ScanDamagedException>(() => folder.GetAsync(Deed, stored.Sha256, None))).DocumentId.ShouldBe(Deed);

            // Whoever can also forge the recorded hash still cannot make it open.
            var forged = Convert.ToHexStringLower(SHA256.HashData(changed));
            await Should.ThrowAsync<ScanDamagedException>(() => folder.GetAsync(Deed, forged, None));
        }
    }

    [Fact]
    public async Task a_cut_file_is_noticed()
    {
        await folder.PutAsync(Deed, "%PDF-"u8.ToArray(), None);
        var file = OnlyFile();
        var bytes = await File.ReadAllBytesAsync(file);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            await File.WriteAllBytesAsync(file, cut);
            var forged = Convert.ToHexStringLower(SHA256.HashData(cut));
            await Should.ThrowAsync<ScanDamagedException>(() => folder.GetAsync(Deed, forged, None));
        }
    }

    [Fact]
    public async Task a_file_moved_to_another_document_does_not_open()
    {
        var deed = await folder.PutAsync(Deed, Content, None);
        var file = OnlyFile();
        await folder.PutAsync(Map, Content, None);
        File.Copy(file, Files().Single(other => other != file), overwrite: true);

        await Should.ThrowAsync<ScanDamagedException>(() => folder.GetAsync(Map, deed.Sha256, None));
    }

    [Fact]
    public async Task an_earlier_file_of_the_same_document_is_not_taken_for_the_recorded_one()
    {
        await folder.PutAsync(Deed, "%PDF- earlier"u8.ToArray(), None);
        var earlier = await File.ReadAllBytesAsync(OnlyFile());
        await folder.DeleteAsync(Deed, None);
        var recorded = await folder.PutAsync(Deed, Content, None);
        await File.WriteAllBytesAsync(OnlyFile(), earlier);

        await Should.ThrowAsync<ScanDamagedException>(() => folder.GetAsync(Deed, recorded.Sha256, None));
    }

    [Fact]
    public async Task a_deleted_scan_is_missing_and_may_be_deleted_again()
    {
        var stored = await folder.PutAsync(Deed, Content, None);

        await folder.DeleteAsync(Deed, None);
        await folder.DeleteAsync(Deed, None);
        await folder.DeleteAsync(Map, None);

        (await Should.ThrowAsync<ScanMissingException>(() => folder.GetAsync(Deed, stored.Sha256, None))).DocumentId.ShouldBe(Deed);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_document_is_stored_once()
    {
        var stored = await folder.PutAsync(Deed, Content, None);

        await Should.ThrowAsync<InvalidOperationException>(() => folder.PutAsync(Deed, "other"u8.ToArray(), None));

        (await folder.GetAsync(Deed, stored.Sha256, None)).ShouldBe(Content);
        Files().Length.ShouldBe(1);
    }

    [Fact]
    public async Task only_the_owner_can_open_folders_and_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Directory.CreateDirectory(Scans);
        await folder.PutAsync(Deed, Content, None);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.GetUnixFileMode(OnlyFile()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] folders = [Scans, .. Directory.GetDirectories(Scans, "*", SearchOption.AllDirectories)];
        folders.Length.ShouldBe(3);
        folders.Select(File.GetUnixFileMode).ShouldAllBe(mode => mode == all);
    }

    private string[] Files() => Directory.GetFiles(Scans, "*", SearchOption.AllDirectories);

    private string OnlyFile() => Files().ShouldHaveSingleItem();
}
