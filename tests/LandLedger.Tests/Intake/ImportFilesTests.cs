using System.Security.Cryptography;
using System.Text;
using LandLedger.Intake;
using LandLedger.Persons;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>Files of imports on a real disk: sealed, seekable, and found out when somebody touched them.</summary>
public sealed class Import_files : IDisposable
{
    private const int Piece = ImportFiles.PieceBytes, Overhead = SealedBytes.Overhead;

    private readonly string folder = Directory.CreateTempSubdirectory("landledger-import-files-").FullName;
    private readonly Guid run = Guid.CreateVersion7();
    private readonly IKeyVault keys;

    public Import_files() => keys = new FileKeyVault(Path.Combine(folder, "vault.key"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(Piece - 1)]
    [InlineData(Piece)]
    [InlineData(Piece + 1)]
    [InlineData(2 * Piece)]
    [InlineData((3 * Piece) + 77)]
    public async Task come_back_as_they_went_in_whatever_their_length(int length)
    {
        var (files, bytes) = (Files(), Bytes(length));
        var stored = await files.PutAsync(run, new Trickle(bytes), default);

        stored.Bytes.ShouldBe(length);
        stored.ClearSha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        stored.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(files.PathOf(run)))));
        using var opened = files.Open(run, length);
        opened.Length.ShouldBe(length);
        using var copy = new MemoryStream();
        await opened.CopyToAsync(copy);
        copy.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task can_be_read_from_any_place()
    {
        var (files, bytes, random) = (Files(), Bytes((3 * Piece) + 500), new Random(20251001));
        await files.PutAsync(run, new MemoryStream(bytes), default);
        using var opened = files.Open(run, bytes.Length);
        for (var turn = 0; turn < 200; turn++)
        {
            var (at, count) = (random.Next(bytes.Length), random.Next(1, 5000));
            opened.Seek(turn % 2 == 0 ? at : at - bytes.Length, turn % 2 == 0 ? SeekOrigin.Begin : SeekOrigin.End).ShouldBe(at);
            var read = new byte[Math.Min(count, bytes.Length - at)];
            opened.ReadExactly(read);
            read.AsSpan().SequenceEqual(bytes.AsSpan(at, read.Length)).ShouldBeTrue();
            opened.Position.ShouldBe(at + read.Length);
        }

        opened.Position = bytes.Length;
        opened.ReadByte().ShouldBe(-1);
    }

    [Fact]
    public async Task hold_nothing_in_clear_and_only_their_owner_may_open_them()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Nguyễn Thị Lan 068185000001;", 50_000)));
        await Files().PutAsync(run, new MemoryStream(text), default);
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Files().PathOf(run))).ShouldNotContain("068185000001");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Files().PathOf(run)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task of_the_same_content_are_recognised_although_no_two_are_stored_alike()
    {
        var bytes = Bytes(5000);
        var one = await Files().PutAsync(run, new MemoryStream(bytes), default);
        var two = await Files().PutAsync(Guid.CreateVersion7(), new MemoryStream(bytes), default);
        two.ContentMac.ShouldBe(one.ContentMac);
        two.Sha256.ShouldNotBe(one.Sha256);
        one.ContentMac.ShouldNotBe(one.ClearSha256);
        bytes[4000] ^= 1;
        (await Files().PutAsync(Guid.CreateVersion7(), new MemoryStream(bytes), default)).ContentMac.ShouldNotBe(one.ContentMac);
    }

    [Theory]
    [InlineData("one byte less")]
    [InlineData("one piece less")]
    [InlineData("one byte more")]
    [InlineData("two pieces exchanged")]
    [InlineData("the beginning changed")]
    [InlineData("the key's name changed")]
    [InlineData("the first piece changed")]
    [InlineData("the last piece changed")]
    [InlineData("the file of another run")]
    [InlineData("the first piece of another file")]
    public async Task that_somebody_touched_are_not_read_on(string touch)
    {
        var (files, bytes, length) = (Files(), Bytes((3 * Piece) + 500), (3 * Piece) + 500);
        await files.PutAsync(run, new MemoryStream(bytes), default);
        var stored = await File.ReadAllBytesAsync(files.PathOf(run));
        var other = Guid.CreateVersion7();
        await files.PutAsync(other, new MemoryStream(bytes), default);
        var others = await File.ReadAllBytesAsync(files.PathOf(other));
        var head = stored.Length - length - (4 * Overhead);
        var at = (int Index) => head + (Index * (Piece + Overhead));
        switch (touch)
        {
            case "one byte less": stored = stored[..^1]; break;
            case "one piece less": (stored, length) = (stored[..at(3)], 3 * Piece); break;
            case "one byte more": stored = [.. stored, 0]; break;
            case "two pieces exchanged": stored = [.. stored[..at(0)], .. stored[at(1)..at(2)], .. stored[at(0)..at(1)], .. stored[at(2)..]]; break;
            case "the beginning changed": stored[0] ^= 1; break;
            case "the key's name changed": stored[9] ^= 1; break;
            case "the first piece changed": stored[at(0) + 100] ^= 1; break;
            case "the last piece changed": stored[^20] ^= 1; break;
            case "the file of another run": stored = others; break;
            default: stored = [.. stored[..at(0)], .. others[at(0)..at(1)], .. stored[at(1)..]]; break;
        }

        await File.WriteAllBytesAsync(files.PathOf(run), stored);
        Should.Throw<ImportFileDamagedException>(() => ReadAll(files, length)).Code.ShouldBe("import-file-damaged");
    }

    [Fact]
    public void that_are_gone_are_said_to_be_gone() =>
        Should.Throw<ImportFileDamagedException>(() => Files().Open(run, 5)).Code.ShouldBe("import-file-lost");

    [Fact]
    public async Task that_are_too_large_or_break_off_leave_nothing_behind()
    {
        await Should.ThrowAsync<ImportFileTooLargeException>(() => Files(largest: 4999).PutAsync(run, new MemoryStream(Bytes(5000)), default));
        await Should.ThrowAsync<IOException>(() => Files().PutAsync(run, new Trickle(Bytes(5000), breaksAt: 3000), default));
        Directory.GetFiles(Imports).ShouldBeEmpty();
        await Files(largest: 5000).PutAsync(run, new MemoryStream(Bytes(5000)), default);
        Directory.GetFiles(Imports).ShouldBe([Files().PathOf(run)]);
        Files().Delete(run);
        Files().Delete(run);
        Directory.GetFiles(Imports).ShouldBeEmpty();
    }

    [Fact]
    public async Task that_a_killed_service_left_half_written_are_swept_a_day_later()
    {
        Directory.CreateDirectory(Imports);
        var left = Path.Combine(Imports, $"{Guid.CreateVersion7():N}.draft");
        await File.WriteAllTextAsync(left, "half");
        await Files().PutAsync(run, new MemoryStream(Bytes(5)), default);
        File.Exists(left).ShouldBeTrue();
        await Files(clock: new Later()).PutAsync(Guid.CreateVersion7(), new MemoryStream(Bytes(5)), default);
        File.Exists(left).ShouldBeFalse();
        File.Exists(Files().PathOf(run)).ShouldBeTrue();
    }

    private string Imports => Path.Combine(folder, "imports");

    private ImportFiles Files(long largest = long.MaxValue / 2, TimeProvider? clock = null) =>
        new(new(Imports, largest), keys, clock ?? TimeProvider.System);

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private void ReadAll(ImportFiles files, long length)
    {
        using var opened = files.Open(run, length);
        opened.CopyTo(Stream.Null);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ImportFiles.LongestSilence + TimeSpan.FromMinutes(1);
    }

    /// <summary>Arrives as a network sends: in odd portions, and perhaps not to its end.</summary>
    private sealed class Trickle(byte[] bytes, int breaksAt = int.MaxValue) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= breaksAt
                ? throw new IOException("The line broke.")
                : base.ReadAsync(buffer[..Math.Min(buffer.Length, (int)(Position % 997) + 2000)], cancellationToken);
    }
}
